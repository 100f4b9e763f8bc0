import type { IncomingMessage, ServerResponse } from "node:http";
import { HubError } from "@hub/protocol";
import type { RequestBody } from "../http.ts";
import type { Hub } from "../hub.ts";
import { readBody, tooLarge } from "./read-body.ts";
import { writeResponse } from "./write-response.ts";

/** Limits of reading from a caller. */
export interface ServeOptions {
  /** Longest time for a request's body to arrive, in milliseconds. Default 120,000. */
  bodyTimeoutMs?: number | undefined;
}

/** How long a caller may go on sending a body that has been refused, so that it gets to read why. Milliseconds. */
const REFUSED_BODY_MS = 10_000;

/** A request, perhaps with a body that a middleware has parsed already. */
export type ParsedRequest = IncomingMessage & { body?: unknown };

/** Answers one request of a Node.js server. Never throws or rejects. */
export async function serve(
  hub: Hub,
  request: ParsedRequest,
  response: ServerResponse,
  { bodyTimeoutMs = 120_000 }: ServeOptions = {},
): Promise<void> {
  const controller = new AbortController();
  response.on("close", () => {
    if (!response.writableFinished) controller.abort();
  });
  // The caller may have left while a middleware before this one was waiting for something.
  if (response.destroyed) controller.abort();
  const answer = await hub.handle({
    method: request.method ?? "GET",
    path: pathOf(request),
    query: queryOf(request),
    headers: request.headers,
    readBody: async (maxBytes) => parsedBody(request, maxBytes) ?? readBody(request, maxBytes, bodyTimeoutMs),
    signal: controller.signal,
  });
  if (hub.draining) answer.headers.connection = "close";
  if (!request.readableEnded) giveUpOn(request, response);
  await writeResponse(response, answer);
}

/** Path without the mount point, which Express has taken off, and without query. */
export function pathOf({ url = "/" }: IncomingMessage): string {
  const query = url.indexOf("?");
  return query === -1 ? url : url.slice(0, query);
}

function queryOf({ url = "/" }: IncomingMessage): string | undefined {
  const query = url.indexOf("?");
  return query === -1 ? undefined : url.slice(query + 1);
}

/** What `express.json()`, `express.text()` or `express.raw()` made of the body, if one of them ran and read it. */
function parsedBody(request: ParsedRequest, maxBytes: number): RequestBody | undefined {
  const { body } = request;
  if (body === undefined || !request.readableEnded) return undefined;
  if (lengthOf(request) > maxBytes) throw tooLarge(maxBytes);
  if (body instanceof Uint8Array) return body;
  if (typeof body === "string") return Buffer.from(body);
  if (Object.keys(body as object).length === 0 && request.headers["content-length"] !== "2") {
    throw new HubError("invalid_json", "The body was read before it reached the gateway. Mount the gateway first.");
  }
  return { json: body };
}

/** The length that was sent, where the sender said it, and of what was made of it otherwise. */
function lengthOf({ headers, body }: ParsedRequest): number {
  if (body instanceof Uint8Array) return body.byteLength;
  if (typeof body === "string") return Buffer.byteLength(body);
  const announced = headers["content-encoding"] === undefined ? headers["content-length"] : undefined;
  return announced === undefined ? Buffer.byteLength(JSON.stringify(body)) : Number(announced);
}

function giveUpOn(request: IncomingMessage, response: ServerResponse): void {
  response.on("finish", () => {
    if (request.complete) return;
    request.resume();
    setTimeout(() => request.destroy(), REFUSED_BODY_MS).unref();
  });
}
