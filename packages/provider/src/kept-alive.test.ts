import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { seededRandom } from "./testing/index.ts";
import { createTransport, type Transport } from "./transport.ts";

const BODY = "{}";
const ANSWER = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;

interface RawRequest {
  socket: Socket;
  /** Counts the connections, and the requests on this one, from 0. */
  connection: number;
  position: number;
}

let server: Server;
let transport: Transport;
afterEach(async () => {
  await transport.close();
  server.close();
});

/** A server that hears whole requests and answers on the bare socket. */
async function listen(onRequest: (request: RawRequest) => void): Promise<() => Promise<string>> {
  let connections = 0;
  server = createServer((socket) => {
    const connection = connections++;
    let position = 0;
    let heard = "";
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      heard += bytes;
      if (!heard.endsWith("{}")) return;
      heard = "";
      onRequest({ socket, connection, position: position++ });
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  transport = createTransport("Acme");
  return async () => {
    const headers = { "content-type": "application/json" };
    const response = await transport.send({ origin, path: "/", headers, body: "{}" });
    return response.text();
  };
}

/** Lets undici notice that a connection is free. */
const aTurn = () => new Promise((resolve) => setImmediate(resolve));

it("sends a request again, once, when the kept-alive connection was closing", async () => {
  const heard: number[] = [];
  const ask = await listen(({ socket, connection, position }) => {
    heard.push(connection);
    if (position === 0) socket.write(ANSWER);
    else socket.destroy();
  });
  await ask();
  await aTurn();
  expect(await ask()).toBe(BODY);
  expect(heard).toEqual([0, 0, 1]);
});

it("sends it again after a reset as well", async () => {
  const ask = await listen(({ socket, position }) => {
    if (position === 0) socket.write(ANSWER);
    else socket.resetAndDestroy();
  });
  await ask();
  await aTurn();
  expect(await ask()).toBe(BODY);
});

it("does not send a request again that died on a fresh connection", async () => {
  let heard = 0;
  const ask = await listen(({ socket }) => {
    heard++;
    socket.destroy();
  });
  await expect(ask()).rejects.toMatchObject({ code: "upstream_error" });
  expect(heard).toBe(1);
});

it("sends it again once only, when the fresh connection dies too", async () => {
  const heard: number[] = [];
  const ask = await listen(({ socket, connection, position }) => {
    heard.push(connection);
    if (connection === 0 && position === 0) socket.write(ANSWER);
    else socket.destroy();
  });
  await ask();
  await aTurn();
  await expect(ask()).rejects.toMatchObject({ code: "upstream_error" });
  expect(heard).toEqual([0, 0, 1]);
});

it.each(["H", "HTTP/1.1 200 OK\r\n", ANSWER.slice(0, -1)])("does not send it again after %j", async (part) => {
  let heard = 0;
  const ask = await listen(({ socket, position }) => {
    heard++;
    if (position === 0) socket.write(ANSWER);
    else socket.end(part);
  });
  await ask();
  await aTurn();
  await expect(ask()).rejects.toMatchObject({ code: "upstream_error" });
  expect(heard).toBe(2);
});

it("loses none of 1,000 requests to a server that closes idle connections after a few milliseconds", async () => {
  const random = seededRandom(7);
  const idle = new Map<Socket, NodeJS.Timeout>();
  const ask = await listen(({ socket }) => {
    clearTimeout(idle.get(socket));
    socket.write(ANSWER);
    idle.set(
      socket,
      setTimeout(() => socket.destroy(), random(3)),
    );
  });
  let left = 1_000;
  const work = async () => {
    while (left-- > 0) {
      expect(await ask()).toBe(BODY);
      await new Promise((resolve) => setTimeout(resolve, random(3)));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
});
