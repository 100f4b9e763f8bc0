import type { ChatRequest } from "@hub/protocol";
import type { DroppedParams } from "@hub/provider";
import type { ModelRules } from "./model-rules.ts";
import type { MessagesBody } from "./wire-types.ts";

type Sampling = Pick<MessagesBody, "temperature" | "top_p" | "top_k">;

/** Lowest `top_p` that goes with thinking ("Thinking: feature compatibility", platform.claude.com, 2026-11). */
const MIN_THINKING_TOP_P = 0.95;

/**
 * The sampling fields that the model accepts. 1 is the default of `temperature` and `top_p` with OpenAI as with
 * Anthropic, so that leaving it out changes nothing and is not reported.
 */
export function toSampling(
  request: ChatRequest,
  rules: ModelRules,
  thinking: boolean,
  dropped: DroppedParams,
): Sampling {
  const sampling: Sampling = {};
  const { temperature, top_p: topP, top_k: topK } = request;
  const drop = (name: string, value: number) => {
    if (value !== 1) dropped.add(name);
  };

  if (typeof temperature === "number") {
    if (rules.sampling === "none" || thinking) drop("temperature", temperature);
    else if (temperature > 1) {
      // Anthropic's scale ends at 1.
      sampling.temperature = 1;
      dropped.add("temperature");
    } else sampling.temperature = temperature;
  }
  if (typeof topP === "number") {
    const oneTooMany = rules.sampling === "one" && sampling.temperature !== undefined && sampling.temperature !== 1;
    if (rules.sampling === "none" || oneTooMany || (thinking && topP < MIN_THINKING_TOP_P)) drop("top_p", topP);
    else {
      sampling.top_p = topP;
      if (rules.sampling === "one") delete sampling.temperature;
    }
  }
  if (typeof topK === "number") {
    if (rules.sampling === "none" || thinking) dropped.add("top_k");
    else sampling.top_k = topK;
  }
  return sampling;
}
