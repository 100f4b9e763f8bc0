import { assertAmount, assertInteger } from "../assert-number.ts";
import { createFingerprint } from "../fingerprint.ts";
import type { CounterStore } from "./counter-store.ts";
import type { GuardFinding } from "./guard-finding.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";

/** What is too fast. */
export interface SpendVelocityOptions {
  /** Keys the names in the store; 16 bytes or more, the same for all instances that share one. */
  secret: string | Uint8Array;
  /** Where money is counted. Default: the memory of this process. */
  store?: CounterStore | undefined;
  /** How many times its own average somebody may spend in a minute. Default 10, at least 2. */
  factor?: number | undefined;
  /** What anybody may spend in a minute, in nano-USD. Default 1,000,000,000: a dollar. */
  floorNanoUsd?: number | undefined;
  /** The time in milliseconds. Default `Date.now`. */
  now?: (() => number) | undefined;
}

/** Holds back whoever spends much faster than is usual for them. */
export interface SpendVelocity {
  /** Why to refuse a request, before it is made; nothing for nearly all. @throws what the store throws */
  check(principal: string): Promise<GuardFinding | undefined>;
  /** Counts what a request came to. @throws BudgetError `invalid_argument`; what the store throws */
  record(principal: string, nanoUsd: number): Promise<void>;
}

const MINUTE_MS = 60_000;
/** How far back the average goes. */
const MINUTES = 60;
/** Fewer minutes in which money was spent make no average: a new key may start at any pace its budgets allow. */
const FEWEST_MINUTES = 5;

/**
 * Creates a watch on how fast money is spent: no more in a minute than `factor` times the average of the minutes of
 * the last hour in which any was. It counts what has been settled, so requests in flight pass: budgets bound those.
 *
 * @throws BudgetError `invalid_argument`
 */
export function createSpendVelocity({
  secret,
  now = Date.now,
  store = createMemoryCounterStore({ now }),
  factor = 10,
  floorNanoUsd = 1_000_000_000,
}: SpendVelocityOptions): SpendVelocity {
  assertInteger(factor, 2, "factor");
  assertAmount(floorNanoUsd, "floorNanoUsd");
  const fingerprint = createFingerprint(secret, "spend-velocity");
  const minuteNow = () => Math.floor(now() / MINUTE_MS);

  return {
    async check(principal) {
      const name = fingerprint(principal);
      const minute = minuteNow();
      const [current = 0] = await store.read([bucket(name, minute)]);
      if (current < floorNanoUsd) return undefined;
      const before = await store.read(Array.from({ length: MINUTES }, (_, age) => bucket(name, minute - 1 - age)));
      const active = before.filter((spent) => spent > 0);
      if (active.length < FEWEST_MINUTES) return undefined;
      const average = active.reduce((sum, spent) => sum + spent / active.length, 0);
      if (current < factor * average) return undefined;
      return {
        code: "rate_limit_exceeded",
        status: 429,
        message: `Money is spent ${factor} times faster than the last hour's average; try again in the next minute, or have the limit raised.`,
        retryAfterMs: (minute + 1) * MINUTE_MS - now(),
      };
    },
    async record(principal, nanoUsd) {
      assertAmount(nanoUsd, "nanoUsd");
      if (nanoUsd === 0) return;
      await store.add(bucket(fingerprint(principal), minuteNow()), nanoUsd, (MINUTES + 2) * MINUTE_MS);
    },
  };
}

function bucket(name: string, minute: number): string {
  return `spent:${name}:${minute}`;
}
