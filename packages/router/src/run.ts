import type { Candidate, Plan, Step } from "./candidate.ts";
import type { Classification, Classify } from "./classify-by-status.ts";
import type { Clock } from "./clock.ts";
import { believedWait } from "./health/cool-down.ts";
import type { AttemptPass, Health } from "./health/health.ts";
import { lastResort } from "./last-resort.ts";
import { RoutingError } from "./routing-error.ts";
import { createRunLimit } from "./run-limit.ts";

/** First wait before the same target is tried again, in milliseconds; each further one is twice as long. */
const BACKOFF_MS = 250;

/** What an attempt is told. */
export interface AttemptContext {
  /** Fires when the caller aborts, also after the first result, and at the deadline while there is no result. */
  signal: AbortSignal;
  /** Which attempt of this run it is, from 1 on. */
  attempt: number;
}

/** Asks a target. It resolves with the first result: from then on no other target is tried. */
export type Attempt<T, R> = (target: T, context: AttemptContext) => R | Promise<R>;

/** What became of one attempt. */
export interface AttemptReport<T> {
  step: Step<T>;
  /** Which attempt of this run it was, from 1 on. */
  attempt: number;
  /** Time to the first result, or to the failure, in milliseconds. */
  durationMs: number;
  /** What the attempt threw; absent when it succeeded. */
  error?: unknown;
}

/** How far a run may go. */
export interface RunOptions<T> {
  /** The caller's: stops the run at once. */
  signal?: AbortSignal | undefined;
  /** Whether the signal is this run's alone, and not kept for many: following it then costs less. Default false. */
  isOwnSignal?: boolean | undefined;
  /** Time for everything up to the first result, in milliseconds. Default: no limit. */
  deadlineMs?: number | undefined;
  /** Most attempts in all. Default 3. */
  maxAttempts?: number | undefined;
  /** Longest wait before the same target is tried again, where it is the only one, in milliseconds. Default 5,000. */
  maxWaitMs?: number | undefined;
  /**
   * Called before every attempt, the first too. `false`, also as a promise, passes this target over, and what it throws
   * ends the run. It is waited for even when the signal fires, so that nothing that it takes stays behind unnoticed.
   */
  before?: ((target: T, context: AttemptContext) => unknown) | undefined;
  /** Told what became of every attempt that was not aborted. Must not throw. */
  onAttempt?: ((report: AttemptReport<T>) => void) | undefined;
}

/** A run that came to a result. */
export interface Outcome<T, R> {
  value: R;
  target: T;
  step: Step<T>;
  attempts: number;
  /** Reports that the answer broke off after its first result. Nothing need be called when it did not. */
  fail(error: unknown): void;
}

/** What a run works with. */
export interface RunContext {
  health: Health;
  classify: Classify;
  clock: Clock;
  random: () => number;
}

interface Failure {
  step: Step<unknown>;
  error: unknown;
  classification: Classification;
}

