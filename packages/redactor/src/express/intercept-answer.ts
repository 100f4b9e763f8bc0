import type { IncomingMessage, OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Transform } from "node:stream";
import type { AnswerRestorer } from "../chat/answer-restorer.ts";
import { isJsonObject } from "../chat/json.ts";
import { RedactionError } from "../redaction-error.ts";
import { decodersOf } from "./content-encoding.ts";
import { createEventRewriter, createLineRewriter, type StreamRewriter } from "./event-rewriter.ts";

type Callback = (error?: Error | null) => void;
/** Takes a body as it is written, and sends what becomes of it. */
interface Sink {
  write(bytes: Uint8Array): boolean;
  end(): void;
}

type Kind = "events" | "lines" | "json" | "other";

/** Without a type, what begins so is taken for what it looks like. */
const EVENT_START = /^(?:data|event|id|retry)?:/;
/** The most to look at. */
const MAX_SNIFFED_BYTES = 1_024;

/**
 * Puts values back into what is written to a response. Errors and answers to HEAD pass as they are, and so does what is
 * neither JSON nor events; without a type, what does not look like them. An encoded answer is decoded.
 */
export function interceptAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  restorer: AnswerRestorer,
  maxBytes: number,
): void {
  const original = {
    writeHead: response.writeHead.bind(response),
    write: response.write.bind(response),
    end: response.end.bind(response),
    flushHeaders: response.flushHeaders.bind(response),
  };
  let sink: Sink | "pass" | undefined;

  function decide(): Sink | "pass" {
    sink ??= chooseSink();
    if (sink === "pass") Object.assign(response, original);
    return sink;
  }

  function chooseSink(): Sink | "pass" {
    const type = response.getHeader("content-type");
    const kind = type === undefined ? undefined : kindOf(String(type));
    const isAnswer = request.method !== "HEAD" && response.statusCode >= 200 && response.statusCode < 300;
    const decoders = decodersOf(response.getHeader("content-encoding"));
    if (!isAnswer || kind === "other" || decoders === undefined) return "pass";
    const plain = kind === undefined ? sniffingSink() : sinkOf(kind);
    if (decoders.length > 0) forgetBytes();
    return decoders.reduceRight(decodingSink, plain);
  }

  function sinkOf(kind: Kind): Sink {
    if (kind === "other") return passingSink();
    forgetBytes();
    if (kind === "json") return jsonSink();
    const createRewriter = kind === "events" ? createEventRewriter : createLineRewriter;
    return rewritingSink(createRewriter(restorer.restoreChunks(), maxBytes));
  }

  /** Removes what a handler has said of bytes that become others. */
  function forgetBytes(): void {
    for (const header of ["content-length", "content-encoding", "etag", "content-md5", "digest"]) {
      response.removeHeader(header);
    }
  }

  function passingSink(): Sink {
    return {
      write(bytes) {
        sendHead();
        return original.write(bytes);
      },
      end() {
        sendHead();
        original.end();
      },
    };
  }

  /** Waits for the first bytes to see what they are. */
  function sniffingSink(): Sink {
    let start = Buffer.alloc(0);
    let chosen: Sink | undefined;
    const choose = (): Sink => {
      chosen = sinkOf(sniff(start.toString()));
      if (start.length > 0) chosen.write(start);
      return chosen;
    };
    return {
      write(bytes) {
        if (chosen) return chosen.write(bytes);
        start = Buffer.concat([start, bytes]);
        if (start.length >= MAX_SNIFFED_BYTES || start.toString().trim() !== "") choose();
        return true;
      },
      end: () => (chosen ?? choose()).end(),
    };
  }

  function jsonSink(): Sink {
    const pieces: Uint8Array[] = [];
    let length = 0;
    return {
      write(bytes) {
        length += bytes.length;
        if (length > maxBytes) response.destroy();
        else pieces.push(bytes);
        return true;
      },
      end() {
        const bytes = Buffer.concat(pieces);
        try {
          const completion: unknown = JSON.parse(bytes.toString());
          send(isJsonObject(completion) ? JSON.stringify(restorer.restoreCompletion(completion)) : bytes);
        } catch (error) {
          if (RedactionError.isInstance(error)) response.statusCode = error.status;
          send(RedactionError.isInstance(error) ? JSON.stringify(error.toEnvelope()) : bytes);
        }
      },
    };
  }

  function send(body: string | Uint8Array): void {
    response.setHeader("content-length", Buffer.byteLength(body));
    sendHead();
    original.end(body);
  }

  /** Node would call the replaced `writeHead` by itself. */
  function sendHead(): void {
    if (!response.headersSent) original.writeHead(response.statusCode);
  }

  function rewritingSink(rewriter: StreamRewriter): Sink {
    let isOver = false;
    const rewrite = (work: () => string): boolean => {
      if (isOver) return true;
      try {
        const text = work();
        sendHead();
        return text === "" || original.write(text);
      } catch (error) {
        isOver = true;
        sendHead();
        if (RedactionError.isInstance(error)) original.end(`data: ${JSON.stringify(error.toEnvelope())}\n\n`);
        else response.destroy();
        return true;
      }
    };
    return {
      write: (bytes) => rewrite(() => rewriter.push(bytes)),
      end() {
        rewrite(() => rewriter.end());
        if (!isOver) original.end();
      },
    };
  }

  function decodingSink(plain: Sink, decoder: Transform): Sink {
    decoder.on("data", (bytes: Uint8Array) => plain.write(bytes));
    decoder.on("end", () => plain.end());
    decoder.on("error", () => response.destroy());
    return {
      write: (bytes) => decoder.write(bytes),
      end: () => void decoder.end(),
    };
  }

  Object.assign(response, {
    writeHead(status: number, ...rest: (string | OutgoingHttpHeaders | OutgoingHttpHeader[])[]) {
      response.statusCode = status;
      const [first, second] = rest;
      if (typeof first === "string") response.statusMessage = first;
      setHeaders(response, typeof first === "string" ? second : first);
      if (decide() === "pass") original.writeHead(status);
      return response;
    },
    flushHeaders() {
      // Until the whole answer is there, the length of JSON is not known.
      if (decide() === "pass" || isStream(response)) {
        sendHead();
        original.flushHeaders();
      }
    },
    write(piece: string | Uint8Array, encoding?: BufferEncoding | Callback, callback?: Callback) {
      const chosen = decide();
      if (chosen === "pass") return Reflect.apply(original.write, response, [piece, encoding, callback]);
      const isReady = chosen.write(toBytes(piece, encoding));
      const done = typeof encoding === "function" ? encoding : callback;
      if (done) process.nextTick(done);
      return isReady;
    },
    end(piece?: string | Uint8Array | (() => void), encoding?: BufferEncoding | (() => void), callback?: () => void) {
      const chosen = decide();
      if (chosen === "pass") return Reflect.apply(original.end, response, [piece, encoding, callback]);
      const done = [piece, encoding, callback].find((value) => typeof value === "function");
      if (done) response.once("finish", done as () => void);
      if (piece !== undefined && piece !== null && typeof piece !== "function") chosen.write(toBytes(piece, encoding));
      chosen.end();
      return response;
    },
  });
}

