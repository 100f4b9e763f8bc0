import { hkdfSync } from "node:crypto";
import { join } from "node:path";
import { type Audit, createAudit, deriveSigningKey, loadSigningKey, type NewAuditRecord } from "@hub/audit";
import type { Settlement } from "@hub/core";
import type { ErrorCode } from "@hub/protocol";
import type { Config, Environment } from "./config.ts";

/** The audit trail, and what it is verified with. */
export interface AuditTrail {
  audit: Audit;
  /** PEM. */
  publicKey: string;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** How often records that are over are looked for, in milliseconds. */
const CUT_EVERY_MS = 3_600_000;

/** Opens the audit trail: in PostgreSQL where the configuration names one, else in the data directory. */
export async function openAuditTrail(
  { databaseUrl, dataDir, audit: { retentionDays } }: Config,
  { HUB_MASTER_KEY }: Environment,
  onError: (error: unknown) => void,
): Promise<AuditTrail> {
  const { store, disconnect } = databaseUrl ? await openPostgres(databaseUrl) : await openSqlite(dataDir);
  // Instances that share a master key sign alike.
  const signingKey = HUB_MASTER_KEY
    ? deriveSigningKey(new Uint8Array(hkdfSync("sha256", HUB_MASTER_KEY, "", "hub audit", 32)))
    : loadSigningKey(join(dataDir, "audit-key.pem"));
  const audit = createAudit({ store, directory: join(dataDir, "audit-journal"), signingKey, onError });
  const cut = () => {
    if (retentionDays !== undefined) audit.cut({ before: Date.now() - retentionDays * DAY_MS }).catch(onError);
  };
  cut();
  const cutTimer = setInterval(cut, CUT_EVERY_MS).unref();
  return {
    audit,
    publicKey: signingKey.publicKey,
    async close() {
      clearInterval(cutTimer);
      await audit.close();
      await disconnect();
    },
  };
}

async function openSqlite(dataDir: string) {
  const { createSqliteStore } = await import("@hub/audit/sqlite");
  return { store: createSqliteStore({ path: join(dataDir, "audit.sqlite") }), disconnect: async () => {} };
}

async function openPostgres(url: string) {
  const [{ createPostgresStore }, { connectPostgres, disconnectPostgres }] = await Promise.all([
    import("@hub/audit/postgres"),
    import("./connect-postgres.ts"),
  ]);
  const pool = connectPostgres(url, 2);
  return { store: createPostgresStore({ pool }), disconnect: () => disconnectPostgres(pool) };
}

/** What our own refusals are called in the record; other errors are failures. */
const OUTCOMES: { readonly [code in ErrorCode]?: NewAuditRecord["outcome"] } = {
  pii_policy_violation: "blocked",
  prompt_injection_detected: "blocked",
  policy_denied: "blocked",
  model_not_allowed: "blocked",
  insufficient_balance: "limited",
  quota_exceeded: "limited",
  recursive_loop_detected: "looped",
};

const NOT_KNOWN = "(not known)";

/**
 * One request's line in the audit trail.
 *
 * @param isNamed whether what stands in the place of a model's name is one
 */
export function toAuditRecord(
  settlement: Settlement,
  policy: string,
  isNamed: boolean,
  fingerprints: { input?: string; output?: string },
): NewAuditRecord {
  const { exchange, outcome, status, error, streamed, usage, durationMs, firstChunkMs } = settlement;
  const { principal, candidate } = exchange;
  const isOurs = error?.code === "rate_limit_exceeded" && exchange.attempts === 0;
  return {
    correlationId: exchange.correlationId,
    time: Math.round(Date.now() - durationMs),
    // Who has no key belongs to nobody, and must not fill anybody's records.
    account: principal?.account ?? "(none)",
    project: principal?.project ?? null,
    keyId: principal?.keyId ?? null,
    policy: principal ? policy : null,
    outcome: (error && OUTCOMES[error.code]) ?? (isOurs ? "limited" : outcome),
    status,
    errorCode: error?.code ?? null,
    scan: { ...exchange.redactions },
    redactions: { ...exchange.redactions },
    model: isNamed ? (exchange.requestedModel ?? null) : NOT_KNOWN,
    route: candidate
      ? {
          vendor: candidate.provider.id,
          model: isNamed ? candidate.model : NOT_KNOWN,
          mode: candidate.mode,
          reason: candidate.reason,
        }
      : null,
    attempts: exchange.attempts,
    usage: usage
      ? {
          prompt: usage.prompt_tokens,
          completion: usage.completion_tokens,
          cached: usage.prompt_tokens_details?.cached_tokens ?? 0,
          reasoning: usage.completion_tokens_details?.reasoning_tokens ?? 0,
        }
      : null,
    cost: exchange.cost ?? null,
    charged: candidate?.mode === "managed" ? (exchange.cost ?? null) : null,
    streamed,
    fingerprints,
    latencyMicros: {
      total: micros(durationMs),
      scan: micros(exchange.scanMs),
      ...(firstChunkMs !== undefined && { firstChunk: micros(firstChunkMs) }),
    },
  };
}

const micros = (milliseconds: number): number => Math.round(milliseconds * 1_000);
