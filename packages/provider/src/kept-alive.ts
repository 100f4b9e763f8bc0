import { subscribe } from "node:diagnostics_channel";
import type { Socket } from "node:net";
import { buildConnector } from "undici";

/** How much each of our sockets had received when its latest request went out. */
const receivedBefore = new WeakMap<Socket, number>();
/** Socket errors that ended a request on a reused connection before a single byte of its answer. */
const silentDeaths = new WeakSet<object>();

subscribe("undici:client:sendHeaders", (message) => {
  const { socket } = message as { socket: Socket };
  if (receivedBefore.has(socket)) receivedBefore.set(socket, socket.bytesRead);
});

/** Options of the connector, for connections that {@link diedBeforeAnswering} can judge. */
export function createConnector(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector(options);
  return (target, callback) =>
    connect(target, (...outcome: Parameters<buildConnector.Callback>) => {
      const socket = outcome[1];
      if (socket) {
        receivedBefore.set(socket, 0);
        socket.on("error", (error) => {
          const before = receivedBefore.get(socket) ?? 0;
          if (before > 0 && socket.bytesRead === before) silentDeaths.add(error);
        });
      }
      callback(...outcome);
    });
}

/**
 * Whether an error means that a kept-alive connection was already closing when the request was sent on it: it had
 * carried an answer before and gave no byte of this one. Such a request was not acted upon and can be sent again
 * (RFC 9112 §9.3.1); one that died on a fresh connection might have been.
 */
export function diedBeforeAnswering(error: unknown): boolean {
  return typeof error === "object" && error !== null && silentDeaths.has(error);
}
