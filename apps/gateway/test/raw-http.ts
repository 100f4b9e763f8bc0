import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { TestGateway } from "./support.ts";

/** A response as it came over a bare socket. */
export interface RawResponse {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** A connection to the gateway that sends whatever it is told to. */
export interface RawConnection {
  socket: Socket;
  write(bytes: string): void;
  /** Everything that the gateway sent until it closed the connection. */
  closed(): Promise<string>;
  /** The first response, once it is whole by its content length. */
  response(): Promise<RawResponse>;
  /** The text received so far. */
  readonly received: string;
}

/** Opens a connection. */
export async function openConnection(hub: TestGateway): Promise<RawConnection> {
  const { hostname, port } = new URL(hub.url);
  const socket = connect(Number(port), hostname);
  let received = "";
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    received += text;
  });
  // What a reset cuts off is seen by what is missing.
  socket.on("error", () => {});
  const whenClosed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await once(socket, "connect");
  return {
    socket,
    write: (bytes) => void socket.write(bytes),
    async closed() {
      await whenClosed;
      return received;
    },
    async response() {
      let response = parseResponse(received);
      while (!response) {
        if (socket.closed) throw new Error(`The connection closed after: ${JSON.stringify(received)}`);
        await Promise.race([once(socket, "data"), whenClosed]);
        response = parseResponse(received);
      }
      return response;
    },
    get received() {
      return received;
    },
  };
}

/** The head of a chat request, with the gateway's key. */
export function chatHead(hub: TestGateway, ...headers: string[]): string {
  const lines = ["POST /v1/chat/completions HTTP/1.1", "Host: hub", `Authorization: Bearer ${hub.key}`, ...headers];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** The first response in a text; `undefined` while it is incomplete. */
export function parseResponse(text: string): RawResponse | undefined {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const body = text.slice(end + 4);
  if (Buffer.byteLength(body) < Number(headers["content-length"] ?? 0)) return undefined;
  return { status: Number(statusLine.split(" ")[1]), headers, body };
}
