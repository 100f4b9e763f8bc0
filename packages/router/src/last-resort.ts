import type { Candidate, Step } from "./candidate.ts";
import type { Health } from "./health/health.ts";

/**
 * Where only circuits stand in the way of everybody, the target that was asked longest ago is asked all the same, so
 * that each has its turn. A circuit is a guess of ours: refusing on it would keep out the very request that finds the
 * target back, and one attempt for each request is no more than there would be without a router.
 */
export function lastResort<T>(candidates: readonly Candidate<T>[], health: Health): Step<T> | undefined {
  let oldest: Candidate<T> | undefined;
  for (const candidate of candidates) {
    if (oldest === undefined || health.askedAt(candidate) < health.askedAt(oldest)) oldest = candidate;
  }
  return oldest && { candidate: oldest, target: oldest.target, reason: "last resort", probe: true };
}
