import { type ChatRequest, type JsonObject, maxOutputTokens } from "@hub/protocol";
import type { DroppedParams } from "@hub/provider";
import type { ModelRules } from "./model-rules.ts";
import type { ReasoningPlan } from "./reasoning.ts";
import type { InferenceConfig } from "./wire-types.ts";

/** Lowest `top_p` that goes with Claude's thinking ("Thinking: feature compatibility", platform.claude.com, 2026-11). */
const MIN_THINKING_TOP_P = 0.95;

/**
 * Limits and sampling, as far as the model accepts them. 1 is the default of `temperature` and `top_p` with OpenAI, so
 * that leaving it out is not reported.
 */
export function toInferenceConfig(
  request: ChatRequest,
  rules: ModelRules,
  reasoning: ReasoningPlan,
  dropped: DroppedParams,
): InferenceConfig {
  const config: InferenceConfig = {};
  const maxTokens = maxOutputTokens(request);
  if (maxTokens !== undefined) config.maxTokens = maxTokens;

  const { temperature, top_p: topP } = request;
  const drop = (name: string, value: number) => {
    if (value !== 1) dropped.add(name);
  };
  const none = rules.sampling === "none" || reasoning.unlimited;
  if (typeof temperature === "number") {
    if (none || reasoning.thinks) drop("temperature", temperature);
    else if (temperature > 1) {
      // Bedrock's scale ends at 1.
      config.temperature = 1;
      dropped.add("temperature");
    } else config.temperature = temperature;
  }
  if (typeof topP === "number") {
    const oneTooMany = rules.sampling === "one" && config.temperature !== undefined && config.temperature !== 1;
    if (none || oneTooMany || (reasoning.thinks && topP < MIN_THINKING_TOP_P)) drop("top_p", topP);
    else {
      config.topP = topP;
      if (rules.sampling === "one") delete config.temperature;
    }
  }
  const stopSequences = toStopSequences(request, dropped);
  if (stopSequences.length > 0) config.stopSequences = stopSequences;
  return config;
}

/** `top_k`, which is no field of Converse, among the model's own. */
export function toTopK(
  { top_k: topK }: ChatRequest,
  rules: ModelRules,
  reasoning: ReasoningPlan,
  dropped: DroppedParams,
): JsonObject {
  if (typeof topK !== "number") return {};
  if (rules.topK === undefined || rules.sampling === "none" || reasoning.thinks || reasoning.unlimited) {
    dropped.add("top_k");
    return {};
  }
  return rules.topK === "top_k" ? { top_k: topK } : { inferenceConfig: { topK } };
}

/** Empty ones are refused by Converse, and white space alone by Claude. */
function toStopSequences({ stop }: ChatRequest, dropped: DroppedParams): string[] {
  const all = typeof stop === "string" ? [stop] : (stop ?? []);
  const valid = all.filter((sequence) => sequence.trim() !== "");
  if (valid.length < all.length) dropped.add("stop");
  return valid;
}
