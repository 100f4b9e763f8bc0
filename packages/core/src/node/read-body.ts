import type { IncomingMessage } from "node:http";
import { HubError } from "@hub/protocol";

/**
 * Reads a request's body.
 *
 * @throws HubError `unsupported_media_type` for a compressed one, `payload_too_large` as soon as it is known to be,
 * `request_timeout`, or `client_closed_request`
 */
export function readBody(request: IncomingMessage, maxBytes: number, timeoutMs: number): Promise<Uint8Array> {
  const { "content-length": announced, "content-encoding": encoding = "identity" } = request.headers;
  if (encoding.toLowerCase() !== "identity") {
    const remedy = "The body must not be compressed. Leave out `Content-Encoding`.";
    return Promise.reject(new HubError("unsupported_media_type", remedy));
  }
  if (Number(announced) > maxBytes) return Promise.reject(tooLarge(maxBytes));
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const pieces: Uint8Array[] = [];
  let length = 0;
  const timer = setTimeout(() => {
    finish();
    reject(new HubError("request_timeout", `The body did not arrive within ${timeoutMs} ms.`));
  }, timeoutMs);

  function onData(piece: Uint8Array): void {
    length += piece.byteLength;
    if (length > maxBytes) {
      finish();
      reject(tooLarge(maxBytes));
    } else {
      pieces.push(piece);
    }
  }
  function onEnd(): void {
    finish();
    resolve(pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces, length));
  }
  function onClose(): void {
    finish();
    reject(new HubError("client_closed_request", "The caller hung up before the body was complete."));
  }
  function finish(): void {
    clearTimeout(timer);
    request.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
    request.on("error", ignore);
  }
  request.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onClose);
  return promise;
}

/**
 * Errors after the body have nobody left to tell, and must not end the process. It stands out here because a function
 * made in there would keep the body for as long as the request is open.
 */
function ignore(): void {}

/** The error for a body beyond the limit. */
export function tooLarge(maxBytes: number): HubError {
  return new HubError("payload_too_large", `The body is larger than the ${maxBytes} bytes that are accepted.`);
}
