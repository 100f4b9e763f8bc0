import type { ChunkRestorer } from "../chat/chunk-restorer.ts";
import { isJsonObject } from "../chat/json.ts";
import { createBlockSplitter } from "./block-splitter.ts";

/** Rewrites the chunks in a stream. */
export interface StreamRewriter {
  /** The events or lines that these bytes complete, as text to send. */
  push(bytes: Uint8Array): string;
  /** What is left when the stream ends. */
  end(): string;
}

/**
 * Creates the rewriter of one stream of server-sent events. Comments and fields other than `data` pass; so do events
 * that are no chunks.
 *
 * @throws BlockTooLong from `push`, and what `chunks` throws
 */
export function createEventRewriter(chunks: ChunkRestorer, maxEventLength: number): StreamRewriter {
  const encode = (restored: readonly object[]) =>
    restored.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("");

  function rewrite(block: string): string {
    const lines = block.split("\n");
    const data = lines
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice("data:".length).replace(/^ /, ""));
    if (data.length === 0) return `${block}\n\n`;
    const text = data.join("\n");
    if (text === "[DONE]") return `${encode(chunks.end())}${block}\n\n`;
    const chunk = tryParse(text);
    if (!isJsonObject(chunk)) return `${block}\n\n`;
    const others = lines.filter((line) => !line.startsWith("data:") && line !== "");
    return others.map((line) => `${line}\n`).join("") + encode(chunks.push(chunk));
  }

  return createRewriter({ separator: "\n\n", maxLength: maxEventLength, rewrite, rest: () => encode(chunks.end()) });
}

/**
 * Creates the rewriter of one stream of JSON lines. Lines that are no objects pass.
 *
 * @throws BlockTooLong from `push`, and what `chunks` throws
 */
export function createLineRewriter(chunks: ChunkRestorer, maxLineLength: number): StreamRewriter {
  const encode = (restored: readonly object[]) => restored.map((chunk) => `${JSON.stringify(chunk)}\n`).join("");

  function rewrite(line: string): string {
    const chunk = tryParse(line);
    return isJsonObject(chunk) ? encode(chunks.push(chunk)) : `${line}\n`;
  }

  return createRewriter({ separator: "\n", maxLength: maxLineLength, rewrite, rest: () => encode(chunks.end()) });
}

interface RewriterParts {
  separator: "\n" | "\n\n";
  maxLength: number;
  rewrite(block: string): string;
  /** What is still held back when the stream ends. */
  rest(): string;
}

function createRewriter({ separator, maxLength, rewrite, rest }: RewriterParts): StreamRewriter {
  const decoder = new TextDecoder();
  const splitter = createBlockSplitter(separator, maxLength);
  const take = (text: string) => splitter.push(text).map(rewrite).join("");
  return {
    push: (bytes) => take(decoder.decode(bytes, { stream: true })),
    end: () => take(decoder.decode() + separator) + rest(),
  };
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
