import type { ChunkRestorer } from "../chat/chunk-restorer.ts";
import { isJsonObject } from "../chat/json.ts";
import { createBlockSplitter } from "./block-splitter.ts";

/** Rewrites the chunks in a stream. */
export interface StreamRewriter {
  /** The events or lines that these bytes complete, as text to send. */
  push(bytes: Uint8Array): string;
  /** What is left when the stream ends. */
  end(): string;
  /** An object as a whole event or line. */
  encode(value: object): string;
}

/**
 * Creates the rewriter of one stream of server-sent events. Comments and fields other than `data` pass; so do events
 * that are no chunks.
 *
 * @throws BlockTooLong from `push`, and what `chunks` throws
 */
export function createEventRewriter(chunks: ChunkRestorer, maxEventLength: number): StreamRewriter {
  const encode = (value: object) => `data: ${JSON.stringify(value)}\n\n`;

  function rewrite(block: string): string {
    const lines = block.split("\n");
    const data = lines
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice("data:".length).replace(/^ /, ""));
    if (data.length === 0) return `${block}\n\n`;
    const text = data.join("\n");
    if (text === "[DONE]") return `${chunks.end().map(encode).join("")}${block}\n\n`;
    const chunk = tryParse(text);
    const restored = isJsonObject(chunk) ? chunks.push(chunk) : [];
    if (isSame(restored, chunk)) return `${block}\n\n`;
    const others = lines.filter((line) => !line.startsWith("data:") && line !== "");
    return others.map((line) => `${line}\n`).join("") + restored.map(encode).join("");
  }

  return createRewriter({ separator: "\n\n", maxLength: maxEventLength, rewrite, chunks, encode });
}

/**
 * Creates the rewriter of one stream of JSON lines. Lines that are no objects pass.
 *
 * @throws BlockTooLong from `push`, and what `chunks` throws
 */
export function createLineRewriter(chunks: ChunkRestorer, maxLineLength: number): StreamRewriter {
  const encode = (value: object) => `${JSON.stringify(value)}\n`;

  function rewrite(line: string): string {
    const chunk = tryParse(line);
    const restored = isJsonObject(chunk) ? chunks.push(chunk) : [];
    return isSame(restored, chunk) ? `${line}\n` : restored.map(encode).join("");
  }

  return createRewriter({ separator: "\n", maxLength: maxLineLength, rewrite, chunks, encode });
}

interface RewriterParts {
  separator: "\n" | "\n\n";
  maxLength: number;
  rewrite(block: string): string;
  chunks: ChunkRestorer;
  encode: StreamRewriter["encode"];
}

function createRewriter({ separator, maxLength, rewrite, chunks, encode }: RewriterParts): StreamRewriter {
  const decoder = new TextDecoder();
  const splitter = createBlockSplitter(separator, maxLength);
  const take = (text: string) => splitter.push(text).map(rewrite).join("");
  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    end: () => take(decoder.decode() + separator) + chunks.end().map(encode).join(""),
    encode,
  };
}

/** Whether nothing has come of a block but itself: its bytes can stay as they are. */
function isSame(restored: readonly object[], chunk: unknown): boolean {
  return restored.length === 0 || (restored.length === 1 && restored[0] === chunk);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
