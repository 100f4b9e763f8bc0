import { assertAmount, assertInteger } from "../assert-number.ts";
import { BudgetError } from "../budget-error.ts";
import { createFingerprint } from "../fingerprint.ts";
import type { CounterStore } from "./counter-store.ts";
import type { GuardFinding } from "./guard-finding.ts";
import { createMemoryCounterStore } from "./memory-counter-store.ts";

/** What one conversation may come to. */
export interface ConversationCeilingOptions {
  /** Keys the names in the store; 16 bytes or more, the same for all instances that share one. */
  secret: string | Uint8Array;
  /** Where conversations are counted. Default: the memory of this process. */
  store?: CounterStore | undefined;
  /** Most money, in nano-USD. Default: no limit. */
  maxNanoUsd?: number | undefined;
  /** Most requests. Default: no limit. */
  maxRequests?: number | undefined;
  /** How long a conversation is counted from its first request on, in milliseconds. Default 86,400,000: a day. */
  ttlMs?: number | undefined;
  /** The time in milliseconds, for the store in memory. Default `Date.now`. */
  now?: (() => number) | undefined;
}

/** Ends conversations that have come to too much. */
export interface ConversationCeiling {
  /** Counts a request, and says why to refuse it; nothing for nearly all. @throws what the store throws */
  check(principal: string, conversation: string): Promise<GuardFinding | undefined>;
  /** Counts what a request came to. @throws BudgetError `invalid_argument`; what the store throws */
  record(principal: string, conversation: string, nanoUsd: number): Promise<void>;
}

/**
 * Creates a ceiling for conversations, whichever way their requests differ. It counts money that has been settled, so
 * requests in flight pass: budgets bound those.
 *
 * @throws BudgetError `invalid_argument`, also where nothing is limited
 */
export function createConversationCeiling({
  secret,
  now,
  store = createMemoryCounterStore({ now }),
  maxNanoUsd,
  maxRequests,
  ttlMs = 86_400_000,
}: ConversationCeilingOptions): ConversationCeiling {
  if (maxNanoUsd === undefined && maxRequests === undefined) {
    throw new BudgetError("invalid_argument", "Give `maxNanoUsd`, `maxRequests` or both.", "maxNanoUsd");
  }
  if (maxNanoUsd !== undefined) assertAmount(maxNanoUsd, "maxNanoUsd");
  if (maxRequests !== undefined) assertInteger(maxRequests, 1, "maxRequests");
  assertInteger(ttlMs, 1, "ttlMs");
  const fingerprint = createFingerprint(secret, "conversation-ceiling");

  function refuse(what: string): GuardFinding {
    const message = `This conversation has used the ${what} that one may; begin a new one, or have the limit raised.`;
    return { code: "quota_exceeded", status: 429, message, retryAfterMs: ttlMs };
  }

  return {
    async check(principal, conversation) {
      const name = fingerprint(principal, conversation);
      const [requests, [spent = 0]] = await Promise.all([
        maxRequests === undefined ? 0 : store.add(`requests:${name}`, 1, ttlMs),
        maxNanoUsd === undefined ? [0] : store.read([`money:${name}`]),
      ]);
      if (maxRequests !== undefined && requests > maxRequests) return refuse("number of requests");
      if (maxNanoUsd !== undefined && spent >= maxNanoUsd) return refuse("money");
      return undefined;
    },
    async record(principal, conversation, nanoUsd) {
      assertAmount(nanoUsd, "nanoUsd");
      if (maxNanoUsd === undefined || nanoUsd === 0) return;
      await store.add(`money:${fingerprint(principal, conversation)}`, nanoUsd, ttlMs);
    },
  };
}
