import type { ChatChunk, ChatCompletion, ChatRequest, HubError, Usage } from "@hub/protocol";
import type { Exchange } from "../exchange.ts";
import { priceOf } from "../spending/request-price.ts";
import type { Candidate } from "./plan.ts";

/** What a request may spend, and what it has spent. */
export interface Spending {
  /**
   * The request as this candidate may be sent it: with its output limit lowered where that is all that can be paid.
   * Called before each attempt, in order.
   *
   * @returns an error where not even that can be paid: another candidate may be cheaper
   * @throws HubError `budget_unavailable`
   */
  requestFor(candidate: Candidate): Affordable | Promise<Affordable>;
  /** Notes that the request is on its way: from here on a vendor may bill it. */
  noteSent(): void;
  /** Notes what a vendor has counted that was given up for another: it has billed that. */
  noteBilled(usage: Usage): void;
  /**
   * Counts what is about to be delivered. The caller gets it when the promise, if there is one, has resolved.
   * `false`: it would cost more than was set aside, so that the answer ends before it.
   */
  deliver(answer: ChatChunk | ChatCompletion): boolean | Promise<boolean>;
  /** What has been used so far by our own count, for an answer that ended before its vendor reported. */
  estimate(): Usage | undefined;
  /**
   * Charges what was spent and gives back the rest; once. Resolves when that is sure to last.
   *
   * @returns the charge in nano-USD; `undefined` where the price is not known
   * @throws HubError `budget_unavailable`
   */
  settle(ending: SpendingEnd): Promise<number | undefined>;
}

/** A request as it can be paid for, or why it cannot. */
export type Affordable = ChatRequest | HubError;

/** How the spending of a request ended. */
export interface SpendingEnd {
  outcome: "answered" | "failed" | "aborted";
  /** What the vendor reported; absent when it did not, or not yet. */
  usage?: Usage | undefined;
  /** The tier that the vendor says it served. */
  serviceTier?: string | null | undefined;
}

/**
 * Prepares to set aside what a request may cost. Nothing is set aside before the first candidate is known to be asked,
 * and no vendor hears of the request before something is.
 */
export type Reserve = (request: ChatRequest, exchange: Exchange) => Spending;

/** Lets every request spend what it likes, and says what it came to where the price is known. */
export const unlimited: Reserve = (request) => {
  let offer: Candidate["offer"];
  return {
    requestFor(candidate) {
      offer = candidate.offer;
      return request;
    },
    noteSent() {},
    noteBilled() {},
    deliver: () => true,
    estimate: () => undefined,
    settle: async ({ usage, serviceTier }) =>
      usage && offer ? priceOf(usage, offer, request, serviceTier) : undefined,
  };
};