/** Asks the targets of a plan in order until one answers; see `Router.run`. */
export async function run<T, R>(
  plan: Plan<T>,
  attempt: Attempt<T, R>,
  options: RunOptions<T>,
  { health, classify, clock, random }: RunContext,
): Promise<Outcome<T, R>> {
  const { signal: caller, deadlineMs = Infinity, maxAttempts = 3, maxWaitMs = 5_000, before, onAttempt } = options;
  if (!(maxAttempts >= 1)) throw new RangeError("maxAttempts must be a number from 1 on.");
  if (!(maxWaitMs >= 0)) throw new RangeError("maxWaitMs must be a number of milliseconds from 0 on.");
  const failures: Failure[] = [];
  const missed: Candidate<T>[] = [];
  let attempts = 0;
  let turns = 0;
  let attemptsAtTurn = 0;
  let resort: Step<T> | undefined;
  const limit = createRunLimit(options, clock);

  try {
    for (let step = nextTurn(); step; step = nextTurn()) {
      if (attempts >= maxAttempts || (failures.at(-1)?.step === step && !(await waitToRepeat(step)))) break;
      const outcome = await ask(step);
      if (outcome) return outcome;
    }
  } finally {
    limit.stop();
  }
  throw failures.length > 0 ? mostUseful(failures) : noTarget(plan, health, clock.now());

  /** Each target once; one that is alone again and again, as long as it is asked. The last resort has one chance. */
  function nextTurn(): Step<T> | undefined {
    const { steps } = plan;
    if (turns < steps.length) return steps[turns++];
    if (attempts === 0 && !resort) {
      resort = lastResort(missed, health);
      return resort;
    }
    const [only] = steps;
    if (resort || steps.length > 1 || only?.reason === "last resort" || attempts === attemptsAtTurn) return undefined;
    attemptsAtTurn = attempts;
    return only;
  }

  /** Asks one target. No outcome means that the next one's turn has come. */
  async function ask(step: Step<T>): Promise<Outcome<T, R> | undefined> {
    stopAtLimit();
    const isLastResort = step.reason === "last resort";
    if (health.waitMs(step.candidate, clock.now(), isLastResort) > 0) return miss(step);
    const context = { signal: limit.signal, attempt: attempts + 1 };
    if (before && (await before(step.target, context)) === false) return undefined;
    stopAtLimit();
    // A probe's place is taken only now, so that there is no way to hold it without asking.
    const startedAt = clock.now();
    const pass = health.admit(step.candidate, startedAt, isLastResort);
    if (!pass) return miss(step);
    attempts++;
    const result = await settled(limit.race(() => attempt(step.target, context)));
    pass.end();
    const durationMs = clock.now() - startedAt;
    if ("error" in result) {
      noteFailure(step, pass, result.error, durationMs);
      return undefined;
    }
    pass.succeeded(durationMs);
    onAttempt?.({ step, attempt: attempts, durationMs });
    return { value: result.value, target: step.target, step, attempts, fail: failOnce(pass, classify, caller) };
  }

  /** Others have opened its circuit since the plan was made, or probe it. */
  function miss({ candidate }: Step<T>): undefined {
    if (health.waitMs(candidate, clock.now(), true) === 0) missed.push(candidate);
  }

  function noteFailure(step: Step<T>, pass: AttemptPass, thrown: unknown, durationMs: number): void {
    // A caller who leaves says nothing about the target.
    caller?.throwIfAborted();
    const expired = limit.signal.aborted;
    const error = expired ? deadlineExceeded(deadlineMs) : thrown;
    const classification = expired ? hung(durationMs >= deadlineMs / 2) : classify(error);
    pass.failed(classification);
    onAttempt?.({ step, attempt: attempts, durationMs, error });
    if (!expired && !classification.retryable) throw error;
    if (!expired) failures.push({ step, error, classification });
    stopAtLimit();
  }

  function stopAtLimit(): void {
    caller?.throwIfAborted();
    if (!limit.signal.aborted && clock.now() < limit.deadlineAt) return;
    throw failures.length > 0 ? mostUseful(failures) : deadlineExceeded(deadlineMs);
  }

  /** Waits before the same target is asked again. Returns false when that would take too long. */
  async function waitToRepeat({ candidate }: Step<T>): Promise<boolean> {
    const backoffMs = Math.min(BACKOFF_MS * 2 ** (attempts - 1), maxWaitMs) * (0.5 + 0.5 * random());
    // Of one that is asked whatever its health, only what it has just told this run is heeded.
    const told = candidate.unguarded ? believedWait(failures.at(-1)?.classification.retryAfterMs) : undefined;
    const waitMs = Math.max(backoffMs, told ?? health.waitMs(candidate, clock.now()));
    if (waitMs > maxWaitMs || clock.now() + waitMs >= limit.deadlineAt) return false;
    await limit.sleep(waitMs);
    return true;
  }
}

/** Made out here: a function made in the run would keep all of it, for as long as an answer goes on. */
function failOnce(pass: AttemptPass, classify: Classify, caller: AbortSignal | undefined): (error: unknown) => void {
  let told = false;
  return (error) => {
    if (!told && !caller?.aborted) pass.failed(classify(error));
    told = true;
  };
}

/** An attempt that the deadline cut short. It counts when it had most of the time for itself. */
function hung(counts: boolean): Classification {
  return { retryable: true, counts };
}

async function settled<R>(promise: Promise<R>): Promise<{ value: R } | { error: unknown }> {
  try {
    return { value: await promise };
  } catch (error) {
    return { error };
  }
}

/**
 * Where all accounts are used up, the error with the least wait; else the last one that is no such limit, since it says
 * what is wrong and not merely that it is busy elsewhere.
 */
function mostUseful(failures: readonly Failure[]): unknown {
  const broken = failures.findLast(({ classification }) => !classification.limited);
  if (broken) return broken.error;
  const wait = ({ classification }: Failure) => classification.retryAfterMs ?? Infinity;
  return failures.reduce((best, failure) => (wait(failure) < wait(best) ? failure : best)).error;
}

function noTarget({ steps, filtered, retryAfterMs }: Plan<unknown>, health: Health, now: number): RoutingError {
  // Others may have used up what was free when the plan was made.
  const waits = steps.map(({ candidate }) => health.waitMs(candidate, now)).filter((waitMs) => waitMs > 0);
  const least = Math.min(retryAfterMs ?? Infinity, ...waits);
  const wait = least < Infinity ? least : undefined;
  const hint = wait === undefined ? "" : ` Try again in ${Math.ceil(wait / 1000)} s.`;
  return new RoutingError("no_target", `No target can take this request.${hint}`, { retryAfterMs: wait, filtered });
}

function deadlineExceeded(deadlineMs: number): RoutingError {
  return new RoutingError("deadline_exceeded", `No target answered within ${deadlineMs} ms.`);
}
