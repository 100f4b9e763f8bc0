import type { Exchange, Settlement } from "@hub/core";
import type { Provider } from "@hub/provider";

/** What a test says of a settlement; the rest is that of a plain answer. */
export interface SettlementFacts extends Partial<Omit<Settlement, "exchange">> {
  exchange?: Partial<Exchange> | undefined;
  /** The vendor that was asked last, and its model. */
  asked?: readonly [vendor: string, model: string] | undefined;
  headers?: Exchange["request"]["headers"] | undefined;
}

/** The end of a request that never was. */
export function testSettlement({ exchange, asked, headers = {}, ...ending }: SettlementFacts = {}): Settlement {
  return {
    exchange: {
      correlationId: "req_1",
      request: { method: "POST", path: "/v1/chat/completions", headers, readBody: () => Promise.reject(new Error()) },
      startedTick: 0,
      principal: { keyId: "key_1", account: "acme" },
      scanMs: 0,
      attempts: asked ? 1 : 0,
      droppedParams: [],
      ...(asked && {
        candidate: { provider: { id: asked[0] } as Provider, model: asked[1], reason: "pinned", mode: "managed" },
      }),
      ...exchange,
    },
    outcome: ending.error ? "failed" : "answered",
    status: ending.error?.status ?? 200,
    streamed: false,
    durationMs: 800,
    ...ending,
  };
}
