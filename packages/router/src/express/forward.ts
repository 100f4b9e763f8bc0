import type { IncomingHttpHeaders } from "node:http";
import type { BufferedBody } from "./read-body.ts";
import { RequestFault } from "./request-fault.ts";

/** A request as it goes to a target. */
export interface ForwardedRequest {
  method: string;
  /** Path and query, beginning with `/`. */
  path: string;
  headers: IncomingHttpHeaders;
  body: BufferedBody;
}

/** Where it goes. */
export interface ForwardTarget {
  key: string;
  url: URL;
  /** In place of the request's own. */
  headers: Readonly<Record<string, string>>;
}

/** An answer whose first bytes are here. */
export interface ForwardedAnswer {
  response: Response;
  /** The bytes of the body, from the first on. */
  body: AsyncIterable<Uint8Array>;
  /** To be called for an answer that nobody reads: hangs up. */
  discard(): void;
}

/** What concerns one connection only (RFC 9110, 7.6.1). */
const CONNECTION_HEADERS = [
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"],
  ...["te", "trailer", "transfer-encoding", "upgrade"],
];
/** What is written anew for each target. */
const REQUEST_HEADERS = ["host", "content-length", "expect", "accept-encoding"];
const BODILESS_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/**
 * Sends a request to a target, and resolves when the first bytes of its answer are here.
 *
 * @throws RequestFault for a path that leads elsewhere
 * @throws what `fetch` throws
 */
export async function forward(
  request: ForwardedRequest,
  target: ForwardTarget,
  signal: AbortSignal,
): Promise<ForwardedAnswer> {
  const response = await fetch(join(target.url, request.path), {
    method: request.method,
    headers: requestHeaders(request, target),
    body: BODILESS_METHODS.has(request.method) ? null : request.body.bytes,
    // A redirect is the client's to follow.
    redirect: "manual",
    signal,
  });
  const pieces = response.body?.[Symbol.asyncIterator]();
  const first = await pieces?.next();
  const discard = () => void pieces?.return?.().catch(() => {});
  return { response, body: rejoined(first, pieces), discard };
}

/** An answer's headers as they go to the client. `fetch` has decoded the body. */
export function responseHeaders({ headers }: Response): [name: string, value: string | string[]][] {
  const dropped = new Set([...CONNECTION_HEADERS, ...listed(headers.get("connection"))]);
  if (headers.has("content-encoding")) dropped.add("content-encoding").add("content-length");
  const cookies = headers.getSetCookie();
  const others = [...headers].filter(([name]) => name !== "set-cookie" && !dropped.has(name));
  return cookies.length > 0 ? [...others, ["set-cookie", cookies]] : others;
}

function requestHeaders({ headers: given, body }: ForwardedRequest, target: ForwardTarget): Headers {
  const dropped = new Set([...CONNECTION_HEADERS, ...REQUEST_HEADERS, ...listed(given.connection)]);
  if (body.decoded) dropped.add("content-encoding");
  const kept = Object.entries(given).filter(([name, value]) => value !== undefined && !dropped.has(name));
  const headers = new Headers(kept.map(([name, value]) => [name, String(value)]));
  // `fetch` would decode another encoding, and the client would not get the bytes that the headers speak of.
  headers.set("accept-encoding", "identity");
  for (const [name, value] of Object.entries(target.headers)) headers.set(name, value);
  return headers;
}

function listed(connection: string | null | undefined): string[] {
  return connection?.toLowerCase().split(/[\s,]+/) ?? [];
}

/** The target's URL with the request's path after its own: the same host, and nothing above that path. */
function join(base: URL, path: string): URL {
  const root = base.pathname.replace(/\/$/, "");
  // The route itself is the target itself, without a slash after it.
  const below = root === "" ? path : path.replace(/^\/(?=\?|$)/, "");
  const url = path.startsWith("/") ? URL.parse(base.origin + root + below) : null;
  if (!url || !(url.pathname === root || url.pathname.startsWith(`${root}/`))) {
    throw new RequestFault(400, "invalid_request", "The path of the request must stay below the route's.");
  }
  return url;
}

async function* rejoined(
  first: IteratorResult<Uint8Array> | undefined,
  rest: AsyncIterator<Uint8Array> | undefined,
): AsyncGenerator<Uint8Array> {
  for (let next = first; next !== undefined && !next.done; next = await rest?.next()) yield next.value;
}
