import type { AnswerRestorer } from "../chat/answer-restorer.ts";
import { isJsonObject } from "../chat/json.ts";
import { RedactionError } from "../redaction-error.ts";
import type { AnswerKind } from "./answer-kind.ts";
import { BlockTooLong } from "./block-splitter.ts";
import { createEventRewriter, createLineRewriter, type StreamRewriter } from "./event-rewriter.ts";
import type { Outlet } from "./outlet.ts";

/** Takes a body as a handler writes it, and sends what becomes of it. */
export interface AnswerSink {
  /** False: more should wait for `drain`. */
  write(bytes: Uint8Array): boolean;
  end(): void;
}

/** What sinks need to know of an answer. */
export interface SinkContext {
  outlet: Outlet;
  restorer: AnswerRestorer;
  /** The largest answer that is no stream, and the longest event of one, in bytes. */
  maxBytes: number;
  /** Called before the first byte where the bytes become others. */
  onRewrite(): void;
}

/** The most to look at for the kind of an answer. */
const MAX_SNIFFED_BYTES = 1_024;

/** Creates the sink of an answer of a known kind. */
export function createSink(kind: AnswerKind, context: SinkContext): AnswerSink {
  const { outlet, restorer, maxBytes, onRewrite } = context;
  if (kind === "other") return { write: outlet.write, end: outlet.end };
  onRewrite();
  if (kind === "json") return jsonSink(context);
  const createRewriter = kind === "events" ? createEventRewriter : createLineRewriter;
  return rewritingSink(context, createRewriter(restorer.restoreChunks(), maxBytes));
}

/** Creates a sink that waits for the first bytes to see what they are. */
export function createSniffingSink(sniff: (beginning: string) => AnswerKind, context: SinkContext): AnswerSink {
  let start = Buffer.alloc(0);
  let chosen: AnswerSink | undefined;

  function choose(): AnswerSink {
    chosen = createSink(sniff(start.toString()), context);
    if (start.length > 0) chosen.write(start);
    return chosen;
  }

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

/** Answers come from elsewhere: one that nests too deep, say, must not end the process. */
const UNRESTORABLE = "The answer could not be restored.";

/** The error for an answer that cannot be restored. */
export function unusableAnswer(message: string) {
  return { error: { message, type: "server_error", param: null, code: "upstream_error" } };
}

function jsonSink({ outlet, restorer, maxBytes }: SinkContext): AnswerSink {
  let pieces: Uint8Array[] = [];
  let length = 0;

  async function restored(bytes: Buffer): Promise<string | Uint8Array> {
    const completion = tryParse(bytes.toString());
    if (!isJsonObject(completion)) return bytes;
    const restored = await restorer.restoreCompletionInTurns(completion);
    return restored === completion ? bytes : JSON.stringify(restored);
  }

  return {
    write(bytes) {
      length += bytes.length;
      if (length <= maxBytes) {
        pieces.push(bytes);
      } else {
        pieces = [];
        outlet.fail(502, unusableAnswer(`The answer is larger than ${maxBytes} bytes.`));
      }
      return true;
    },
    async end() {
      try {
        outlet.end(await restored(Buffer.concat(pieces)));
      } catch (error) {
        if (RedactionError.isInstance(error)) outlet.fail(error.status, error.toEnvelope());
        else outlet.fail(502, unusableAnswer(UNRESTORABLE));
      }
    },
  };
}

function rewritingSink({ outlet, maxBytes }: SinkContext, rewriter: StreamRewriter): AnswerSink {
  function rewrite(work: () => string): boolean {
    try {
      return outlet.write(work());
    } catch (error) {
      const tooLong = `An event of the answer is larger than ${maxBytes} bytes.`;
      if (RedactionError.isInstance(error)) outlet.end(rewriter.encode(error.toEnvelope()));
      else outlet.fail(502, unusableAnswer(error instanceof BlockTooLong ? tooLong : UNRESTORABLE));
      return true;
    }
  }

  return {
    write: (bytes) => rewrite(() => rewriter.push(bytes)),
    end() {
      rewrite(() => rewriter.end());
      outlet.end();
    },
  };
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
