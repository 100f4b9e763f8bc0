import { type ChatRequest, isJsonObject, type JsonObject, maxOutputTokens, type ReasoningEffort } from "@hub/protocol";
import { type Effort, isEmpty, nearestEffort, type ReasoningLevel, reasoningBudget } from "@hub/provider";
import type { ModelRules } from "./model-rules.ts";

/** How much the model will think. */
export interface ThinkingPlan {
  /** Whether the model thinks. */
  on: boolean;
  /** Whether by a token budget, the older form, which goes with no forced tool choice. */
  budgeted: boolean;
  /** The `thinking` field; absent where the model's default is what was asked for. */
  thinking?: JsonObject;
  /** For `output_config.effort`. */
  effort?: Effort;
  /** Request fields that could not be followed to the letter. */
  dropped: string[];
}

/**
 * What the request's `reasoning_effort`, or Anthropic's own `thinking` in its place, means for the model. It depends
 * on the request alone, so that the reading of the answer comes to the same plan.
 */
export function planThinking(request: ChatRequest, rules: ModelRules): ThinkingPlan {
  const { reasoning_effort: asked, thinking: own } = request;
  if (isJsonObject(own) && typeof own.type === "string") return planOwn(own, asked, rules);
  if (isEmpty(own)) return planAsked(request, rules);
  const plan = planAsked(request, rules);
  return { ...plan, dropped: [...plan.dropped, "thinking"] };
}

function planAsked(request: ChatRequest, rules: ModelRules): ThinkingPlan {
  const { reasoning_effort: asked } = request;
  const byDefault: ThinkingPlan = { on: rules.thinksByDefault, budgeted: false, dropped: [] };
  if (!asked || asked === "default") return byDefault;
  if (asked === "none") return planOff(rules);
  switch (rules.thinking) {
    case "none":
      return { ...byDefault, dropped: ["reasoning_effort"] };
    case "budget":
      return planBudget(asked, maxOutputTokens(request) ?? rules.maxOutputTokens);
    case "adaptive":
      return {
        ...nearestEffort(asked, rules.efforts),
        on: true,
        budgeted: false,
        // From Opus 4.7 on the text of the reasoning is left out unless asked for.
        thinking: { type: "adaptive", ...(rules.hidesThinking && { display: "summarized" }) },
      };
  }
}

function planOwn(thinking: JsonObject, asked: ReasoningEffort | null | undefined, rules: ModelRules): ThinkingPlan {
  if (rules.thinking === "none") return { on: false, budgeted: false, dropped: ["thinking"] };
  const plan = { on: thinking.type !== "disabled", budgeted: thinking.type === "enabled", thinking, dropped: [] };
  if (!plan.on || !asked || asked === "none" || asked === "default" || rules.efforts.length === 0) return plan;
  return { ...plan, ...nearestEffort(asked, rules.efforts) };
}

function planOff(rules: ModelRules): ThinkingPlan {
  const off: ThinkingPlan = { on: false, budgeted: false, dropped: [] };
  switch (rules.thinkingOff) {
    case "omit":
      return off;
    case "never":
      return { on: true, budgeted: false, effort: "low", dropped: ["reasoning_effort"] };
    default:
      return { ...off, thinking: { type: rules.thinkingOff } };
  }
}

function planBudget(level: ReasoningLevel, limit: number): ThinkingPlan {
  const budget = reasoningBudget(level, limit);
  if (budget === undefined) return { on: false, budgeted: false, dropped: ["reasoning_effort"] };
  return { on: true, budgeted: true, thinking: { type: "enabled", budget_tokens: budget }, dropped: [] };
}
