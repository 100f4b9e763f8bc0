import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { WithBody } from "./read-json-body.ts";
import { setRequestHeader } from "./request-header.ts";

/**
 * Gives the handlers that follow another body: parsed, as `express.json()` would leave it, and as a stream that can be
 * read in every way: by events, piped, iterated, as a body of `fetch`, by `Readable.toWeb` or a body parser.
 */
export function replaceBody(request: IncomingMessage & WithBody, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  // `_body` tells Express 4's body parsers that there is nothing left to do.
  Object.assign(request, { body, _body: true });
  setRequestHeader(request, "content-length", String(bytes.length));
  setRequestHeader(request, "content-type", "application/json");
  setRequestHeader(request, "transfer-encoding", undefined);
  setRequestHeader(request, "content-encoding", undefined);
  rewind(request);
  request.push(bytes);
  request.push(null);
}

/**
 * Makes a stream that was read to its end one that was never read. All that a stream knows of being read is in its
 * state, which every method looks up anew (Node.js 22 to 24, lib/internal/streams/readable.js).
 */
function rewind(request: IncomingMessage): void {
  // Whoever iterated over the stream has left a listener, which would keep it from flowing.
  request.removeAllListeners("readable");
  // Listeners have been told once that the request was closed.
  const unread = new Readable({ autoDestroy: false, emitClose: false });
  Object.assign(request, { _readableState: Reflect.get(unread, "_readableState") });
}
