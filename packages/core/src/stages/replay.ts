import type { Idempotency, IdempotencyRefusal } from "@hub/budget";
import { type ChatRequest, HubError } from "@hub/protocol";
import type { Exchange } from "../exchange.ts";
import { type HubResponse, headerOf } from "../http.ts";
import { identityHeaders } from "../response-headers.ts";
import type { RequestEnding } from "./settle.ts";

/**
 * Gives a request that repeats another one that one's answer, instead of asking a vendor again.
 *
 * @param work answers it anew, and ends it
 * @param finish ends a request that has got another one's answer
 */
export type Replay = (
  request: ChatRequest,
  exchange: Exchange,
  work: () => Promise<HubResponse>,
  finish: RequestEnding["finish"],
) => Promise<HubResponse>;

/** Answers every request anew. */
export const alwaysAnew: Replay = (_request, _exchange, work) => work();

/** Answers requests of one key that have the same `Idempotency-Key` once. */
export function createReplay(idempotency: Idempotency): Replay {
  return async (request, exchange, work, finish) => {
    const { headers, signal } = exchange.request;
    const key = headerOf(headers, "idempotency-key");
    if (key === undefined) return work();
    const scope = exchange.principal?.keyId ?? "";
    const result = await idempotency.run({ key, scope, body: JSON.stringify(request), signal }, (wanted) => {
      // Others may wait for the answer after the one who asked first has left.
      exchange.request = { ...exchange.request, signal: wanted };
      return work();
    });
    if (result.role === "refused") throw refusalError(result.refusal);
    if (result.role === "leader") return result.answer;
    const { answer } = result;
    await finish({ outcome: "answered", status: answer.status, streamed: typeof answer.body !== "string" });
    return {
      ...answer,
      headers: {
        ...answer.headers,
        ...identityHeaders(exchange),
        "x-hub-cost-usd": "0",
        "idempotent-replayed": "true",
      },
    };
  };
}

function refusalError({ code, message }: IdempotencyRefusal): HubError {
  if (code !== "invalid_idempotency_key") return new HubError(code, message, { param: "Idempotency-Key" });
  return new HubError("invalid_value", message, { param: "Idempotency-Key" });
}
