import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { SandboxFaults } from "../faults.ts";

/** Writes a response body, applying the faults that act on bytes. */
export interface BodyWriter {
  /** Resolves when more may be written: back-pressure of a slow client is respected. */
  write(bytes: string | Uint8Array): Promise<void>;
  /** Sends what waits for a whole slice of `chunkBytes`. */
  flush(): Promise<void>;
  end(): Promise<void>;
  /** Whether the socket was destroyed by `cutAfterBytes`. */
  readonly cut: boolean;
}

/** What a body writer must know. */
export interface BodyWriterOptions {
  readonly faults: SandboxFaults;
  /** Fires when the client is gone. */
  readonly signal: AbortSignal;
  /** Called just before the fault `cutAfterBytes` destroys the socket. */
  readonly onCut: () => void;
}

/** A writer over a response whose headers are set. */
export function createBodyWriter(response: ServerResponse, options: BodyWriterOptions): BodyWriter {
  const { faults, signal } = options;
  const limit = faults.cutAfterBytes ?? Number.POSITIVE_INFINITY;
  const slice = faults.chunkBytes ?? Number.POSITIVE_INFINITY;
  const plain = limit === Number.POSITIVE_INFINITY && slice === Number.POSITIVE_INFINITY;
  let sent = 0;
  let cut = false;

  async function send(bytes: string | Uint8Array): Promise<void> {
    if (!response.write(bytes) && !signal.aborted) {
      try {
        await once(response, "drain", { signal });
      } catch {
        // The client left while we waited.
      }
    }
  }

  async function destroyAfterFlush(): Promise<void> {
    cut = true;
    response.flushHeaders();
    if (sent > 0) await new Promise<void>((resolve) => response.write("", () => resolve()));
    else await nextTurn();
    options.onCut();
    response.destroy();
  }

  let rest: Uint8Array = new Uint8Array(0);

  /** Writes slices of the waiting bytes: whole ones only, unless they are to be emptied. */
  async function drain(all: boolean): Promise<void> {
    while (rest.length > 0 && (all || rest.length >= slice) && !signal.aborted && !cut) {
      const size = Math.min(slice, rest.length, limit - sent);
      if (size > 0) {
        await send(rest.subarray(0, size));
        rest = rest.subarray(size);
        sent += size;
      }
      if (sent >= limit) return destroyAfterFlush();
      // A turn of the event loop between writes, so that they leave as separate chunks.
      await nextTurn();
    }
  }

  return {
    async write(bytes) {
      if (signal.aborted || cut) return;
      if (plain) return send(bytes);
      const buffer = typeof bytes === "string" ? Buffer.from(bytes) : bytes;
      rest = rest.length === 0 ? buffer : Buffer.concat([rest, buffer]);
      if (limit === 0) return destroyAfterFlush();
      // Without `chunkBytes` nothing waits for more.
      await drain(slice === Number.POSITIVE_INFINITY);
    },
    flush: () => drain(true),
    async end() {
      await drain(true);
      if (!cut && !signal.aborted) response.end();
    },
    get cut() {
      return cut;
    },
  };
}
