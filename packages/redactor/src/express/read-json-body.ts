import type { IncomingMessage } from "node:http";
import { isJsonObject, type JsonObject } from "../chat/json.ts";

/** What body parsers leave on a request. */
export interface WithBody {
  body?: unknown;
}

/** A body that cannot be inspected and therefore goes nowhere. */
export class BodyFault extends Error {
  override readonly name = "BodyFault";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  static isInstance(value: unknown): value is BodyFault {
    return value instanceof BodyFault;
  }

  /** OpenAI's error body. */
  toEnvelope() {
    return { error: { message: this.message, type: "invalid_request_error", param: null, code: this.code } };
  }
}

/** The deepest nesting to accept: what walks over a body does so recursively. */
const MAX_DEPTH = 200;

/**
 * The JSON object in a request's body, whether or not a body parser ran before.
 *
 * @throws BodyFault
 */
export async function readJsonBody(request: IncomingMessage & WithBody, maxBytes: number): Promise<JsonObject> {
  const body = await readBody(request, maxBytes);
  const value = typeof body === "string" ? parse(body) : body;
  if (!isJsonObject(value)) throw new BodyFault(400, "invalid_type", "The body must be a JSON object.");
  if (isDeeperThan(value, MAX_DEPTH)) {
    throw new BodyFault(400, "invalid_json", `The body nests deeper than ${MAX_DEPTH} levels.`);
  }
  if (typeof body === "object" && !hasTrueLength(request)) {
    assertSize(Buffer.byteLength(JSON.stringify(value)), maxBytes);
  }
  return value;
}

/** A body's text, or what a parser has made of it. */
async function readBody(request: IncomingMessage & WithBody, maxBytes: number): Promise<unknown> {
  const { body, headers } = request;
  assertSize(Number(headers["content-length"] ?? 0), maxBytes);
  if (body === undefined || body === null || isUnreadPlaceholder(request)) {
    return new TextDecoder().decode(await readBytes(request, maxBytes));
  }
  if (typeof body === "string") {
    assertSize(Buffer.byteLength(body), maxBytes);
    return body;
  }
  if (body instanceof Uint8Array) {
    assertSize(body.length, maxBytes);
    return new TextDecoder().decode(body);
  }
  if (FORM.test(headers["content-type"] ?? "")) {
    throw new BodyFault(415, "unsupported_media_type", "Send the body as JSON, not as a form.");
  }
  return body;
}

function assertSize(bytes: number, maxBytes: number): void {
  if (bytes > maxBytes) throw new BodyFault(413, "payload_too_large", `The body is larger than ${maxBytes} bytes.`);
}

/** Whether the length that was sent is that of the body: a parser takes an encoding off. */
function hasTrueLength({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined && headers["content-encoding"] === undefined;
}

const FORM = /^(?:application\/x-www-form-urlencoded|multipart\/)/i;

/** Express 4's parsers leave an empty object where they did not parse, and the body unread. */
function isUnreadPlaceholder(request: IncomingMessage & WithBody): boolean {
  return isJsonObject(request.body) && Object.keys(request.body).length === 0 && !request.readableDidRead;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BodyFault(400, "invalid_json", "The body is not valid JSON.");
  }
}

function isDeeperThan(root: object, levels: number): boolean {
  let current: object[] = [root];
  for (let level = 0; current.length > 0; level++) {
    if (level >= levels) return true;
    current = current.flatMap((container) => Object.values(container).filter(isContainer));
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const encoding = request.headers["content-encoding"];
  if (encoding !== undefined && encoding !== "identity") {
    throw new BodyFault(415, "unsupported_media_type", "Send the body without a content encoding.");
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  // Destroying the request would take its socket away, from which loggers read who has sent it.
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    length += piece.length;
    assertSize(length, maxBytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, length);
}
