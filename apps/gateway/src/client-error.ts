import { type Server, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { newCorrelationId } from "@hub/core";
import { HubError } from "@hub/protocol";

interface Connection {
  /** Requests whose answers are not out yet: a caller may send several before it has one. */
  unanswered: number;
  /** Of the last of them; none while there is none. */
  latest: ServerResponse | undefined;
}

/** Makes a server answer what never became a request: headers that are broken, too large, or too slow to arrive. */
export function answerClientErrors(server: Server): void {
  const connections = new WeakMap<Duplex, Connection>();
  server.on("request", ({ socket }, response) => {
    const connection = connections.get(socket) ?? { unanswered: 0, latest: response };
    connections.set(socket, connection);
    connection.unanswered++;
    connection.latest = response;
    response.on("close", () => {
      connection.unanswered--;
      // An idle connection keeps nothing of its last request.
      if (connection.unanswered === 0) connection.latest = undefined;
    });
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const { unanswered, latest } = connections.get(socket) ?? { unanswered: 0, latest: undefined };
    // Written among answers under way, an error would be taken for a part of them.
    const isAnswering = unanswered > 1 || (unanswered === 1 && latest?.headersSent);
    if (isAnswering || !socket.writable || error.code === "ECONNRESET") socket.destroy();
    else socket.end(toResponse(toFailure(error.code)));
  });
}

function toResponse(failure: HubError): string {
  const body = JSON.stringify(failure.toEnvelope());
  const id = newCorrelationId();
  return (
    `HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}\r\nContent-Type: application/json; charset=utf-8\r\n` +
    `Content-Length: ${Buffer.byteLength(body)}\r\nX-Hub-Correlation-Id: ${id}\r\nX-Request-Id: ${id}\r\n` +
    `X-Hub-Scan-Ms: 0.00\r\nConnection: close\r\n\r\n${body}`
  );
}

function toFailure(code: string | undefined): HubError {
  switch (code) {
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return new HubError("request_timeout", "The request's headers did not arrive in time.");
    case "HPE_HEADER_OVERFLOW":
      return new HubError("invalid_request", "The request's headers are too large.", { status: 431 });
    default:
      return new HubError("invalid_request", "This is not a valid HTTP request.");
  }
}
