import type { Candidate, Filtered, Plan, StepReason, Strategy } from "./candidate.ts";
import type { Health } from "./health/health.ts";
import { UNMEASURED } from "./health/speed.ts";
import { lastResort } from "./last-resort.ts";

/** A step while its place is being found. The plan shows it as a {@link Step}. */
interface RankedStep<T> {
  candidate: Candidate<T>;
  target: T;
  reason: StepReason;
  probe: boolean;
}

/** What ranking looks at beside the candidates. */
export interface RankContext {
  health: Health;
  now: number;
  /** A number from 0 up to 1. */
  random: () => number;
}

/**
 * Puts candidates in order. Ties are settled by cost, then by observed speed, then by key.
 *
 * @throws RangeError for a cost, priority, weight or strategy that is no such thing
 */
export function rank<T>(candidates: readonly Candidate<T>[], strategy: Strategy, context: RankContext): Plan<T> {
  const { health, now } = context;
  const steps: RankedStep<T>[] = [];
  const scores: number[] = [];
  const filtered: Filtered<T>[] = [];
  let leastWait = Number.POSITIVE_INFINITY;

  for (const candidate of candidates) {
    if (candidate.excluded !== undefined) {
      filtered.push({ candidate, reason: "excluded", detail: candidate.excluded });
      continue;
    }
    checkCost(candidate);
    const waitMs = health.waitMs(candidate, now);
    if (waitMs > 0) {
      filtered.push({ candidate, reason: health.blockedBy(candidate, now), retryAfterMs: waitMs });
      if (waitMs < leastWait) leastWait = waitMs;
      continue;
    }
    const score = scoreOf(candidate, strategy, context);
    const probe = !candidate.unguarded && health.isProbe(candidate);
    insert(steps, scores, { candidate, target: candidate.target, reason: "only", probe }, score, context);
  }
  if (candidates.length > 1) giveReasons(steps, scores, strategy);
  if (steps.length > 0 || leastWait === Infinity) return { steps, filtered, retryAfterMs: undefined };
  const resort = lastResort(keptBackByCircuit(filtered), health);
  if (resort === undefined) return { steps, filtered, retryAfterMs: leastWait };
  return {
    steps: [resort],
    filtered: filtered.filter(({ candidate }) => candidate !== resort.candidate),
    retryAfterMs: undefined,
  };
}

function keptBackByCircuit<T>(filtered: readonly Filtered<T>[]): Candidate<T>[] {
  return filtered
    .filter(({ reason }) => reason === "circuit open" || reason === "being probed")
    .map(({ candidate }) => candidate);
}

/** Sorts in place as candidates come, which is fastest for a handful. */
function insert<T>(
  steps: RankedStep<T>[],
  scores: number[],
  step: RankedStep<T>,
  score: number,
  context: RankContext,
): void {
  let place = steps.length;
  for (; place > 0; place--) {
    const rival = steps[place - 1] as RankedStep<T>;
    const rivalScore = scores[place - 1] as number;
    if (!comesBefore(step.candidate, score, rival.candidate, rivalScore, context)) break;
    steps[place] = rival;
    scores[place] = rivalScore;
  }
  steps[place] = step;
  scores[place] = score;
}

/** What the strategy ranks by; less is better. */
function scoreOf<T>(candidate: Candidate<T>, strategy: Strategy, { health, now, random }: RankContext): number {
  switch (strategy) {
    case "cheapest":
      return costOf(candidate);
    case "fastest":
      return health.latencyMs(candidate, now);
    case "priority":
      return candidate.priority ?? Number.POSITIVE_INFINITY;
    case "weighted":
      // The order of exponentially distributed times is a draw without replacement in proportion to the weights.
      return candidate.weight === 0 ? Number.POSITIVE_INFINITY : -Math.log(1 - random()) / (candidate.weight ?? 1);
    default:
      throw new RangeError(`There is no strategy '${strategy}': use cheapest, fastest, priority or weighted.`);
  }
}

function comesBefore<T>(
  candidate: Candidate<T>,
  score: number,
  rival: Candidate<T>,
  rivalScore: number,
  { health, now }: RankContext,
): boolean {
  const preferred = candidate.preferred === true;
  if (preferred !== (rival.preferred === true)) return preferred;
  if (score !== rivalScore) return score < rivalScore;
  const cost = costOf(candidate);
  const rivalCost = costOf(rival);
  if (cost !== rivalCost) return cost < rivalCost;
  const latency = health.latencyMs(candidate, now);
  const rivalLatency = health.latencyMs(rival, now);
  if (latency !== rivalLatency) return latency < rivalLatency;
  return candidate.key < rival.key;
}

function giveReasons<T>(steps: readonly RankedStep<T>[], scores: readonly number[], strategy: Strategy): void {
  /** The best score that says something, among those that were not preferred. */
  let best: number | undefined;
  for (let place = 0; place < steps.length; place++) {
    const step = steps[place] as RankedStep<T>;
    const score = scores[place] as number;
    if (step.candidate.preferred) {
      step.reason = "preferred";
    } else if (strategy === "priority" || strategy === "weighted") {
      step.reason = strategy;
    } else if (score === Infinity || score === UNMEASURED) {
      step.reason = strategy === "fastest" ? "unmeasured" : "unknown cost";
    } else {
      best ??= score;
      step.reason = strategy === "fastest" ? speedReason(score, best) : costReason(score, best);
    }
  }
}

function speedReason(score: number, best: number): StepReason {
  return score === best ? "fastest" : "slower";
}

function costReason(score: number, best: number): StepReason {
  return score === best ? "cheapest" : "dearer";
}

function costOf({ cost }: Candidate<unknown>): number {
  return cost ?? Number.POSITIVE_INFINITY;
}

function checkCost({ key, cost, priority, weight }: Candidate<unknown>): void {
  if (cost !== undefined && !(Number.isSafeInteger(cost) && cost >= 0)) {
    throw new RangeError(`The cost of '${key}' must be a whole number from 0 to 2^53-1; leave it out where unknown.`);
  }
  if (priority !== undefined && !Number.isFinite(priority)) {
    throw new RangeError(`The priority of '${key}' must be a number.`);
  }
  if (weight !== undefined && !(weight >= 0 && weight < Infinity)) {
    throw new RangeError(`The weight of '${key}' must be a number from 0 on.`);
  }
}
