import type { AuditEntry } from "@hub/audit";
import { formatUsd } from "@hub/catalog";
import { z } from "zod";

const Counts = z.record(z.string(), z.int());
const Money = z.string().nullable().describe("Decimal USD; `null` where it is not known.");

/** A request's record as it is shown. What a chain is verified by is the export. */
export const EntryView = z.object({
  object: z.literal("audit_record"),
  correlation_id: z.string(),
  seq: z.int().nullable().describe("Its place in the chain; `null` until it is there."),
  hash: z.string().nullable(),
  time: z.string(),
  project: z.string().nullable(),
  key: z.string().nullable(),
  policy: z.string().nullable(),
  scan: Counts.describe("What inspection has found, by kind."),
  redactions: Counts.describe("What of it was hidden."),
  model: z.string().nullable(),
  vendor: z.string().nullable(),
  vendor_model: z.string().nullable(),
  mode: z.enum(["byok", "managed"]).nullable(),
  reason: z.string().nullable(),
  attempts: z.int(),
  prompt_tokens: z.int().nullable(),
  completion_tokens: z.int().nullable(),
  cached_tokens: z.int().nullable(),
  reasoning_tokens: z.int().nullable(),
  cost_usd: Money,
  charged_usd: Money,
  outcome: z.string(),
  status: z.int(),
  error_code: z.string().nullable(),
  streamed: z.boolean(),
  latency_ms: z.object({ total: z.number(), scan: z.number(), first_chunk: z.number().nullable() }),
  fingerprints: z.object({ input: z.string().nullable(), output: z.string().nullable() }),
});

/** Shows a record. */
export function showEntry({ seq, hash, record }: AuditEntry): z.input<typeof EntryView> {
  const { route, usage, latencyMicros, fingerprints } = record;
  return {
    object: "audit_record",
    correlation_id: record.correlationId,
    seq,
    hash,
    time: new Date(record.time).toISOString(),
    project: record.project,
    key: record.keyId,
    policy: record.policy,
    scan: { ...record.scan },
    redactions: { ...record.redactions },
    model: record.model,
    vendor: route?.vendor ?? null,
    vendor_model: route?.model ?? null,
    mode: route?.mode ?? null,
    reason: route?.reason ?? null,
    attempts: record.attempts,
    prompt_tokens: usage?.prompt ?? null,
    completion_tokens: usage?.completion ?? null,
    cached_tokens: usage?.cached ?? null,
    reasoning_tokens: usage?.reasoning ?? null,
    cost_usd: showMoney(record.cost),
    charged_usd: showMoney(record.charged),
    outcome: record.outcome,
    status: record.status,
    error_code: record.errorCode,
    streamed: record.streamed,
    latency_ms: {
      total: latencyMicros.total / 1_000,
      scan: latencyMicros.scan / 1_000,
      first_chunk: latencyMicros.firstChunk === null ? null : latencyMicros.firstChunk / 1_000,
    },
    fingerprints: { ...fingerprints },
  };
}

const showMoney = (nanoUsd: number | null): string | null => (nanoUsd === null ? null : formatUsd(nanoUsd));
