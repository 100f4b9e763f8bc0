import type { HubError, Usage } from "@hub/protocol";
import type { Exchange } from "../exchange.ts";

/** How a request ended. It holds sizes, kinds and names, never content. */
export interface Settlement {
  exchange: Readonly<Exchange>;
  /** `aborted`: the caller hung up. */
  outcome: "answered" | "failed" | "aborted";
  /** The status the caller was, or would have been, answered with. */
  status: number;
  error?: HubError | undefined;
  streamed: boolean;
  /** What the vendor reported; absent when it did not. */
  usage?: Usage | undefined;
  /** Milliseconds from the request's arrival to its end. */
  durationMs: number;
  /** Milliseconds to the first piece of a streamed answer. */
  firstChunkMs?: number | undefined;
}

/** Told once about the end of every chat request, whatever that end was. Must not throw. */
export type Settle = (settlement: Settlement) => void;

/** What is known at the end of a request, beyond its exchange. */
export type Ending = Pick<Settlement, "outcome" | "status" | "streamed"> &
  Partial<Pick<Settlement, "error" | "usage" | "firstChunkMs">>;

/** Makes sure that a request settles once, however many ends it seems to come to. */
export function settleOnce(exchange: Exchange, settle: Settle): (ending: Ending) => void {
  let settled = false;
  return (ending) => {
    if (settled) return;
    settled = true;
    settle({ exchange, durationMs: performance.now() - exchange.startedTick, ...ending });
  };
}

/** The ending of a request that failed. */
export function failedWith(error: HubError): Ending {
  const outcome = error.code === "client_closed_request" ? "aborted" : "failed";
  return { outcome, status: error.status, error, streamed: false };
}
