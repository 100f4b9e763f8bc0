import { isJsonObject, type JsonObject, type Usage } from "@hub/protocol";

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
 * Anthropic's `input_tokens` leave out what was read from and written to the cache; OpenAI's `prompt_tokens` hold all
 * three. Two numbers that OpenAI's format does not know are added where they cost money of their own: tokens written
 * for an hour (`cache_write_1h_tokens`, part of `cache_write_tokens`) and web searches.
 */
function toUsage(native: JsonObject): Usage {
  const written = count(native, "cache_creation_input_tokens");
  const read = count(native, "cache_read_input_tokens");
  const prompt = count(native, "input_tokens") + written + read;
  const completion = count(native, "output_tokens");
  const writtenForAnHour = count(native.cache_creation, "ephemeral_1h_input_tokens");
  const searches = count(native.server_tool_use, "web_search_requests");
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: read,
      cache_write_tokens: written,
      ...(writtenForAnHour > 0 && { cache_write_1h_tokens: writtenForAnHour }),
    },
    ...(isJsonObject(native.output_tokens_details) && {
      completion_tokens_details: { reasoning_tokens: count(native.output_tokens_details, "thinking_tokens") },
    }),
    ...(searches > 0 && { web_search_requests: searches }),
  };
}

function count(holder: unknown, name: string): number {
  const value = isJsonObject(holder) ? holder[name] : undefined;
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;
}

/** The tier that served the request; `undefined` where OpenAI has no name for it. */
export function toServedTier(usage: unknown): string | undefined {
  const tier = isJsonObject(usage) ? usage.service_tier : undefined;
  return tier === "standard" ? "default" : tier === "priority" ? "priority" : undefined;
}
