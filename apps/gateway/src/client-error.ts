import type { Socket } from "node:net";
import { HubError } from "@hub/protocol";

/** Answers what never became a request: headers that are broken, too large, or too slow to arrive. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const failure = toFailure(error.code);
  const body = JSON.stringify(failure.toEnvelope());
  socket.end(
    `HTTP/1.1 ${failure.status} Bad Request\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
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
