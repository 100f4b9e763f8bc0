import { hash } from "node:crypto";
import type { ChatRequest } from "@hub/protocol";
import type { Principal } from "../stages/authenticate.ts";

/** Vendors keep what they have cached for at least this long after it was last read (Anthropic, OpenAI: 5 minutes). */
const CACHE_LIFE_MS = 5 * 60_000;
const MAX_CONVERSATIONS = 10_000;
/** How much of the first message tells conversations apart, in characters. */
const OPENING_LENGTH = 2_000;

/** Remembers which vendor has the beginning of a conversation in its prompt cache. It holds hashes and counts alone. */
export interface CacheAffinity {
  /** Prompt tokens that will probably be read from a conversation's cache at a vendor. */
  expect(promptCache: string): number;
  /** Notes what was read from it, or written to it. */
  note(promptCache: string, tokens: number): void;
}

/** Creates an empty memory, of bounded size. `clock` gives milliseconds. */
export function createCacheAffinity(clock: () => number = Date.now): CacheAffinity {
  const caches = new Map<string, { tokens: number; at: number }>();
  return {
    expect(promptCache) {
      const cache = caches.get(promptCache);
      return cache && clock() - cache.at < CACHE_LIFE_MS ? cache.tokens : 0;
    },
    note(promptCache, tokens) {
      caches.delete(promptCache);
      if (tokens <= 0) return;
      caches.set(promptCache, { tokens, at: clock() });
      if (caches.size > MAX_CONVERSATIONS) caches.delete(caches.keys().next().value as string);
    },
  };
}

/** What requests have in common that begin alike, and so share a vendor's cache: never across accounts or projects. */
export function conversationOf({ messages, tools }: ChatRequest, principal: Principal | undefined): string {
  const content = messages[0]?.content;
  const [first] = Array.isArray(content) ? content : [];
  const opening = typeof content === "string" ? content : first?.type === "text" ? first.text : "";
  const owner = `${principal?.account}\0${principal?.project ?? ""}`;
  return hash("sha1", `${owner}\0${tools?.length ?? 0}\0${opening.slice(0, OPENING_LENGTH)}`, "base64");
}
