import type { AuditOutcome, NewAuditRecord } from "../record/audit-record.ts";

/** A record for tests: the same for the same number. */
export function recordOf(index: number, changes: Partial<NewAuditRecord> = {}): NewAuditRecord {
  const outcomes: AuditOutcome[] = ["answered", "answered", "failed", "blocked", "limited", "looped", "aborted"];
  return {
    correlationId: `req_${index}`,
    time: 1_790_000_000_000 + index * 3_600_000,
    account: "acme",
    project: index % 3 === 0 ? null : `p${index % 3}`,
    keyId: `k${index % 4}`,
    policy: "balanced@3",
    outcome: outcomes[index % outcomes.length] as AuditOutcome,
    status: 200,
    model: "oah/fast",
    route: index % 5 === 0 ? null : { vendor: `v${index % 2}`, model: "m-1", mode: "managed", reason: "cheapest" },
    attempts: 1,
    scan: { EMAIL: index % 3, PERSON: 1 },
    redactions: { EMAIL: index % 3 },
    usage: index % 6 === 0 ? null : { prompt: 100 + index, completion: 10, cached: 5, reasoning: 2 },
    cost: 1_000 + index,
    charged: 2_000 + index,
    streamed: index % 2 === 0,
    latencyMicros: { total: 1_000 + index, scan: 40, firstChunk: null },
    fingerprints: { input: "00ff00ff00ff00ff", output: null },
    ...changes,
  };
}

/** Numbers from 0 up to but not with 1: the same for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
