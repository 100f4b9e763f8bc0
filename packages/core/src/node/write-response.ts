import type { ServerResponse } from "node:http";
import type { HubResponse } from "../http.ts";

/** How long a caller may not read an answer before it counts as gone, in milliseconds. */
const STALLED_READER_MS = 120_000;
/** How much of a whole answer to hand over at once, in UTF-16 units: what the system takes without waiting. */
const SLICE_LENGTH = 256 * 1024;

/** `compression()` and its like add this: what they hold back goes out now. */
type Flushable = ServerResponse & { flush?: () => void };

/** Sends a response; resolves when it is out or the caller is gone. Never rejects. */
export async function writeResponse(
  response: Flushable,
  { status, headers, body, heartbeat }: HubResponse,
): Promise<void> {
  if (typeof body === "string") {
    if (response.destroyed) return;
    headers["content-length"] = String(Buffer.byteLength(body));
    response.writeHead(status, headers);
    if (body.length <= SLICE_LENGTH) response.end(body);
    else await writeStream(response, slicesOf(body), undefined);
    return;
  }
  const iterator = body[Symbol.asyncIterator]();
  const leave = () => void iterator.return?.();
  if (response.destroyed) return leave();
  response.on("close", leave);
  response.writeHead(status, headers);
  await writeStream(response, iterator, heartbeat);
  response.off("close", leave);
}

/** A large answer in pieces, so that one who never reads it is noticed. A surrogate pair stays in one piece. */
async function* slicesOf(text: string): AsyncGenerator<string, void, undefined> {
  for (let start = 0; start < text.length; ) {
    let end = start + SLICE_LENGTH;
    if ((text.charCodeAt(end - 1) & 0xfc00) === 0xd800) end++;
    yield text.slice(start, end);
    start = end;
  }
}

async function writeStream(
  response: Flushable,
  iterator: AsyncIterator<string>,
  heartbeat: HubResponse["heartbeat"],
): Promise<void> {
  let pending = "";
  let lastWrite = performance.now();

  // Pieces that are ready at the same moment go out in one write: ticks run when no piece is left to take.
  function flush(): void {
    if (pending === "" || response.destroyed) return;
    response.write(pending);
    response.flush?.();
    pending = "";
    lastWrite = performance.now();
  }
  const timer =
    heartbeat &&
    setInterval(() => {
      if (performance.now() - lastWrite < heartbeat.everyMs / 2 || response.writableNeedDrain) return;
      pending += heartbeat.text;
      flush();
    }, heartbeat.everyMs);

  try {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
      if (pending === "") process.nextTick(flush);
      pending += next.value;
      if (response.writableNeedDrain) await drained(response);
      if (response.destroyed) break;
    }
    flush();
    response.end();
  } catch {
    // The body reports its errors as events; whatever else happens here, the caller must not take for an end.
    response.destroy();
  } finally {
    clearInterval(timer);
  }
}

function drained(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => response.destroy(), STALLED_READER_MS);
  const done = () => {
    clearTimeout(timer);
    response.off("drain", done).off("close", done);
    resolve();
  };
  response.on("drain", done).on("close", done);
  return promise;
}
