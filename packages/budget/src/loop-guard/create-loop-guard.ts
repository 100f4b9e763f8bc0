import { assertInteger } from "../assert-number.ts";
import { createFingerprint } from "../fingerprint.ts";
import type { AgentStep } from "./agent-step.ts";
import type { CounterStore } from "./counter-store.ts";
import { findRepetition } from "./find-repetition.ts";
import type { GuardFinding } from "./guard-finding.ts";
import type { GuardedRequest } from "./guarded-request.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";
import { type History, readHistory } from "./read-history.ts";

/** How a loop guard counts. */
export interface LoopGuardOptions {
  /** Keys the names in the store; 16 bytes or more, the same for all instances that share one. */
  secret: string | Uint8Array;
  /** Where requests are counted. Default: the memory of this process. */
  store?: CounterStore | undefined;
  /** How often one request's history may end in the same step before it is refused. Default 6, at least 2. */
  limit?: number | undefined;
  /** How many requests on one and the same point may come, each after the answer to the one before. Default 12, at least 2. */
  requestLimit?: number | undefined;
  /** How long requests are counted from the first one on, in milliseconds. Default 120,000. */
  windowMs?: number | undefined;
  /** How long requests that end in the loop's step are refused, in milliseconds. Default 60,000. */
  coolDownMs?: number | undefined;
  /** The time in milliseconds, for the store in memory. Default `Date.now`. */
  now?: (() => number) | undefined;
}

/** Whose request it is, and which. */
export interface LoopContext {
  /** Whoever answers for the requests, such as the id of a key. Loops of others are none of its business. */
  principal: string;
  /** Keeps conversations of one principal apart, where the caller names them. */
  conversation?: string | undefined;
  /** `Idempotency-Key`: requests with the same one are counted once. */
  idempotencyKey?: string | undefined;
  /** `X-Request-Id`, where the caller sends one: requests with the same one are counted once. */
  requestId?: string | undefined;
  /** `X-Stainless-Retry-Count`: where it is more than 0 the request is a retry by an SDK, and is not counted. */
  retryCount?: number | undefined;
}

/** A request that has been looked at. */
export interface LoopPass {
  /** Why to refuse it; nothing for nearly all. */
  finding?: GuardFinding;
  /** To be called once, when the answer has ended, however it did; also for a request that was refused. */
  leave(): void;
}

/** Stops agents that repeat themselves. */
export interface LoopGuard {
  /**
   * Looks at a request before anything is done for it. Requests of others than agents cost next to nothing.
   *
   * @throws what the store throws
   */
  enter(request: GuardedRequest, context: LoopContext): Promise<LoopPass>;
}

/** As many steps tell where an agent stands, so that one that does other things in between stands elsewhere. */
const RECENT_STEPS = 4;
const MAX_NAMES = 3;
const MAX_NAME_LENGTH = 64;
const NOTHING: Promise<LoopPass> = Promise.resolve(Object.freeze({ leave() {} }));

/**
 * Creates a loop guard. It sees two things: a history that ends in the same step `limit` times over (the same calls
 * with the same results, and at most three other steps in between), which shows in one request alone; and the same
 * point reached by `requestLimit` requests one after the other, by an agent that does not send its history whole.
 *
 * Never a loop: requests without calls of tools, retries of one request, requests in flight at the same time, steps
 * with other results, and other tasks under one template.
 *
 * @throws BudgetError `invalid_argument`
 */
export function createLoopGuard({
  secret,
  now,
  store = createMemoryCounterStore({ now }),
  limit = 6,
  requestLimit = 12,
  windowMs = 120_000,
  coolDownMs = 60_000,
}: LoopGuardOptions): LoopGuard {
  assertInteger(limit, 2, "limit");
  assertInteger(requestLimit, 2, "requestLimit");
  assertInteger(windowMs, 1, "windowMs");
  assertInteger(coolDownMs, 1, "coolDownMs");
  const fingerprint = createFingerprint(secret, "loop-guard");

  async function look(history: History, model: string, context: LoopContext): Promise<LoopPass> {
    const recent: AgentStep[] = [];
    const repetition = findRepetition(remembering(history.steps, recent), limit);
    const [last] = recent;
    if (last === undefined || last.tools.length === 0) return NOTHING;

    const { principal, conversation = "" } = context;
    const step = fingerprint("step", principal, conversation, model, history.task(recent.length), last.substance);
    const cooling = `cool:${step}`;
    if (repetition) {
      await store.add(cooling, 1, coolDownMs);
      return refuse(last, `gave the same result ${repetition.count} times`, coolDownMs);
    }
    const [[isCooling = 0], isKnown] = await Promise.all([store.read([cooling]), isRetry(context)]);
    if (isCooling > 0) return refuse(last, "went in a loop a moment ago", coolDownMs);
    if (isKnown) return NOTHING;

    const point = fingerprint("point", step, ...recent.map(({ substance }) => substance));
    const inFlight = await store.add(`flight:${point}`, 1, windowMs);
    // A count that is lost is gone after the window at the latest.
    const leave = () => void store.add(`flight:${point}`, -1, windowMs).catch(() => {});
    // Others at the same point at the same time are samples, or a burst: a loop goes round one request at a time.
    if (inFlight > 1) return { leave };
    const rounds = await store.add(`round:${point}`, 1, windowMs);
    if (rounds <= requestLimit) return { leave };
    await store.add(cooling, 1, coolDownMs);
    return { ...refuse(last, `led to the same point ${rounds} times`, coolDownMs), leave };
  }

  /** Whether the request was counted when it first came. */
  async function isRetry({ principal, idempotencyKey, requestId, retryCount = 0 }: LoopContext): Promise<boolean> {
    if (retryCount > 0) return true;
    const names = [idempotencyKey && ["key", idempotencyKey], requestId && ["request", requestId]].filter(
      Array.isArray,
    );
    const counts = await Promise.all(
      names.map((name) => store.add(`seen:${fingerprint("seen", principal, ...name)}`, 1, windowMs)),
    );
    return counts.some((count) => count > 1);
  }

  return {
    enter: (request, context) => {
      const history = readHistory(request);
      return history ? look(history, String(request.model ?? ""), context) : NOTHING;
    },
  };
}

/** Passes steps on, and keeps the first few of them. */
function* remembering(steps: Iterable<AgentStep>, recent: AgentStep[]): Iterable<AgentStep> {
  for (const step of steps) {
    if (recent.length < RECENT_STEPS) recent.push(step);
    yield step;
  }
}

function refuse({ tools }: AgentStep, what: string, retryAfterMs: number): LoopPass & { finding: GuardFinding } {
  const names = tools
    .slice(0, MAX_NAMES)
    .map((name) => `\`${name.slice(0, MAX_NAME_LENGTH).replace(/[^\w.-]/g, "?")}\``);
  const others = tools.length > MAX_NAMES ? " and others" : "";
  const message =
    `The agent repeats itself: calls of ${names.join(", ")}${others} ${what}. ` +
    "Give it something new to go on, such as another instruction or another result, or end the run.";
  return { finding: { code: "recursive_loop_detected", status: 429, message, retryAfterMs }, leave() {} };
}
