/** How much one measurement weighs in the average. */
const MEASUREMENT_WEIGHT = 0.2;
/** How long a target that is not asked keeps its place, in milliseconds. */
const STALE_MS = 5 * 60 * 1000;
/** Ranks before every measurement. */
export const UNMEASURED = -1;

/** How long a target takes to the first result. */
export interface Speed {
  /** Exponentially weighted average in milliseconds; `undefined` while there was no result. */
  latencyMs: number | undefined;
  /** When it was last measured, in milliseconds since 1970. */
  measuredAt: number;
  /** When it was last asked, in milliseconds since 1970. */
  triedAt: number;
}

/** A target that was never asked. */
export function createSpeed(): Speed {
  return { latencyMs: undefined, measuredAt: 0, triedAt: Number.NEGATIVE_INFINITY };
}

/** Adds a measurement, in milliseconds. */
export function measure(speed: Speed, latencyMs: number, now: number): void {
  speed.latencyMs =
    speed.latencyMs === undefined ? latencyMs : speed.latencyMs + MEASUREMENT_WEIGHT * (latencyMs - speed.latencyMs);
  speed.measuredAt = now;
}

/**
 * The time to rank by, in milliseconds. A target that nobody has asked for five minutes counts as the fastest, so
 * that the next request measures it; while it is being measured, or when that failed, as the slowest. So one
 * request in five minutes is spent on each target that is not in use.
 */
export function rankedLatency(speed: Speed | undefined, now: number): number {
  if (speed === undefined || now - speed.triedAt >= STALE_MS) return UNMEASURED;
  return speed.latencyMs ?? Number.POSITIVE_INFINITY;
}
