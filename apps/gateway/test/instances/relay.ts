import { once } from "node:events";
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from "node:net";

/** Passes connections on to servers, in turn: a plain balancer, or a line to one server that can be cut. */
export interface Relay {
  port: number;
  /** Breaks all connections, and every new one at once. */
  cut(): void;
  /** Passes nothing on any more; connections stay, and new ones are taken. */
  stall(): void;
  /** Passes on again what comes from now on; what was stalled is broken. */
  restore(): void;
  close(): Promise<void>;
}

/**
 * Starts a relay on loopback. A server that takes no connection is skipped; one that breaks one, breaks it for the client.
 *
 * @param targets where to, as it is now
 */
export async function startRelay(targets: () => readonly NetConnectOpts[]): Promise<Relay> {
  const sockets = new Set<Socket>();
  let state: "open" | "cut" | "stalled" = "open";
  let turn = 0;

  function track(socket: Socket): void {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  }

  /** Tries each server once. */
  function passOn(client: Socket, left: readonly NetConnectOpts[]): void {
    const [target, ...others] = left;
    if (!target || client.destroyed) return void client.destroy();
    const server = connect(target);
    track(server);
    server.once("error", () => server.bytesRead === 0 && !server.remoteAddress && passOn(client, others));
    server.once("connect", () => {
      client.on("data", (data) => state === "open" && server.write(data));
      server.on("data", (data) => state === "open" && client.write(data));
      client.on("close", () => server.destroy());
      server.on("close", () => client.destroy());
      client.resume();
    });
  }

  const relay = createServer({ pauseOnConnect: true }, (client) => {
    track(client);
    if (state === "cut") return client.destroy();
    const all = targets();
    turn = (turn + 1) % Math.max(all.length, 1);
    passOn(client, [...all.slice(turn), ...all.slice(0, turn)]);
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (relay.address() as AddressInfo).port,
    cut() {
      state = "cut";
      breakAll();
    },
    stall() {
      state = "stalled";
    },
    restore() {
      breakAll();
      state = "open";
    },
    async close() {
      breakAll();
      relay.close();
      await once(relay, "close");
    },
  };
}
