import type { Usage } from "@hub/protocol";

/** Token counts of a vendor whose input leaves out what was read from and written to its cache. */
export interface CountsBesideCache {
  input: number;
  cacheRead: number;
  cacheWritten: number;
  /** Those among the written ones that are kept for an hour, which cost more. */
  cacheWrittenForAnHour: number;
  output: number;
}

/**
 * Usage in OpenAI's terms, whose `prompt_tokens` hold what was read from and written to the cache. Tokens written for
 * an hour cost money of their own and are added where there are any: `cache_write_1h_tokens`, part of
 * `cache_write_tokens`.
 */
export function usageFrom(counts: CountsBesideCache): Usage {
  const { input, cacheRead, cacheWritten, cacheWrittenForAnHour, output } = counts;
  const prompt = input + cacheWritten + cacheRead;
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: {
      cached_tokens: cacheRead,
      cache_write_tokens: cacheWritten,
      ...(cacheWrittenForAnHour > 0 && { cache_write_1h_tokens: cacheWrittenForAnHour }),
    },
  };
}
