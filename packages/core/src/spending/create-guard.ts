import type { ConversationCeiling, GuardFinding, LoopGuard, SpendVelocity } from "@hub/budget";
import { HubError } from "@hub/protocol";
import { headerOf, type RequestHeaders } from "../http.ts";
import type { Guard } from "../stages/guard.ts";

/** What a guard watches; each of them may be left out. */
export interface GuardOptions {
  /** Agents that repeat themselves. */
  loops?: LoopGuard | undefined;
  /** Keys that spend much faster than they used to. */
  velocity?: SpendVelocity | undefined;
  /** Conversations, as callers name them in `x-hub-session`, that have come to too much. */
  ceiling?: ConversationCeiling | undefined;
  /** Told when a watch could not look. Requests pass then: budgets hold them all the same. */
  onError?: ((error: unknown) => void) | undefined;
}

/** A guard out of the watches of `@hub/budget`, for each key by itself. */
export function createGuard({ loops, velocity, ceiling, onError = () => {} }: GuardOptions): Guard {
  return async (request, exchange) => {
    const principal = exchange.principal?.keyId ?? "";
    const { headers } = exchange.request;
    const conversation = headerOf(headers, "x-hub-session");
    const watched = Promise.all([
      loops?.enter(request, { principal, conversation, ...callOf(headers) }),
      velocity?.check(principal),
      conversation === undefined ? undefined : ceiling?.check(principal, conversation),
    ]);
    const [pass, tooFast, tooMuch] = await watched.catch((error: unknown) => {
      onError(error);
      return [];
    });

    function leave(cost: number | undefined): void {
      pass?.leave();
      if (!cost) return;
      velocity?.record(principal, cost).catch(onError);
      if (conversation !== undefined) ceiling?.record(principal, conversation, cost).catch(onError);
    }
    const finding = pass?.finding ?? tooMuch ?? tooFast;
    return { refusal: finding && refusalOf(finding), leave };
  };
}

/** What tells a repeated call from a new one. */
function callOf(headers: RequestHeaders) {
  const retryCount = Number(headerOf(headers, "x-stainless-retry-count"));
  return {
    idempotencyKey: headerOf(headers, "idempotency-key"),
    requestId: headerOf(headers, "x-request-id"),
    retryCount: Number.isInteger(retryCount) ? retryCount : 0,
  };
}

function refusalOf({ code, message, retryAfterMs }: GuardFinding): HubError {
  return new HubError(code, message, { retryAfterMs });
}
