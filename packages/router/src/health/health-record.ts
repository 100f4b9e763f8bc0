import { believedWait, MAX_BELIEVED_MS } from "./cool-down.ts";
import type { KeyState } from "./key-state.ts";

/** What instances tell one another about a key. Error rates and probes are each instance's own. Times are since 1970. */
export interface HealthRecord {
  changedAt: number;
  openUntil: number;
  openings: number;
  closedAt: number;
  coolUntil: number;
  latencyMs: number | null;
  measuredAt: number;
}

/** Says what is known of a key. */
export function recordOf({ circuit, coolDown, speed }: KeyState): HealthRecord {
  const { changedAt, openUntil, openings, closedAt } = circuit;
  const { latencyMs = null, measuredAt } = speed;
  return { changedAt, openUntil, openings, closedAt, coolUntil: coolDown.until, latencyMs, measuredAt };
}

/** A record that was read from a store; `undefined` for anything else. */
export function readRecord(value: unknown): HealthRecord | undefined {
  const { changedAt, openUntil, openings, closedAt, coolUntil, latencyMs, measuredAt } = Object(value);
  const numbers = [changedAt, openUntil, openings, closedAt, coolUntil, latencyMs ?? 0, measuredAt];
  if (!numbers.every((number) => Number.isFinite(number) && number >= 0)) return undefined;
  return { changedAt, openUntil, openings, closedAt, coolUntil, latencyMs: latencyMs ?? null, measuredAt };
}

/** Takes over what others know better: the newer state of the circuit, the longer cool-down, the newer measurement. */
export function mergeRecord({ circuit, coolDown, speed }: KeyState, record: HealthRecord, now: number): void {
  // What lies far in the future is another's broken clock: believed, it would shut out all later news.
  if (record.changedAt > circuit.changedAt && record.changedAt - now < MAX_BELIEVED_MS) {
    circuit.changedAt = record.changedAt;
    circuit.openUntil = record.openUntil === 0 ? 0 : now + (believedWait(record.openUntil - now) ?? 0);
    circuit.openings = record.openings;
    circuit.closedAt = record.closedAt;
    circuit.errorRate = 0;
  }
  coolDown.until = Math.max(coolDown.until, now + (believedWait(record.coolUntil - now) ?? 0));
  if (record.latencyMs !== null && record.measuredAt > speed.measuredAt) {
    speed.latencyMs = record.latencyMs;
    speed.measuredAt = Math.min(record.measuredAt, now);
    speed.triedAt = Math.max(speed.triedAt, Math.min(record.measuredAt, now));
  }
}
