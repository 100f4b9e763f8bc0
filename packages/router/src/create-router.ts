import type { Candidate, Plan, Strategy } from "./candidate.ts";
import { type Classify, classifyByStatus } from "./classify-by-status.ts";
import { type Clock, systemClock } from "./clock.ts";
import { createHealth, type HealthReport } from "./health/health.ts";
import { createSharing, type HealthStore } from "./health/sharing.ts";
import { rank } from "./rank.ts";
import { type Attempt, type Outcome, type RunOptions, run } from "./run.ts";

/** What a router can be told. */
export interface RouterOptions {
  /** What failures mean. Default: {@link classifyByStatus}. */
  classify?: Classify | undefined;
  /** Where instances share what they see of targets. Default: each knows its own. */
  store?: HealthStore | undefined;
  /** Share of failures among recent results that opens a circuit. Default 0.5: four failures in a row. */
  errorThreshold?: number | undefined;
  /** How long a circuit stays open the first time, in milliseconds. Default 2,000. */
  openMs?: number | undefined;
  /** The longest that it stays open, in milliseconds. Default 10,000. */
  maxOpenMs?: number | undefined;
  /** How many requests may probe a target at a time. Default 1. */
  maxProbes?: number | undefined;
  /** Most keys to remember. Default 10,000. */
  maxKeys?: number | undefined;
  /** Default: the machine's. */
  clock?: Clock | undefined;
  /** A number from 0 up to 1. Default: `Math.random`. */
  random?: (() => number) | undefined;
}

/** Ranks targets, asks them until one answers, and learns from it. */
export interface Router {
  /**
   * Whom to ask, in which order, and why. It only looks: circuits and probes are the same before and after.
   *
   * @throws RangeError for a cost, priority, weight or strategy that is no such thing
   */
  plan<T>(candidates: readonly Candidate<T>[], strategy?: Strategy): Plan<T>;
  /**
   * Asks the plan's targets in order while their errors are retryable. The next one is asked at once; one that is alone
   * is asked again after a pause. What an attempt gives after its signal has fired is dropped.
   *
   * @throws the attempt's own error: at once when it is not retryable; else, when all has failed, the one with the least
   * wait where every account is used up, or the last of the others. The signal's reason when the caller aborts.
   * @throws RoutingError when no target could be asked, or none answered in time and none had failed before
   */
  run<T, R>(plan: Plan<T>, attempt: Attempt<T, R>, options?: RunOptions<T>): Promise<Outcome<T, R>>;
  /** What is known of a key. */
  health(key: string): HealthReport;
}

/**
 * Creates a router that knows nothing of its targets yet.
 *
 * @throws RangeError for an option that is out of range
 */
export function createRouter(options: RouterOptions = {}): Router {
  const { classify = classifyByStatus, clock = systemClock, random = Math.random, store } = options;
  const { errorThreshold = 0.5, openMs = 2_000, maxOpenMs = 10_000, maxProbes = 1, maxKeys = 10_000 } = options;
  check("errorThreshold", errorThreshold, errorThreshold > 0 && errorThreshold < 1, "between 0 and 1");
  check("openMs", openMs, openMs > 0 && openMs < Infinity, "above 0");
  check("maxOpenMs", maxOpenMs, maxOpenMs >= openMs && maxOpenMs < Infinity, "from openMs on");
  check("maxProbes", maxProbes, maxProbes >= 1, "from 1 on");
  check("maxKeys", maxKeys, maxKeys >= 1, "from 1 on");

  const sharing = store && createSharing(store, clock.now);
  const circuits = { errorThreshold, openMs, maxOpenMs, maxProbes, random };
  const health = createHealth({ ...circuits, maxKeys, now: clock.now, sharing });
  const context = { health, classify, clock, random };

  return {
    plan(candidates, strategy = "cheapest") {
      const now = clock.now();
      health.refresh(candidates, now);
      return rank(candidates, strategy, { health, now, random });
    },
    run: (plan, attempt, runOptions = {}) => run(plan, attempt, runOptions, context),
    health: (key) => health.report(key, clock.now()),
  };
}

function check(name: string, value: number, isRight: boolean, range: string): void {
  if (!isRight) throw new RangeError(`${name} must be a number ${range}, not ${value}.`);
}
