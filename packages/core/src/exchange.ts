import { randomUUID } from "node:crypto";
import type { HubRequest } from "./http.ts";
import type { PromptSizes } from "./routing/prompt-sizes.ts";
import type { Principal } from "./stages/authenticate.ts";
import type { Candidate } from "./stages/plan.ts";

/** What is known of one request so far. Stages read what came before them and add their own part. */
export interface Exchange {
  /** `req_…`: names this request in headers, logs and records. */
  readonly correlationId: string;
  request: HubRequest;
  /** When it came, on the clock that never jumps, in milliseconds. */
  readonly startedTick: number;
  principal?: Principal;
  /** The model as the caller named it. */
  requestedModel?: string;
  /** A fingerprint of the end user whom the caller names. */
  endUser?: string | undefined;
  /** How long inspection took, in milliseconds. */
  scanMs: number;
  /** How many of each kind inspection has hidden. */
  redactions?: Readonly<Record<string, number>> | undefined;
  /** How long the prompt is for each vendor's model, once it has been inspected and until it is answered. */
  promptSizes?: PromptSizes | undefined;
  /** The vendor that answers, or was asked last. */
  candidate?: Candidate;
  attempts: number;
  droppedParams: readonly string[];
  /** The output limit, where it had to be lowered to what can be paid. In tokens. */
  maxTokens?: number | undefined;
  /** Where the limits stand that the request counts for, as response headers. */
  limitHeaders?: Readonly<Record<string, string>> | undefined;
  /** What the request has cost, in nano-USD; absent where the price is not known. */
  cost?: number | undefined;
}

/**
 * A name for a request: `req_`, the time in milliseconds, and 80 random bits. Names that were made together stand
 * together in the indexes of what is kept by them.
 */
export function newCorrelationId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  const random = randomUUID();
  // What is left out are the dashes, and the digits that say which kind of UUID it is.
  return `req_${time}${random.slice(0, 8)}${random.slice(24)}`;
}

/** Begins the record of one request. */
export function beginExchange(request: HubRequest): Exchange {
  return {
    correlationId: newCorrelationId(),
    request,
    startedTick: performance.now(),
    scanMs: 0,
    attempts: 0,
    droppedParams: [],
  };
}
