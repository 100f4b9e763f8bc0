import { once } from "node:events";
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from "node:net";

/** Stands between a client and a server, to be cut off or to fall silent. */
export interface ServerProxy {
  host: string;
  port: number;
  /** Breaks all connections, and every new one at once. */
  cut(): void;
  /** Passes nothing on any more. */
  stall(): void;
  /** Lets new connections through again; stalled ones are broken. */
  restore(): void;
  close(): Promise<void>;
}

/** Starts a proxy on loopback in front of a server. */
export async function startServerProxy(target: NetConnectOpts): Promise<ServerProxy> {
  const sockets = new Set<Socket>();
  let state: "open" | "cut" | "stalled" = "open";
  const destroyAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    track(client);
    if (state === "cut") return client.destroy();
    const upstream = connect(target);
    track(upstream);
    client.on("data", (data) => state === "open" && upstream.write(data));
    upstream.on("data", (data) => state === "open" && client.write(data));
    client.on("close", () => upstream.destroy());
    upstream.on("close", () => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    cut() {
      state = "cut";
      destroyAll();
    },
    stall() {
      state = "stalled";
    },
    restore() {
      destroyAll();
      state = "open";
    },
    async close() {
      destroyAll();
      server.close();
      await once(server, "close");
    },
  };
}
