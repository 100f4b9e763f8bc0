import type { IncomingHttpHeaders } from "node:http";

/** A request as the simulated vendor received it. Times are milliseconds of `performance.now()`. */
export interface SandboxRequest {
  readonly method: string;
  /** Path with the query string, as on the request line. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The parsed JSON body; undefined where there is none or it is not JSON. */
  readonly body: unknown;
  readonly rawBody: string;
  readonly receivedAt: number;
  /** When our answer had been handed to the network, or the socket was destroyed by a fault. */
  finishedAt?: number;
  /** When the client's socket closed although our answer had not ended. */
  closedByClientAt?: number;
  /** The HTTP status of our answer. */
  status?: number;
}

/** A list of the last requests, bounded in number and in bytes of bodies. */
export interface RequestLog {
  readonly entries: readonly SandboxRequest[];
  add(entry: SandboxRequest): void;
  clear(): void;
}

/** Keeps the last `maximum` requests, and fewer where their bodies together pass `maximumBytes` UTF-16 units. */
export function createRequestLog(maximum: number = 1_000, maximumBytes: number = 128_000_000): RequestLog {
  const entries: SandboxRequest[] = [];
  let bytes = 0;
  return {
    entries,
    add(entry) {
      entries.push(entry);
      bytes += entry.rawBody.length;
      while (entries.length > maximum || (bytes > maximumBytes && entries.length > 1)) {
        bytes -= entries.shift()?.rawBody.length ?? 0;
      }
    },
    clear() {
      entries.length = 0;
      bytes = 0;
    },
  };
}
