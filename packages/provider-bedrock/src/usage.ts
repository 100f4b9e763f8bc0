import { isJsonObject, type Usage } from "@hub/protocol";

/**
 * Usage in OpenAI's terms. Bedrock's `inputTokens` leave out what was read from and written to the cache; OpenAI's
 * `prompt_tokens` hold all three. Tokens written for an hour cost money of their own and are added where there are any
 * (`cache_write_1h_tokens`, part of `cache_write_tokens`). `undefined` when none was reported.
 */
export function toUsage(native: unknown): Usage | undefined {
  if (!isJsonObject(native) || typeof native.outputTokens !== "number") return undefined;
  const written = count(native.cacheWriteInputTokens);
  const read = count(native.cacheReadInputTokens);
  const prompt = count(native.inputTokens) + written + read;
  const completion = count(native.outputTokens);
  const writtenForAnHour = sumOfHour(native.cacheDetails);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: read,
      cache_write_tokens: written,
      ...(writtenForAnHour > 0 && { cache_write_1h_tokens: writtenForAnHour }),
    },
  };
}

function sumOfHour(details: unknown): number {
  let sum = 0;
  for (const detail of Array.isArray(details) ? details : []) {
    if (isJsonObject(detail) && detail.ttl === "1h") sum += count(detail.inputTokens);
  }
  return sum;
}

function count(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;
}

/** The tier that served the request; `undefined` where OpenAI has no name for it. */
export function toServedTier(tier: unknown): string | undefined {
  const type = isJsonObject(tier) ? tier.type : undefined;
  return type === "default" || type === "flex" || type === "priority" ? type : undefined;
}
