import { readFileSync } from "node:fs";
import { z } from "zod";
import { EventsConfig } from "./events/events-config.ts";
import { RoutingConfig } from "./routing-config.ts";
import { SpendingConfig, usd } from "./spending-config.ts";
import { VENDOR_IDS, VENDOR_VARIABLES, type VendorId } from "./vendors.ts";

/** Timers take no more than 31 bits: a longer time would pass at once. */
const milliseconds = z.int().min(1).max(2_147_483_647);
/** The environment has only text. */
const orDigits = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value), schema);

const flag = z.preprocess((value) => (value === "true" ? true : value === "false" ? false : value), z.boolean());

/** What can be sent in a header, and is taken back out of one. */
export const KEY = /^[\x21-\x7e]+$/;

/** How a vendor is connected, and beside it the settings that {@link VENDOR_VARIABLES} names. */
const VendorSettings = z
  .object({
    baseUrl: z.url({ protocol: /^https?$/ }).optional(),
    transport: z
      .strictObject({
        connectTimeoutMs: milliseconds.optional(),
        firstByteTimeoutMs: milliseconds.optional(),
        idleTimeoutMs: milliseconds.optional(),
        totalTimeoutMs: milliseconds.optional(),
        maxResponseBytes: z.int().min(1).optional(),
        maxEventLength: z.int().min(1).optional(),
        keepAliveTimeoutMs: milliseconds.optional(),
      })
      .optional(),
    /** Where the vendor processes data, as the contract with it says. */
    regions: z.array(z.string().min(1)).optional(),
    /** Whether the vendor keeps what it is sent beyond the answer. */
    retainsData: z.boolean().optional(),
  })
  .catchall(z.unknown());

/** The settings that every vendor has; the others are its own. */
const COMMON_SETTINGS: ReadonlySet<string> = new Set(Object.keys(VendorSettings.shape));

const Vendors = z.partialRecord(z.enum(VENDOR_IDS), VendorSettings).superRefine((vendors, context) => {
  for (const [id, settings] of Object.entries(vendors)) {
    const own = Object.fromEntries(Object.entries(settings).filter(([name]) => !COMMON_SETTINGS.has(name)));
    for (const [name, value] of Object.entries(own)) {
      const path = [id, name];
      if (!(name in VENDOR_VARIABLES[id as VendorId])) {
        context.addIssue({
          code: "unrecognized_keys",
          keys: [name],
          input: own,
          path: [id],
          message: `Unrecognized key: "${name}"`,
        });
      } else if (typeof value !== "string" || (name !== "keyFile" && !KEY.test(value))) {
        context.addIssue({ code: "custom", path, message: "expected visible ASCII without spaces" });
      }
    }
  }
});

