import { type HubError, toHubError, type Usage } from "@hub/protocol";
import type { Exchange } from "../exchange.ts";
import type { GuardPass } from "./guard.ts";
import type { Spending } from "./reserve.ts";

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

/** What a vendor said of its answer that its price depends on. */
export interface Receipt {
  serviceTier?: string | null | undefined;
  /** Whether the answer was ended before the vendor's own end. */
  isCutShort?: boolean | undefined;
}

/** The end of one request, prepared while it runs. */
export interface RequestEnding {
  /** Charged at the end. */
  spending: Spending | undefined;
  /** Left at the end. */
  pass: GuardPass | undefined;
  /**
   * Ends the request; once, however many ends it seems to come to. Resolves when its charge is sure to last.
   *
   * @throws HubError `budget_unavailable` where it is not
   */
  finish(ending: Ending, receipt?: Receipt): Promise<void>;
}

/** Prepares the end of a request. */
export function prepareEnding(exchange: Exchange, settle: Settle): RequestEnding {
  let isOver = false;
  const self: RequestEnding = {
    spending: undefined,
    pass: undefined,
    async finish(ending, { serviceTier, isCutShort } = {}) {
      if (isOver) return;
      isOver = true;
      let told = ending;
      try {
        const outcome = isCutShort ? "aborted" : ending.outcome;
        exchange.cost = await self.spending?.settle({ outcome, usage: ending.usage, serviceTier });
      } catch (error) {
        told = { ...ending, ...failedWith(toHubError(error)), streamed: ending.streamed };
        throw error;
      } finally {
        self.pass?.leave(exchange.cost);
        settle({ exchange, durationMs: performance.now() - exchange.startedTick, ...told });
      }
    },
  };
  return self;
}

/** The ending of a request that failed. */
export function failedWith(error: HubError): Ending {
  const outcome = error.code === "client_closed_request" ? "aborted" : "failed";
  return { outcome, status: error.status, error, streamed: false };
}
