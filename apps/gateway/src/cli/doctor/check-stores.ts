import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "../../config.ts";
import type { ClockReading } from "./check-clock.ts";
import { type Finding, fault, ok, warning } from "./finding.ts";

/** How long a store may take to answer, in milliseconds. */
const TIMEOUT_MS = 5_000;

/** Looks whether the stores answer that the configuration names. Nothing is written. */
export async function checkStores(config: Config, onClock: (reading: ClockReading) => void): Promise<Finding[]> {
  const { databaseUrl, redisUrl, dataDir } = config;
  const checks = [
    databaseUrl && checkPostgres(databaseUrl, onClock),
    redisUrl && checkRedis(redisUrl, onClock),
    !databaseUrl && checkSqlite(join(dataDir, "hub.sqlite")),
    !databaseUrl && checkSqlite(join(dataDir, "audit.sqlite")),
  ];
  return Promise.all(checks.filter((check) => check instanceof Promise));
}

async function checkSqlite(path: string): Promise<Finding> {
  if (!existsSync(path)) return ok("sqlite", `${path} will be made at the first start.`);
  try {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(path, { readOnly: true });
    // Reads no more than the first page: a whole check of a large file takes minutes.
    database.prepare("SELECT count(*) FROM sqlite_schema").get();
    database.close();
    return ok("sqlite", path);
  } catch (error) {
    const fix = "Look whether this user may read it, and whether it is a database; restore it from a backup otherwise.";
    return fault("sqlite", `${path} cannot be read: ${(error as Error).message}`, fix);
  }
}

async function checkPostgres(url: string, onClock: (reading: ClockReading) => void): Promise<Finding> {
  const { Client } = await import("pg");
  const client = new Client({ connectionString: url, connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS });
  // A connection that breaks is told twice: by the promise, and by this.
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query("SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now");
    onClock({ source: "PostgreSQL", theirs: Number(rows[0]?.now), ours: Date.now() });
    return ok("postgresql", `${hostOf(url)} answers.`);
  } catch (error) {
    const fix = "Look whether it runs, and whether HUB_DATABASE_URL has the right host, user and password.";
    return fault("postgresql", `${hostOf(url)} does not answer (${codeOf(error)}).`, fix);
  } finally {
    await client.end().catch(() => {});
  }
}

async function checkRedis(url: string, onClock: (reading: ClockReading) => void): Promise<Finding> {
  const { Redis } = await import("ioredis");
  const client = new Redis(url, { lazyConnect: true, connectTimeout: TIMEOUT_MS, retryStrategy: () => null });
  client.on("error", () => {});
  try {
    await client.connect();
    const [seconds, micros] = await client.time();
    onClock({ source: "Redis", theirs: Number(seconds) * 1_000 + Number(micros) / 1_000, ours: Date.now() });
    const [, policy] = (await client.config("GET", "maxmemory-policy").catch(() => [])) as string[];
    if (policy === undefined || policy === "noeviction") return ok("redis", `${hostOf(url)} answers.`);
    const fix = "Set its `maxmemory-policy` to `noeviction`: what it drops are counters of money and requests.";
    return warning("redis", `${hostOf(url)} may drop what it keeps (${policy}).`, fix);
  } catch (error) {
    const fix = "Look whether it runs, and whether HUB_REDIS_URL has the right host and password.";
    return fault("redis", `${hostOf(url)} does not answer (${codeOf(error)}).`, fix);
  } finally {
    client.disconnect();
  }
}

/** Without user and password. */
const hostOf = (url: string): string => URL.parse(url)?.host || "the local socket";

/** Messages may quote the address with its password. */
function codeOf(error: unknown): string {
  const { code, name } = error as NodeJS.ErrnoException;
  return code ?? (name === "Error" ? "no connection" : name);
}
