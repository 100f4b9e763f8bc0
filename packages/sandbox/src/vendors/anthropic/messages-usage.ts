import { hash } from "node:crypto";
import type { PrefixCache } from "../../answer/prefix-cache.ts";
import { countTokens } from "../../answer/tokens.ts";
import { blocksOf, type CacheControl, type MessageBlock, type MessagesBody } from "./messages-body.ts";

/** Input tokens in Anthropic's three buckets, which do not overlap. */
export interface InputUsage {
  readonly input: number;
  readonly read: number;
  readonly written5m: number;
  readonly written1h: number;
}

/** A piece of a prompt: what it is known by, how long it is, and whether a cached prefix ends with it. */
export interface Segment {
  readonly key: string;
  readonly tokens: number;
  readonly mark: CacheControl | null | undefined;
}

/** Prompt tokens of an image or a document, whatever its size. */
const mediaTokens = 300;

/** Counts the input of a request; prefixes are tools, then system, then messages, block by block. */
export function countInput(body: MessagesBody, cache: PrefixCache): InputUsage {
  return countSegments(body.model, segmentsOf(body), cache);
}

/**
 * Counts the pieces of a prompt and looks its prefixes up in the cache. A mark writes the prefix up to its piece, and any
 * earlier written prefix is read. Unlike the real API, which caches nothing under 1,024 tokens, every length is cached:
 * tests need no long prompts.
 */
export function countSegments(model: string, segments: readonly Segment[], cache: PrefixCache): InputUsage {
  let chain = model;
  let total = 0;
  let read = 0;
  let marked = 0;
  let ttl = "5m";
  const written: string[] = [];
  for (const segment of segments) {
    chain = hash("sha256", `${chain}\n${segment.key}`);
    total += segment.tokens;
    if (cache.has(chain)) read = total;
    if (segment.mark == null) continue;
    marked = total;
    ttl = segment.mark.ttl ?? "5m";
    written.push(chain);
  }
  for (const key of written) cache.add(key);
  read = Math.min(read, marked);
  const creation = marked - read;
  return {
    input: total - marked,
    read,
    written5m: ttl === "1h" ? 0 : creation,
    written1h: ttl === "1h" ? creation : 0,
  };
}

/** All input tokens, cached or not. */
export function totalInput(usage: InputUsage): number {
  return usage.input + usage.read + usage.written5m + usage.written1h;
}

function segmentsOf(body: MessagesBody): readonly Segment[] {
  const segments: Segment[] = (body.tools ?? []).map((tool) => {
    const { cache_control, ...rest } = tool;
    const key = JSON.stringify(rest);
    return { key, tokens: 8 + countTokens(key), mark: cache_control };
  });
  const system = typeof body.system === "string" ? [{ type: "text", text: body.system }] : (body.system ?? []);
  segments.push(...system.map((block) => segmentOf("system", block)));
  for (const message of body.messages) {
    segments.push(...blocksOf(message.content).map((block) => segmentOf(message.role, block)));
  }
  const last = segments.pop();
  // A top-level mark counts for the last block.
  if (last !== undefined) segments.push({ ...last, mark: body.cache_control ?? last.mark });
  return segments;
}

function segmentOf(role: string, block: MessageBlock): Segment {
  const { cache_control, ...rest } = block;
  const key = `${role}:${JSON.stringify(rest)}`;
  return { key, tokens: 3 + blockTokens(rest), mark: cache_control };
}

function blockTokens(block: MessageBlock): number {
  if (block.type === "text") return countTokens(block.text ?? "");
  if (block.type === "thinking") return countTokens(block.thinking ?? "");
  if (block.source !== undefined) return mediaTokens;
  if (block.type === "tool_use") return countTokens(block.name ?? "") + countTokens(JSON.stringify(block.input ?? {}));
  if (Array.isArray(block.content)) {
    return (block.content as readonly MessageBlock[]).reduce((sum, part) => sum + 1 + blockTokens(part), 0);
  }
  return typeof block.content === "string" ? countTokens(block.content) : 4;
}