/** Everything that can be set, by file (`HUB_CONFIG`) or environment; the environment wins. */
export const Config = z.strictObject({
  host: z.string().min(1).default("127.0.0.1"),
  port: orDigits(z.int().min(0).max(65_535)).default(8787),
  /** Processes that serve the port together; `auto`: one for each core. */
  workers: orDigits(z.union([z.literal("auto"), z.int().min(1).max(256)], 'expected "auto", or from 1 to 256')).default(
    1,
  ),
  /** Where keys and state are kept. */
  dataDir: z.string().min(1).default(".hub"),
  /** A hub key to accept beside the stored ones. */
  bootstrapKey: z.string().trim().regex(KEY, "a key is visible ASCII without spaces").optional(),
  /** Simulated vendors: `auto` starts them when no vendor has a key. */
  sandbox: z.enum(["auto", "on", "off"]).default("auto"),
  logLevel: z.enum(["silent", "fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
  strictParams: z.boolean().default(false),
  /** What becomes of personal data, secrets and injections: a preset's name, or what differs from one. */
  dlp: z.union([z.string(), z.record(z.string(), z.unknown())]).default("balanced"),
  maxBodyBytes: z.int().min(1).optional(),
  heartbeatMs: milliseconds.optional(),
  /** Longest time for a request's headers, and for its body, to arrive. */
  headersTimeoutMs: milliseconds.default(15_000),
  bodyTimeoutMs: milliseconds.default(120_000),
  /** How long answers under way may go on after a signal to stop. */
  drainTimeoutMs: milliseconds.default(30_000),
  /** Limits for images that are fetched because a vendor wants their bytes. */
  images: z
    .strictObject({
      maxBytes: z.int().min(1).optional(),
      maxTotalBytes: z.int().min(1).optional(),
      maxImages: z.int().min(1).optional(),
      timeoutMs: milliseconds.optional(),
      allowHosts: z.array(z.string().min(1)).optional(),
    })
    .optional(),
  vendors: Vendors.default({}),
  /** Prices and models that differ from the catalog's own. Default: `catalog.json` in the data directory. */
  catalog: z.string().min(1).optional(),
  routing: RoutingConfig.default({}),
  spending: SpendingConfig.default({}),
  /** Who is told of blocks, loops and failing vendors, by signed webhooks. */
  events: EventsConfig.prefault({}),
  /** How long records are kept; for ever unless it is said. What is cut off is signed for, so that the rest stays provable. */
  audit: z.strictObject({ retentionDays: z.number().min(1).max(36_500).optional() }).default({}),
  /** What lets in to `/admin/v1`. Without it there is no admin API. */
  adminKey: z.string().trim().regex(KEY, "a key is visible ASCII without spaces").min(16).optional(),
  /** How many proxies stand in front of the gateway, each of which adds to `X-Forwarded-For`. */
  trustedProxies: z.int().min(0).max(16).default(0),
  /** Whether to listen where others can reach it also with simulated vendors, or without a key. */
  allowPublic: flag.default(false),
  /** The first credit of the wallet, in dollars. Default: unlimited with real vendors, 10 with simulated ones. */
  initialCreditUsd: z.union([z.literal("unlimited"), usd]).optional(),
  /** PostgreSQL and Redis, where several instances share what they know; Redis by its socket's path, too. */
  databaseUrl: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  redisUrl: z.union([z.url({ protocol: /^rediss?$/ }), z.string().startsWith("/")]).optional(),
});
export type Config = z.infer<typeof Config>;

/** The environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLES = {
  HUB_HOST: "host",
  HUB_PORT: "port",
  HUB_WORKERS: "workers",
  HUB_DATA_DIR: "dataDir",
  HUB_BOOTSTRAP_KEY: "bootstrapKey",
  HUB_SANDBOX: "sandbox",
  HUB_LOG_LEVEL: "logLevel",
  HUB_DLP: "dlp",
  HUB_CATALOG: "catalog",
  HUB_INITIAL_CREDIT_USD: "initialCreditUsd",
  HUB_DATABASE_URL: "databaseUrl",
  HUB_REDIS_URL: "redisUrl",
  HUB_ADMIN_KEY: "adminKey",
  HUB_ALLOW_PUBLIC: "allowPublic",
} as const;

/** A configuration that cannot be used; the message names the file or variable and what is wrong with it. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/**
 * Reads the configuration.
 *
 * @throws ConfigError
 */
export function loadConfig(environment: Environment): Config {
  const file = environment.HUB_CONFIG ? readFile(environment.HUB_CONFIG) : {};
  const settings: Record<string, unknown> = { ...file };
  for (const [variable, key] of Object.entries(VARIABLES)) {
    if (environment[variable]) settings[key] = environment[variable];
  }
  const result = Config.safeParse(settings);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => {
    const key = issue.path.join(".");
    const variable = Object.entries(VARIABLES).find(([name, target]) => target === key && environment[name])?.[0];
    return `  ${variable ?? `${environment.HUB_CONFIG}: ${key || "(top level)"}`}: ${issue.message}`;
  });
  throw new ConfigError(`The configuration cannot be used:\n${faults.join("\n")}`);
}

function readFile(path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? "it is not valid JSON" : String((cause as Error).message);
    throw new ConfigError(`HUB_CONFIG names ${path}, but ${reason}.`, { cause });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ConfigError(`HUB_CONFIG names ${path}, but it does not hold a JSON object.`);
  }
  return value as Record<string, unknown>;
}
