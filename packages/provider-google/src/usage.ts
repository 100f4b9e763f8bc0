import { isJsonObject, type JsonObject, type Usage } from "@hub/protocol";
import { countOf } from "@hub/provider";

/**
 * `usageMetadata` in OpenAI's terms; `undefined` where it counts no tokens. What Google's own tools brought to the prompt
 * is part of the prompt, thoughts are part of the completion, and cached tokens are within the prompt's.
 */
export function toUsage(native: unknown): Usage | undefined {
  if (!isJsonObject(native) || !COUNTS.some((name) => name in native)) return undefined;
  const prompt = countOf(native.promptTokenCount) + countOf(native.toolUsePromptTokenCount);
  const thoughts = countOf(native.thoughtsTokenCount);
  const completion = countOf(native.candidatesTokenCount) + thoughts;
  const promptMedia = media(native.promptTokensDetails);
  const completionMedia = media(native.candidatesTokensDetails);
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: {
      cached_tokens: Math.min(countOf(native.cachedContentTokenCount), prompt),
      ...promptMedia,
    },
    completion_tokens_details: { reasoning_tokens: thoughts, ...completionMedia },
  };
}

const COUNTS = ["promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount"];

/** Tokens of kinds that have a price of their own. */
function media(details: unknown): { audio_tokens?: number; image_tokens?: number } {
  const tokens: Record<string, number> = {};
  for (const detail of Array.isArray(details) ? details : []) {
    if (isJsonObject(detail) && typeof detail.modality === "string")
      tokens[detail.modality] = countOf(detail.tokenCount);
  }
  const { AUDIO: audio, IMAGE: image } = tokens;
  return { ...(audio && { audio_tokens: audio }), ...(image && { image_tokens: image }) };
}

const TIERS: Readonly<Record<string, string>> = {
  standard: "default",
  flex: "flex",
  priority: "priority",
  ON_DEMAND: "default",
  ON_DEMAND_FLEX: "flex",
  ON_DEMAND_PRIORITY: "priority",
};

/** The tier that served the request; `undefined` where OpenAI has no name for it. */
export function toServedTier(native: unknown): string | undefined {
  const { serviceTier, trafficType }: JsonObject = isJsonObject(native) ? native : {};
  const tier = serviceTier ?? trafficType;
  return typeof tier === "string" && Object.hasOwn(TIERS, tier) ? TIERS[tier] : undefined;
}
