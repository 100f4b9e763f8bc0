import { type ChatRequest, isJsonObject } from "@hub/protocol";
import { type DroppedParams, reportUnusable } from "@hub/provider";
import type { ModelRules } from "./model-rules.ts";
import type { CachePointBlock, ContentBlock } from "./wire-types.ts";

/** Reads the cache marks of one request. */
export interface CachePoints {
  /**
   * The cache point after a message or part, or nothing: for `cache_control` (Anthropic's own, as an extension of the
   * OpenAI format) or OpenAI's `prompt_cache_breakpoint`.
   */
  after(holder: object): CachePointBlock[];
  /** The same for a tool, which fewer models allow. */
  afterTool(holders: readonly object[]): CachePointBlock[];
  /** The cache point at the end of the whole prompt. */
  atEnd(): CachePointBlock[];
}

/** Creates the reader for one request. */
export function createCachePoints(request: ChatRequest, rules: ModelRules, dropped: DroppedParams): CachePoints {
  const options = request.prompt_cache_options;
  // OpenAI's only time to live is 30 minutes, as a minimum; Bedrock has 5 minutes and an hour.
  const ttlOfOptions = options?.ttl && options.ttl !== "5m" ? "1h" : undefined;

  function toPoint(name: string, ttl: unknown, allowed: boolean): CachePointBlock[] {
    if (!allowed) {
      dropped.add(name);
      return [];
    }
    if (ttl === "1h" && !rules.hourLongCache) dropped.add(`${name}.ttl`);
    const cachePoint: CachePointBlock["cachePoint"] = { type: "default" };
    // Five minutes are the default, which all models know.
    if (ttl === "1h" && rules.hourLongCache) cachePoint.ttl = ttl;
    return [{ cachePoint }];
  }

  function pointOf(holder: object, allowed: boolean): CachePointBlock[] {
    const { cache_control: own, prompt_cache_breakpoint: breakpoint } = holder as Record<string, unknown>;
    if (isJsonObject(own) && own.type === "ephemeral") {
      if (own.ttl !== "5m" && own.ttl !== "1h") reportUnusable("cache_control.ttl", own.ttl, dropped);
      return toPoint("cache_control", own.ttl, allowed);
    }
    reportUnusable("cache_control", own, dropped);
    return breakpoint ? toPoint("prompt_cache_breakpoint", ttlOfOptions, allowed) : [];
  }

  const inPrompt = rules.cachePoints !== "nowhere";
  return {
    after: (holder) => pointOf(holder, inPrompt),
    afterTool: (holders) =>
      holders.flatMap((holder) => pointOf(holder, rules.cachePoints === "prompt and tools")).slice(0, 1),
    atEnd() {
      const own = pointOf({ cache_control: request.cache_control }, inPrompt);
      if (own.length > 0 || options?.mode !== "implicit") return own;
      // Caching by itself is what Bedrock cannot do without a cache point, and a hint that may be let go.
      return inPrompt ? toPoint("prompt_cache_options", ttlOfOptions, inPrompt) : [];
    },
  };
}

/**
 * The blocks with their cache points where Bedrock takes them: not first, not after one another, and not right after a
 * document or a video, but before it (measured by pydantic-ai's authors, 2026-07).
 */
export function placeCachePoints(blocks: readonly ContentBlock[]): ContentBlock[] {
  const placed: ContentBlock[] = [];
  /** How many documents and videos are at the end. */
  let media = 0;
  for (const block of blocks) {
    if (!("cachePoint" in block)) {
      media = isLongMedia(block) ? media + 1 : 0;
      placed.push(block);
      continue;
    }
    const position = placed.length - media;
    const previous = placed[position - 1];
    if (previous && !("cachePoint" in previous)) placed.splice(position, 0, block);
  }
  return placed;
}

function isLongMedia(block: ContentBlock): boolean {
  return "document" in block || "video" in block;
}
