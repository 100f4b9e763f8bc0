import type { ChatRequest } from "@hub/protocol";
import type { Exchange } from "../exchange.ts";
import type { Candidate } from "./plan.ts";

/** What a request may spend. */
export interface Reservation {
  /** The request, with its output limit lowered where that is all that can be paid. */
  request: ChatRequest;
  /** The lowered limit, for `x-hub-max-tokens`. */
  maxTokens?: number | undefined;
}

/**
 * Sets aside what the plan may cost, before any vendor hears of it.
 *
 * @throws HubError `insufficient_balance`, `quota_exceeded`, `rate_limit_exceeded`, `recursive_loop_detected`
 */
export type Reserve = (
  request: ChatRequest,
  plan: readonly Candidate[],
  exchange: Readonly<Exchange>,
) => Reservation | Promise<Reservation>;

/** Lets every request spend what it likes. */
export const unlimited: Reserve = (request) => ({ request });
