import { isJsonObject, type Usage } from "@hub/protocol";
import { countOf, usageFrom } from "@hub/provider";

/** Usage in OpenAI's terms; `undefined` when none was reported. */
export function toUsage(native: unknown): Usage | undefined {
  if (!isJsonObject(native) || typeof native.outputTokens !== "number") return undefined;
  return usageFrom({
    input: countOf(native.inputTokens),
    cacheRead: countOf(native.cacheReadInputTokens),
    cacheWritten: countOf(native.cacheWriteInputTokens),
    cacheWrittenForAnHour: sumOfHour(native.cacheDetails),
    output: countOf(native.outputTokens),
  });
}

function sumOfHour(details: unknown): number {
  let sum = 0;
  for (const detail of Array.isArray(details) ? details : []) {
    if (isJsonObject(detail) && detail.ttl === "1h") sum += countOf(detail.inputTokens);
  }
  return sum;
}

/** The tier that served the request; `undefined` where OpenAI has no name for it. */
export function toServedTier(tier: unknown): string | undefined {
  const type = isJsonObject(tier) ? tier.type : undefined;
  return type === "default" || type === "flex" || type === "priority" ? type : undefined;
}
