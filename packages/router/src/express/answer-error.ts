import type { ServerResponse } from "node:http";
import { classifyByStatus } from "../classify-by-status.ts";
import { RoutingError } from "../routing-error.ts";
import { RequestFault } from "./request-fault.ts";

interface Refusal {
  status: number;
  code: string;
  message: string;
  retryAfterMs?: number | undefined;
}

/** Answers with an error as JSON. Returns false for one that is nobody's fault but the program's own. */
export function answerError(error: unknown, response: ServerResponse): boolean {
  const refusal = refusalOf(error);
  if (refusal === undefined) return false;
  const { status, code, message, retryAfterMs } = refusal;
  const type = status < 500 ? "invalid_request_error" : "server_error";
  if (retryAfterMs !== undefined) response.setHeader("retry-after", Math.ceil(retryAfterMs / 1000));
  response.statusCode = status;
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.end(JSON.stringify({ error: { message, type, param: null, code } }));
  // Takes what is left of a body that was too large, so that the client gets to read why.
  response.req.resume();
  return true;
}

function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof RequestFault || error instanceof RoutingError) return error;
  if (Object(error).name === "TimeoutError") {
    return { status: 504, code: "upstream_timeout", message: "No target has answered in time." };
  }
  if (!classifyByStatus(error).retryable) return undefined;
  return { status: 502, code: "upstream_error", message: "No target could be reached." };
}
