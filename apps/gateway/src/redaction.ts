import { createHmac, randomBytes } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Inspect, type Inspection, type Principal, passThrough, type Restorer } from "@hub/core";
import { type ChatRequest, HubError } from "@hub/protocol";
import {
  createFindingsCache,
  createRedactor,
  definePolicy,
  type Policy,
  RedactionError,
  redactionCounts,
} from "@hub/redactor";
import { type AnswerRestorer, type ChatRedactor, type ChunkRestorer, createChatRedactor } from "@hub/redactor/chat";
import { ConfigError } from "./config.ts";

/** Most tenants whose redactors are kept. */
const MAX_TENANTS = 1_000;

/** Redacted once at the start, so that no request waits for tables to be built. */
const WARM_UP_TEXT = "Write to jane@example.com about the order of 12 May, or call Ann in Berlin.";

/**
 * Reads a policy: the name of a preset, or what differs from one.
 *
 * @throws ConfigError naming the field that is wrong
 */
export function readPolicy(dlp: unknown): Policy {
  const given = typeof dlp === "string" ? dlp.trim().toLowerCase() : dlp;
  const policy = orConfigError(() => definePolicy(given as Parameters<typeof definePolicy>[0]));
  if (policy.media === "hook") {
    throw unusable('`media` cannot be "hook": a gateway has nothing that reads files. Choose "allow" or "block".');
  }
  return policy;
}

function orConfigError<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw RedactionError.isInstance(error) ? unusable(error.message) : error;
  }
}

function unusable(reason: string): ConfigError {
  return new ConfigError(`The policy under \`dlp\` (HUB_DLP) cannot be used: ${reason}`);
}

/**
 * The secret that placeholders are derived from: of `HUB_MASTER_KEY`, so that all instances derive the same, or else one
 * of the data directory's own, so that they are the same after a restart.
 *
 * @throws ConfigError when the stored one is damaged
 */
export function openRedactionSecret(dataDir: string, masterKey: string | undefined): Uint8Array {
  if (masterKey) return createHmac("sha256", masterKey).update("hub redaction").digest();
  const path = join(dataDir, "redaction-secret");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const stored = (readIfThere(path) ?? createSecretFile(path)).trim();
  if (!/^[0-9a-f]{64}$/.test(stored)) {
    throw new ConfigError(`${path} is damaged. Remove it: placeholders of running conversations will change once.`);
  }
  if ((statSync(path).mode & OTHERS_MAY) !== 0) chmodSync(path, OWNER_ONLY);
  return Buffer.from(stored, "hex");
}

const OWNER_ONLY = 0o600;
const OTHERS_MAY = 0o077;

/** Makes a secret under a name of its own first: nobody sees the file without it, also after a crash. */
function createSecretFile(path: string): string {
  const temporary = `${path}.${randomBytes(8).toString("hex")}`;
  try {
    writeFileSync(temporary, randomBytes(32).toString("hex"), { mode: OWNER_ONLY, flag: "wx", flush: true });
    linkSync(temporary, path);
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  // Of those that start at once the first one's counts.
  return readFileSync(path, "utf8");
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException).code === code;
}

/** The policy that a principal's requests are inspected under, and its name. */
export type PolicyOf = (principal: Principal | undefined) => { policy: Policy; ref: string };

/**
 * Inspection by @hub/redactor, under the policy of each principal. Nothing that it remembers crosses accounts, projects
 * or policies.
 *
 * @throws ConfigError when nothing can be inspected under the policy that holds where there is no other
 */
export function createInspect(policyOf: PolicyOf, secret: Uint8Array): Inspect {
  const cache = createFindingsCache();
  const redactors = new Map<string, ChatRedactor>();
  const warmUp = { key: secret, deadlineMs: Number.POSITIVE_INFINITY };
  orConfigError(() => createRedactor(policyOf(undefined).policy, warmUp).redact(WARM_UP_TEXT));

  function redactorOf(tenant: string, { policy, ref }: ReturnType<PolicyOf>): ChatRedactor {
    const name = `${ref} ${tenant}`;
    const known = redactors.get(name);
    if (known) return known;
    const key = createHmac("sha256", secret).update(tenant).digest("hex");
    // Nothing here reports what a model says by itself.
    const redactor = createChatRedactor(policy, { key, cache, reportOutput: false });
    const [oldest] = redactors.keys();
    if (redactors.size >= MAX_TENANTS && oldest !== undefined) redactors.delete(oldest);
    redactors.set(name, redactor);
    return redactor;
  }

  return (request, exchange) => {
    const { principal } = exchange;
    const tenant = JSON.stringify([principal?.account, principal?.project]);
    const redactor = redactorOf(tenant, policyOf(principal));
    return redactor.isIdle ? passThrough(request, exchange) : inspectWith(redactor, request, tenant);
  };
}

async function inspectWith(redactor: ChatRedactor, request: ChatRequest, tenant: string): Promise<Inspection> {
  try {
    const redaction = await redactor.redactChat(request, { tenant });
    const blocked = toHubError(redaction.blocked);
    return {
      request: redaction.request,
      redactions: redactionCounts(redaction.findings),
      blocked: HubError.isInstance(blocked) ? blocked : undefined,
      restorer: redaction.isIdle ? undefined : restorerOf(redaction.restoreCompletionInTurns, redaction.restoreChunks),
    };
  } catch (error) {
    throw toHubError(error);
  }
}

/** Takes the functions, and not what they come with: that has the whole request in it, and a stream may go on for long. */
function restorerOf(
  restoreCompletion: AnswerRestorer["restoreCompletionInTurns"],
  restoreChunks: AnswerRestorer["restoreChunks"],
): Restorer {
  let open: ChunkRestorer | undefined;
  const chunks = () => {
    open ??= restoreChunks();
    return open;
  };
  return {
    completion: (completion) =>
      restoreCompletion(completion).catch((error) => {
        throw toHubError(error);
      }),
    chunk: (chunk) => withHubErrors(() => chunks().push(chunk)),
    end: () => withHubErrors(() => chunks().end()),
  };
}

function withHubErrors<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw toHubError(error);
  }
}

/** The redactor's errors have the hub's codes; a policy that is no policy is the hub's own fault. */
function toHubError(error: unknown): unknown {
  if (!RedactionError.isInstance(error) || error.code === "invalid_policy") return error;
  return new HubError(error.code, error.message, { param: error.param });
}
