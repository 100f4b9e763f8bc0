import type { Dispatcher } from "undici";

/** Bytes to hold for a slow reader before the vendor's connection is paused. */
const PAUSE_ABOVE_BYTES = 256 * 1024;
/** How long an answer that is complete may keep its connection before it is cut, in milliseconds. */
const DRAIN_MS = 1_000;

/** A response body that is read once, with the sender held back while nobody reads. */
export interface ResponseBody extends AsyncIterable<Uint8Array> {
  /** Stops reading and ends the vendor's work. */
  cancel(): void;
  /** Stops reading, but lets the last bytes pass so that the connection can be used again. */
  drain(): void;
}

/** The side of a body that receives from the connection. */
export interface ResponseBodySink {
  body: ResponseBody;
  push(bytes: Uint8Array): void;
  end(): void;
  fail(error: unknown): void;
}

/** Creates the body of one response. */
export function createResponseBody(connection: Dispatcher.DispatchController): ResponseBodySink {
  const queue: Uint8Array[] = [];
  let queuedBytes = 0;
  let state: "open" | "ended" | "failed" | "discarding" = "open";
  let failure: unknown;
  let waiting: PromiseWithResolvers<IteratorResult<Uint8Array>> | undefined;
  let drainTimer: NodeJS.Timeout | undefined;

  function settle(act: (reader: PromiseWithResolvers<IteratorResult<Uint8Array>>) => void): void {
    const reader = waiting;
    waiting = undefined;
    if (reader) act(reader);
  }

  function push(bytes: Uint8Array): void {
    if (state !== "open") return;
    if (waiting) {
      settle((reader) => reader.resolve({ done: false, value: bytes }));
      return;
    }
    queue.push(bytes);
    queuedBytes += bytes.byteLength;
    if (queuedBytes > PAUSE_ABOVE_BYTES) connection.pause();
  }

  function end(): void {
    clearTimeout(drainTimer);
    if (state === "open") state = "ended";
    settle((reader) => reader.resolve({ done: true, value: undefined }));
  }

  function fail(error: unknown): void {
    clearTimeout(drainTimer);
    if (state !== "open") return;
    state = "failed";
    failure = error;
    settle((reader) => reader.reject(error));
  }

  function next(): Promise<IteratorResult<Uint8Array>> {
    const bytes = queue.shift();
    if (bytes) {
      queuedBytes -= bytes.byteLength;
      if (connection.paused && queuedBytes <= PAUSE_ABOVE_BYTES / 2) connection.resume();
      return Promise.resolve({ done: false, value: bytes });
    }
    if (state === "failed") return Promise.reject(failure);
    if (state !== "open") return Promise.resolve({ done: true, value: undefined });
    waiting = Promise.withResolvers();
    return waiting.promise;
  }

  function discard(): boolean {
    queue.length = 0;
    if (state !== "open") return false;
    state = "discarding";
    settle((reader) => reader.resolve({ done: true, value: undefined }));
    return true;
  }

  function cancel(): void {
    if (discard()) connection.abort(new Error("The response is no longer wanted."));
  }

  function drain(): void {
    if (!discard()) return;
    connection.resume();
    drainTimer = setTimeout(() => connection.abort(new Error("The response went on after its end.")), DRAIN_MS);
    drainTimer.unref();
  }

  async function abandon(): Promise<IteratorResult<Uint8Array>> {
    cancel();
    return { done: true, value: undefined };
  }

  return {
    body: { [Symbol.asyncIterator]: () => ({ next, return: abandon }), cancel, drain },
    push,
    end,
    fail,
  };
}
