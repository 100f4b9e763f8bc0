import { formatUsd } from "@hub/catalog";
import type { HubError } from "@hub/protocol";
import type { Exchange } from "./exchange.ts";
import type { HubResponse } from "./http.ts";

/** Content type and caching rules of a streamed answer: nothing between here and the caller may hold it back. */
export const STREAM_HEADERS = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
} as const;

const JSON_TYPE = "application/json; charset=utf-8";

/** A whole answer. */
export function jsonAnswer(exchange: Exchange, body: unknown): HubResponse {
  const headers = hubHeaders(exchange);
  headers["content-type"] = JSON_TYPE;
  return { status: 200, headers, body: JSON.stringify(body) };
}

/** The gateway's own headers. Vendors' headers are never passed on: they name accounts, set cookies and misstate lengths. */
export function hubHeaders(exchange: Exchange): Record<string, string> {
  const headers: Record<string, string> = {
    ...identityHeaders(exchange),
    "x-hub-scan-ms": exchange.scanMs.toFixed(2),
    ...exchange.limitHeaders,
  };
  const { candidate } = exchange;
  if (candidate) {
    headers["x-hub-provider"] = candidate.provider.id;
    headers["x-hub-model"] = headerValue(candidate.model);
    headers["x-hub-mode"] = candidate.mode;
    headers["x-hub-route-reason"] = candidate.reason.replaceAll(" ", "-");
    headers["x-hub-attempts"] = String(exchange.attempts);
  }
  const redactions = Object.entries(exchange.redactions ?? {}).map(([kind, count]) => `${kind}=${count}`);
  if (redactions.length > 0) headers["x-hub-redactions"] = listValue(redactions);
  if (exchange.maxTokens !== undefined) headers["x-hub-max-tokens"] = String(exchange.maxTokens);
  if (exchange.cost !== undefined) headers["x-hub-cost-usd"] = formatUsd(exchange.cost);
  if (exchange.droppedParams.length > 0) {
    headers["x-hub-dropped-params"] = listValue(exchange.droppedParams);
  }
  return headers;
}

/** The headers that name a request. */
export function identityHeaders({ correlationId }: Exchange) {
  // The second is OpenAI's name for it, which its SDKs show with errors.
  return { "x-hub-correlation-id": correlationId, "x-request-id": correlationId };
}

/** Headers that tell a client what to do about an error. */
export function errorHeaders(error: HubError): Record<string, string> {
  const headers: Record<string, string> = { "content-type": JSON_TYPE };
  const { status } = error;
  const waitMs = error.retryAfterMs ?? (status === 429 ? 1_000 : undefined);
  if (waitMs !== undefined) {
    headers["retry-after"] = String(Math.ceil(waitMs / 1000));
    headers["retry-after-ms"] = String(waitMs);
  }
  // OpenAI's SDKs retry these statuses unless they are told that it is no use.
  const isRetriedBySdks = status >= 500 || status === 429 || status === 408 || status === 409;
  if (isRetriedBySdks !== error.retryable) headers["x-should-retry"] = String(error.retryable);
  if (status === 401) headers["www-authenticate"] = "Bearer";
  return headers;
}

/** Model ids and field names come from the caller; a header takes visible ASCII and is kept short. */
function headerValue(text: string): string {
  if (text.length <= 1_000 && !UNPRINTABLE.test(text)) return text;
  return text.slice(0, 1_000).replaceAll(new RegExp(UNPRINTABLE, "g"), "?");
}

/** Longest list in a header, in characters: the servers and proxies on the way take 8 KB of headers at the least. */
const MAX_LIST_LENGTH = 4_000;

/** A list in a header. One that is too long says how many are missing. */
function listValue(items: readonly string[]): string {
  let text = "";
  for (const [index, item] of items.entries()) {
    const next = `${index === 0 ? "" : ","}${headerValue(item.replaceAll(",", "?"))}`;
    if (text.length + next.length > MAX_LIST_LENGTH) return `${text},+${items.length - index}`;
    text += next;
  }
  return text;
}

const UNPRINTABLE = /[^\x21-\x7e]/;
