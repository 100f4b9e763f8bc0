import { type ChatRequest, isJsonObject, type JsonObject } from "@hub/protocol";
import { type DroppedParams, nearestLevel, type ReasoningLevel, reportUnusable } from "@hub/provider";
import type { ModelRules, Thinking } from "./model-rules.ts";
import type { ThinkingLevel } from "./wire-types.ts";

/** Thinking tokens per level, as Google's own endpoint for OpenAI's clients has it (ai.google.dev, 2026-11). */
const BUDGETS: Record<ReasoningLevel, number> = {
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
};
const LEVELS: readonly ThinkingLevel[] = ["MINIMAL", "LOW", "MEDIUM", "HIGH", "XHIGH"];
const WANTED: Record<ReasoningLevel, ThinkingLevel> = {
  minimal: "MINIMAL",
  low: "LOW",
  medium: "MEDIUM",
  high: "HIGH",
  xhigh: "XHIGH",
  max: "XHIGH",
};

/**
 * `thinkingConfig`: the caller's own, or what `reasoning_effort` means for the model. Asked for, thoughts are shown:
 * they become `reasoning_content`. What cannot be followed to the letter is reported.
 */
export function toThinkingConfig(
  request: ChatRequest,
  { thinking }: ModelRules,
  dropped: DroppedParams,
): JsonObject | undefined {
  const { thinkingConfig, thinking_config } = request;
  const own = [thinkingConfig, thinking_config].find(isJsonObject);
  if (own !== thinkingConfig) reportUnusable("thinkingConfig", thinkingConfig, dropped);
  if (own !== thinking_config) reportUnusable("thinking_config", thinking_config, dropped);
  if (own) return own;
  const effort = request.reasoning_effort;
  if (!effort || effort === "default") return undefined;
  if (effort === "none") return toOff(thinking, dropped);
  switch (thinking.kind) {
    case "none":
      dropped.add("reasoning_effort");
      return undefined;
    case "budget": {
      const budget = Math.min(Math.max(BUDGETS[effort], thinking.min), thinking.max);
      if (budget !== BUDGETS[effort]) dropped.add("reasoning_effort");
      return { thinkingBudget: budget, includeThoughts: true };
    }
    case "levels": {
      const level = nearestLevel(WANTED[effort], thinking.levels, LEVELS);
      if (level !== WANTED[effort]) dropped.add("reasoning_effort");
      return { thinkingLevel: level, includeThoughts: true };
    }
  }
}

/** Off where the model can, else as little as it can. */
function toOff(thinking: Thinking, dropped: DroppedParams): JsonObject | undefined {
  if (thinking.kind === "none") return undefined;
  if (thinking.kind === "budget" && thinking.off) return { thinkingBudget: 0 };
  dropped.add("reasoning_effort");
  return thinking.kind === "budget" ? { thinkingBudget: thinking.min } : { thinkingLevel: thinking.levels[0] };
}
