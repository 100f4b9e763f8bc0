import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** A request as the scripted vendor got it. */
export interface VendorRequest {
  path: string;
  headers: IncomingHttpHeaders;
  /** The body, byte for byte. */
  text: string;
  /** The body as JSON. */
  json: Record<string, unknown>;
  /** Counts the vendor's connections from 0: two requests with the same number shared one. */
  connection: number;
  /** Settles when the connection is closed, by whichever side. */
  closed: Promise<void>;
}

/** Answers one request. It may as well never end the response, or destroy its socket. */
export type VendorScript = (response: ServerResponse, request: VendorRequest) => void | Promise<void>;

/** A vendor on loopback that answers as it is told, and keeps what it was asked. */
export interface ScriptedVendor {
  /** Base URL for a provider's options. */
  baseUrl: string;
  /** All requests so far, in order of arrival. */
  requests: VendorRequest[];
  /** From now on, answers requests like this. */
  answer(script: VendorScript): void;
  /** Settles when the next request is here, body and all. */
  nextRequest(): Promise<VendorRequest>;
  /** Cuts all connections and frees the port. */
  close(): Promise<void>;
}

/** Starts a vendor on a free port of the loopback interface. Until it is told otherwise, it never answers. */
export async function startScriptedVendor(): Promise<ScriptedVendor> {
  const requests: VendorRequest[] = [];
  const connections = new Map<Socket, { number: number; closed: Promise<void> }>();
  let connectionCount = 0;
  let waiting: PromiseWithResolvers<VendorRequest> | undefined;
  let script: VendorScript = () => {};

  // Whoever tests how idle connections are closed does so by hand.
  const server = createServer({ keepAliveTimeout: 0 }, async (message, response) => {
    // A connection that the client cuts is what many tests are about, not a fault of this server.
    message.on("error", () => {});
    response.on("error", () => {});
    const request = await readRequest(message).catch(() => undefined);
    if (!request) return;
    requests.push(request);
    waiting?.resolve(request);
    waiting = undefined;
    await script(response, request);
  });
  server.on("connection", (socket) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    connections.set(socket, { number: connectionCount++, closed: promise });
    socket.setNoDelay(true);
    socket.once("close", () => {
      connections.delete(socket);
      resolve();
    });
  });

  async function readRequest(message: IncomingMessage): Promise<VendorRequest> {
    const connection = connections.get(message.socket) as { number: number; closed: Promise<void> };
    const pieces: Buffer[] = [];
    for await (const piece of message) pieces.push(piece);
    const text = Buffer.concat(pieces).toString("utf8");
    return {
      path: message.url ?? "",
      headers: message.headers,
      text,
      json: text === "" ? {} : JSON.parse(text),
      connection: connection.number,
      closed: connection.closed,
    };
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (next) => {
      script = next;
    },
    nextRequest: () => {
      waiting ??= Promise.withResolvers();
      return waiting.promise;
    },
    close: async () => {
      const closed = server.listening && once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A script that answers with a JSON value, or with a text as it is. */
export function answerWith(
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): VendorScript {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return (response) => void response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
}

/** A script that streams pieces, each in a write of its own, and then ends the response. */
export function streamPieces(pieces: Iterable<Uint8Array>, contentType = "text/event-stream"): VendorScript {
  return (response) => {
    response.writeHead(200, { "content-type": contentType });
    for (const piece of pieces) response.write(piece);
    response.end();
  };
}

/** A script that streams some bytes and then falls silent, with the connection open. */
export function streamAndHold(bytes: Uint8Array, contentType = "text/event-stream"): VendorScript {
  return (response) => {
    response.writeHead(200, { "content-type": contentType });
    response.flushHeaders();
    if (bytes.byteLength > 0) response.write(bytes);
  };
}
