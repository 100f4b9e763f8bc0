import { hash } from "node:crypto";
import { createPrefixCache } from "../answer/prefix-cache.ts";
import type { ChatBody } from "./chat-body.ts";
import { messageTokens, preambleTokens } from "./chat-prompt.ts";

/** How a vendor caches prompts. */
export interface ChatCacheOptions {
  /** Shortest prefix that is cached, in tokens. */
  readonly minimumTokens: number;
  /** Cached prefixes are counted in steps of this many tokens. */
  readonly stepTokens: number;
}

/** Says how many leading tokens of a prompt were seen before, and remembers the prompt. */
export type ChatCache = (body: ChatBody) => number;

/** An implicit prompt cache. A prefix is a list of leading messages, with the tools before them. */
export function createChatCache(options: ChatCacheOptions): ChatCache {
  const seen = createPrefixCache();
  return (body) => {
    let cached = 0;
    let tokens = preambleTokens(body);
    let chain = hash("sha256", JSON.stringify([body.model, body.tools ?? [], body.response_format ?? null]));
    for (const message of body.messages) {
      tokens += messageTokens(message);
      chain = hash("sha256", `${chain}${JSON.stringify(message)}`);
      if (tokens < options.minimumTokens) continue;
      if (seen.has(chain)) cached = tokens - (tokens % options.stepTokens);
      seen.add(chain);
    }
    return cached;
  };
}
