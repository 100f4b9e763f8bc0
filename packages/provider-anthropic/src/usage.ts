import { isJsonObject, type JsonObject, type Usage } from "@hub/protocol";
import { countOf, usageFrom } from "@hub/provider";

/** Gathers the usage that one answer reports, in one piece or in several. */
export interface UsageCounter {
  /** Takes a `usage` object. A stream's are cumulative: a later value replaces the earlier one. */
  add(usage: unknown): void;
  /** In OpenAI's terms; `undefined` when none was reported. */
  total(): Usage | undefined;
}

/** Creates the counter for one answer. */
export function createUsageCounter(): UsageCounter {
  const native: JsonObject = {};
  return {
    add(usage) {
      if (!isJsonObject(usage)) return;
      for (const [name, value] of Object.entries(usage)) {
        if (value !== null && value !== undefined) native[name] = value;
      }
    },
    total: () => (typeof native.output_tokens === "number" ? toUsage(native) : undefined),
  };
}

/**
 * Anthropic's `input_tokens` leave out what was read from and written to the cache. Web searches, which OpenAI's format
 * does not know, are added where they cost money.
 */
function toUsage(native: JsonObject): Usage {
  const searches = count(native.server_tool_use, "web_search_requests");
  return {
    ...usageFrom({
      input: count(native, "input_tokens"),
      cacheRead: count(native, "cache_read_input_tokens"),
      cacheWritten: count(native, "cache_creation_input_tokens"),
      cacheWrittenForAnHour: count(native.cache_creation, "ephemeral_1h_input_tokens"),
      output: count(native, "output_tokens"),
    }),
    ...(isJsonObject(native.output_tokens_details) && {
      completion_tokens_details: { reasoning_tokens: count(native.output_tokens_details, "thinking_tokens") },
    }),
    ...(searches > 0 && { web_search_requests: searches }),
  };
}

function count(holder: unknown, name: string): number {
  return countOf(isJsonObject(holder) ? holder[name] : undefined);
}

/** The tier that served the request; `undefined` where OpenAI has no name for it. */
export function toServedTier(usage: unknown): string | undefined {
  const tier = isJsonObject(usage) ? usage.service_tier : undefined;
  return tier === "standard" ? "default" : tier === "priority" ? "priority" : undefined;
}
