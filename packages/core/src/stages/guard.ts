import type { ChatRequest, HubError } from "@hub/protocol";
import type { Exchange } from "../exchange.ts";

/** What a guard has said of a request, and what it wants to hear of its end. */
export interface GuardPass {
  /** Why the request must not go on. */
  refusal?: HubError | undefined;
  /** Called once, when the request has ended, with its cost in nano-USD where that is known. */
  leave(cost: number | undefined): void;
}

/** Stops callers who harm themselves: agents that repeat themselves, spending that has lost its measure. */
export type Guard = (request: ChatRequest, exchange: Readonly<Exchange>) => GuardPass | Promise<GuardPass>;