function isStream(response: ServerResponse): boolean {
  const kind = kindOf(String(response.getHeader("content-type")));
  return kind === "events" || kind === "lines";
}

function kindOf(type: string): Kind {
  if (/^text\/event-stream/i.test(type)) return "events";
  if (/^application\/(?:x-)?(?:ndjson|jsonl|jsonlines)/i.test(type)) return "lines";
  return /^application\/(?:[\w.-]+\+)?json/i.test(type) ? "json" : "other";
}

function sniff(text: string): Kind {
  const start = text.trimStart();
  if (start.startsWith("{")) return "json";
  return EVENT_START.test(start) ? "events" : "other";
}

/** Answers with an error, before any handler has seen the request. */
export function answerError(response: ServerResponse, status: number, envelope: object): void {
  const body = JSON.stringify(envelope);
  response.statusCode = status;
  response.setHeader("content-type", "application/json; charset=utf-8");
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(body);
}

function toBytes(piece: string | Uint8Array, encoding: unknown): Uint8Array {
  if (typeof piece !== "string") return piece;
  return Buffer.from(piece, typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8");
}

/** Headers in any of the forms that `writeHead` takes: an object, a flat list, a list of pairs. */
function setHeaders(
  response: ServerResponse,
  headers: OutgoingHttpHeaders | OutgoingHttpHeader[] | string | undefined,
): void {
  if (headers === undefined || typeof headers === "string") return;
  if (!Array.isArray(headers)) {
    for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
    return;
  }
  const flat = headers.flat() as string[];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const [name, value] = flat.slice(index, index + 2) as [string, string];
    response.appendHeader(name, value);
  }
}
