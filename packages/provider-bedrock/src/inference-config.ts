import { type ChatRequest, type JsonObject, maxOutputTokens } from "@hub/protocol";
import { boundedSampling, type DroppedParams, reportUnusable, stopSequences } from "@hub/provider";
import type { ModelRules } from "./model-rules.ts";
import type { ReasoningPlan } from "./reasoning.ts";
import type { InferenceConfig } from "./wire-types.ts";

/** Limits and sampling, as far as the model accepts them. */
export function toInferenceConfig(
  request: ChatRequest,
  rules: ModelRules,
  reasoning: ReasoningPlan,
  dropped: DroppedParams,
): InferenceConfig {
  const maxTokens = maxOutputTokens(request);
  const allowed = reasoning.unlimited ? "none" : rules.sampling;
  const sampling = boundedSampling(request, { allowed, thinks: reasoning.thinks }, dropped);
  // Empty ones are refused by Converse, and white space alone by Claude.
  const sequences = stopSequences(request, (sequence) => sequence.trim() !== "", dropped);
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...sampling,
    ...(sequences.length > 0 && { stopSequences: sequences }),
  };
}

/** `top_k`, which is no field of Converse, among the model's own. */
export function toTopK(
  { top_k: topK }: ChatRequest,
  rules: ModelRules,
  reasoning: ReasoningPlan,
  dropped: DroppedParams,
): JsonObject {
  if (typeof topK !== "number") {
    reportUnusable("top_k", topK, dropped);
    return {};
  }
  if (rules.topK === undefined || rules.sampling === "none" || reasoning.thinks || reasoning.unlimited) {
    dropped.add("top_k");
    return {};
  }
  return rules.topK === "top_k" ? { top_k: topK } : { inferenceConfig: { topK } };
}
