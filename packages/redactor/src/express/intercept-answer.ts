import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { AnswerRestorer } from "../chat/answer-restorer.ts";
import { forgetBytes } from "./answer-error.ts";
import { kindOf, sniffKind } from "./answer-kind.ts";
import { type AnswerSink, createSink, createSniffingSink, unusableAnswer } from "./answer-sink.ts";
import { decodersOf } from "./content-encoding.ts";
import { createDecodingSink } from "./decoding-sink.ts";
import { createOutlet } from "./outlet.ts";

type Callback = (error?: Error | null) => void;
type WriteHeadRest = (string | OutgoingHttpHeaders | OutgoingHttpHeader[] | undefined)[];

const NO_CONTENT: ReadonlySet<number> = new Set([204, 205]);

/**
 * Puts values back into what is written to a response. Errors and answers to HEAD pass as they are, and so does what is
 * neither JSON nor events; where the type says little, what does not look like JSON. An encoded answer is decoded; one
 * in an encoding that is not known is a 502.
 */
export function interceptAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  restorer: AnswerRestorer,
  maxBytes: number,
): void {
  const outlet = createOutlet(response);
  const { original } = outlet;
  const isReallySent = () => Reflect.get(Object.getPrototypeOf(response), "headersSent", response);
  let sink: AnswerSink | "pass" | undefined;
  let isEnded = false;

  function chooseSink(): AnswerSink | "pass" {
    const { statusCode } = response;
    const type = response.getHeader("content-type")?.toString();
    const kind = kindOf(type);
    const isAnswer = request.method !== "HEAD" && statusCode >= 200 && statusCode < 300 && !NO_CONTENT.has(statusCode);
    if (!isAnswer || kind === "other") return "pass";
    const decoders = decodersOf(response.getHeader("content-encoding"));
    if (decoders === undefined) {
      outlet.fail(502, unusableAnswer("The answer is in an encoding that is not known here."));
      return { write: () => true, end: () => {} };
    }
    const onRewrite = () => forgetBytes(response);
    const context = { response, outlet, restorer, maxBytes, onRewrite };
    const sniff = (beginning: string) => sniffKind(beginning, type);
    const plain = kind === undefined ? createSniffingSink(sniff, context) : createSink(kind, context);
    if (decoders.length > 0) onRewrite();
    return decoders.reduceRight((next, decoder) => createDecodingSink(next, decoder, context), plain);
  }

  function decide(): AnswerSink | "pass" {
    sink ??= chooseSink();
    return sink;
  }

  /** As Node.js does it before the first bytes: middlewares that come later have their say about the head. */
  function begin(): AnswerSink | "pass" {
    if (sink === undefined) response.writeHead(response.statusCode);
    return decide();
  }

  function writeHead(status: number, ...rest: WriteHeadRest): ServerResponse {
    // Node.js asks for the head when the first bytes leave; what a handler had to say is in place.
    if (outlet.isOpen()) return Reflect.apply(original.writeHead, response, [status, ...rest]);
    const [first, second] = rest;
    response.statusCode = status;
    if (typeof first === "string") response.statusMessage = first;
    setHeaders(response, typeof first === "string" ? second : first);
    if (decide() === "pass") original.writeHead(status);
    return response;
  }

  function flushHeaders(): void {
    if (begin() === "pass") original.flushHeaders();
    // Until the whole answer is there, the length of JSON is not known.
    else if (isStream(response)) outlet.open();
  }

  function write(piece: string | Uint8Array, encoding?: BufferEncoding | Callback, callback?: Callback): boolean {
    const chosen = begin();
    if (chosen === "pass") return Reflect.apply(original.write, response, [piece, encoding, callback]);
    const isReady = isEnded || chosen.write(toBytes(piece, encoding));
    const done = typeof encoding === "function" ? encoding : callback;
    if (done) process.nextTick(done);
    return isReady;
  }

  function end(...given: (string | Uint8Array | (() => void) | null | undefined)[]): ServerResponse {
    const chosen = decide();
    if (chosen === "pass") return Reflect.apply(original.end, response, given);
    const [piece, encoding] = given;
    const done = given.find((value) => typeof value === "function");
    if (done) response.once("finish", done);
    if (isEnded) return response;
    if (piece !== undefined && piece !== null && typeof piece !== "function") chosen.write(toBytes(piece, encoding));
    isEnded = true;
    chosen.end();
    return response;
  }

  Object.assign(response, { writeHead, flushHeaders, write, end });
  // Who has begun an answer that is held back here cannot begin another: error handlers look at this.
  Object.defineProperty(response, "headersSent", {
    configurable: true,
    get: () => isReallySent() || (sink !== undefined && sink !== "pass" && !outlet.isOpen()),
  });
}

function isStream(response: ServerResponse): boolean {
  const kind = kindOf(response.getHeader("content-type")?.toString());
  return kind === "events" || kind === "lines";
}

function toBytes(piece: string | Uint8Array, encoding: unknown): Uint8Array {
  if (typeof piece !== "string") return piece;
  return Buffer.from(piece, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
}

/** Headers in any of the forms that `writeHead` takes: an object, a flat list, a list of pairs. They replace others. */
function setHeaders(response: ServerResponse, headers: WriteHeadRest[number]): void {
  if (headers === undefined || typeof headers === "string") return;
  if (!Array.isArray(headers)) {
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
    return;
  }
  const flat = headers.flat() as string[];
  for (let index = 0; index < flat.length; index += 2) response.removeHeader(flat[index] as string);
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const [name, value] = flat.slice(index, index + 2) as [string, string];
    response.appendHeader(name, value);
  }
}
