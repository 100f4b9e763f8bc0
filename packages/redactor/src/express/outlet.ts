import type { ServerResponse } from "node:http";
import { prepareError, setLength } from "./answer-error.ts";

/** A response as it was before its methods were replaced: what is written here leaves. */
export interface Outlet {
  readonly original: Pick<ServerResponse, "writeHead" | "write" | "end" | "flushHeaders">;
  /** Whether anything has left, or is about to. Node.js then calls the replaced `writeHead` by itself. */
  isOpen(): boolean;
  /** Sends the head now. */
  open(): void;
  /** Sends a piece. False: more should wait for `drain`. */
  write(piece: string | Uint8Array): boolean;
  /** Ends the response, perhaps with all of its body. */
  end(body?: string | Uint8Array): void;
  /** Calls back whenever what was full has room again. */
  onDrain(listener: () => void): void;
  /** Answers with an error; closes the connection where an answer has begun, so that nobody takes it for whole. */
  fail(status: number, envelope: object): void;
}

/** `compression()` and its like add this: what they hold back goes out now. */
type Flushable = ServerResponse & { flush?: () => void };

/** Creates the way out of a response, past what its methods will be replaced with. */
export function createOutlet(response: Flushable): Outlet {
  const original = {
    writeHead: response.writeHead.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
    flushHeaders: response.flushHeaders.bind(response),
  };
  // Not those of a middleware that comes later: they stand before the replaced methods.
  const on = response.on.bind(response);
  const flush = response.flush?.bind(response);
  let isOpen = false;
  let isOver = false;

  return {
    original,
    isOpen: () => isOpen,
    open() {
      isOpen = true;
      original.flushHeaders();
    },
    write(piece) {
      if (isOver || piece.length === 0) return true;
      isOpen = true;
      const isReady = original.write(piece);
      flush?.();
      return isReady;
    },
    end(body) {
      if (isOver) return;
      isOver = true;
      if (body !== undefined && !isOpen) setLength(response, body);
      isOpen = true;
      original.end(body);
    },
    onDrain: (listener) => void on("drain", listener),
    fail(status, envelope) {
      if (isOver) return;
      isOver = true;
      if (isOpen) {
        response.destroy();
        return;
      }
      const body = prepareError(response, status, envelope);
      isOpen = true;
      original.end(body);
    },
  };
}
