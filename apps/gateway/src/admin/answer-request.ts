import type { IncomingMessage, ServerResponse } from "node:http";
import { type HubRequest, type HubResponse, newCorrelationId } from "@hub/core";
import { toNodeHandler } from "@hub/core/node";
import type { HubError } from "@hub/protocol";
import { adminHeaders } from "../hardening/admin-headers.ts";
import { toAdminError } from "./admin-error.ts";

/** How requests are answered. */
export interface AnswerOptions {
  /** Told about failures of the gateway itself, which the caller sees as a bare 500. */
  onInternalError?: ((error: unknown, correlationId: string) => void) | undefined;
  /** Longest time for a request's body to arrive, in milliseconds. */
  bodyTimeoutMs?: number | undefined;
}

const JSON_TYPE = "application/json; charset=utf-8";

/** A whole answer. */
export function jsonResponse(body: unknown, status = 200): HubResponse {
  return { status, headers: { "content-type": JSON_TYPE }, body: JSON.stringify(body) };
}

/** Answers one request of a server with what `work` makes of it, or with the error that it throws. Never throws. */
export function answerRequest(
  message: IncomingMessage,
  response: ServerResponse,
  work: (request: HubRequest) => Promise<HubResponse>,
  { onInternalError, bodyTimeoutMs }: AnswerOptions,
): void {
  async function handle(request: HubRequest): Promise<HubResponse> {
    const correlationId = newCorrelationId();
    const named = { ...adminHeaders(), "x-hub-correlation-id": correlationId, "x-request-id": correlationId };
    try {
      const answer = await work(request);
      return { ...answer, headers: { ...named, ...answer.headers } };
    } catch (error) {
      const failure = toAdminError(error);
      if (failure.code === "internal_error") onInternalError?.(failure.cause ?? failure, correlationId);
      const answer = errorResponse(failure);
      return { ...answer, headers: { ...named, ...answer.headers } };
    }
  }
  toNodeHandler({ ...REST_OF_A_HUB, handle }, { bodyTimeoutMs })(message, response);
}

/** What a handler asks of a hub beside its answers. Operators are answered also while callers are not let in any more. */
const REST_OF_A_HUB = { draining: false, serves: () => true, drain: async () => {}, close: async () => {} };

/** An error as an answer. */
export function errorResponse(failure: HubError, headers: Record<string, string> = {}): HubResponse {
  const { status, retryAfterMs } = failure;
  const answer = jsonResponse(failure.toEnvelope(), status);
  if (status === 401) answer.headers["www-authenticate"] = "Bearer";
  if (retryAfterMs !== undefined) answer.headers["retry-after"] = String(Math.ceil(retryAfterMs / 1_000));
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
