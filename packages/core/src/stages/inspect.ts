import type { ChatChunk, ChatCompletion, ChatRequest, HubError } from "@hub/protocol";
import type { Exchange } from "../exchange.ts";

/** Puts back into an answer what inspection took out of the request. */
export interface Restorer {
  /** A long answer may take several turns of the event loop. */
  completion(completion: ChatCompletion): ChatCompletion | Promise<ChatCompletion>;
  /** What can be said for sure after this chunk: it may hold text back, or give some that was held. */
  chunk(chunk: ChatChunk): ChatChunk[];
  /** What was still held when the answer ended. */
  end(): ChatChunk[];
}

/** What inspection found and made of a request. */
export interface Inspection {
  /** The request that may leave. */
  request: ChatRequest;
  restorer?: Restorer | undefined;
  /** How many of each kind were found and hidden, for `x-hub-redactions`. Kinds and counts only. */
  redactions?: Readonly<Record<string, number>> | undefined;
  /** Why the request must not leave: thrown once its headers are known. */
  blocked?: HubError | undefined;
}

/**
 * Looks for what must not leave: personal data, secrets, injections.
 *
 * @throws HubError `pii_policy_violation`, `prompt_injection_detected`, `inspection_unavailable`
 */
export type Inspect = (request: ChatRequest, exchange: Readonly<Exchange>) => Inspection | Promise<Inspection>;

/** Lets every request pass as it is. */
export const passThrough: Inspect = (request) => ({ request });
