import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { buildConnector } from "undici";

/** How soon a connection that was closing shows it, in milliseconds. A later death may be that of a vendor at work. */
const CLOSING_MS = 1_000;

/** When the latest request went out on each of our sockets, and how much it had received by then. */
const latestSending = new WeakMap<Socket, { receivedBefore: number; sentTick: number }>();
/** Socket errors that ended a request on a reused connection before a single byte of its answer. */
const silentDeaths = new WeakSet<object>();

subscribe("undici:client:sendHeaders", (message) => {
  const { socket } = message as { socket: Socket };
  const sending = latestSending.get(socket);
  if (!sending) return;
  sending.receivedBefore = socket.bytesRead;
  sending.sentTick = performance.now();
});

/** Options of the connector, for connections that {@link diedBeforeAnswering} can judge. */
export function createConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector(options);
  return (target, callback) =>
    connect(target, (...outcome: Parameters<buildConnector.Callback>) => {
      const socket = outcome[1];
      if (socket) {
        const sending = { receivedBefore: 0, sentTick: 0 };
        latestSending.set(socket, sending);
        socket.on("error", (error) => {
          const isReused = sending.receivedBefore > 0;
          const isSilent = socket.bytesRead === sending.receivedBefore;
          if (isReused && isSilent && performance.now() - sending.sentTick < CLOSING_MS) silentDeaths.add(error);
        });
      }
      callback(...outcome);
    });
}

/**
 * Whether an error means that a kept-alive connection was already closing when the request was sent on it: it had
 * carried an answer before, and died at once without a byte of this one. Such a request was not acted upon and can be
 * sent again (RFC 9112 §9.3.1); one that died on a fresh connection, or later, might have been.
 */
export function diedBeforeAnswering(error: unknown): boolean {
  return typeof error === "object" && error !== null && silentDeaths.has(error);
}
