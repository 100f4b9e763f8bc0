import type { IncomingMessage } from "node:http";
import { RequestFault } from "./request-fault.ts";

/** What body parsers leave on a request. */
export interface WithBody {
  body?: unknown;
}

/** A body in full, so that it can be sent more than once. */
export interface BufferedBody {
  bytes: Uint8Array<ArrayBuffer> | null;
  /** Whether a parser has taken a content encoding off. */
  decoded: boolean;
}

/**
 * Reads a request's body, or writes down again what a body parser has made of it.
 *
 * @throws RequestFault for one that is too large, or that was parsed into something that cannot be written again
 */
export async function readBody(request: IncomingMessage & WithBody, maxBytes: number): Promise<BufferedBody> {
  const { body } = request;
  if (!request.readableDidRead || body === undefined)
    return { bytes: await readBytes(request, maxBytes), decoded: false };
  return { bytes: checkSize(serialize(request, body), maxBytes), decoded: true };
}

function serialize({ headers }: IncomingMessage, body: unknown): Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return Uint8Array.from(body);
  if (typeof body === "string") return Uint8Array.from(Buffer.from(body));
  if (/^[^;]*[/+]json\s*(?:;|$)/i.test(headers["content-type"] ?? "")) {
    return Uint8Array.from(Buffer.from(JSON.stringify(body)));
  }
  throw new RequestFault(415, "unsupported_media_type", "Bodies other than JSON must not be parsed before routing.");
}

function checkSize<B extends Uint8Array>(bytes: B, maxBytes: number): B {
  if (bytes.length > maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  // Destroying the request would take its socket away, from which loggers read who has sent it.
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    pieces.push(piece);
  }
  return length === 0 ? null : Uint8Array.from(Buffer.concat(pieces, length));
}

function tooLarge(maxBytes: number): RequestFault {
  return new RequestFault(413, "payload_too_large", `The body is larger than ${maxBytes} bytes.`);
}
