import { type ChatRequest, isJsonObject, type JsonObject, maxOutputTokens, type ReasoningEffort } from "@hub/protocol";
import type { ModelRules } from "./model-rules.ts";
import type { Effort } from "./wire-types.ts";

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

type Level = Exclude<ReasoningEffort, "none" | "default">;

/** Thinking tokens per level, for models with budgets: the grid that LiteLLM's users know, 2026-08. */
const BUDGETS: Record<Level, number> = {
  minimal: 1024,
  low: 1024,
  medium: 2048,
  high: 4096,
  xhigh: 8192,
  max: 16_384,
};
const MIN_BUDGET = 1024;
const LEVELS: readonly Effort[] = ["low", "medium", "high", "xhigh", "max"];

/**
 * What the request's `reasoning_effort`, or Anthropic's own `thinking` in its place, means for the model. It depends
 * on the request alone, so that the reading of the answer comes to the same plan.
 */
export function planThinking(request: ChatRequest, rules: ModelRules): ThinkingPlan {
  const { reasoning_effort: asked } = request;
  const own = request.thinking;
  if (isJsonObject(own) && typeof own.type === "string") return planOwn(own, asked, rules);
  const byDefault: ThinkingPlan = { on: rules.thinksByDefault, budgeted: false, dropped: [] };
  if (!asked || asked === "default") return byDefault;
  if (asked === "none") return planOff(rules);
  switch (rules.thinking) {
    case "none":
      return { ...byDefault, dropped: ["reasoning_effort"] };
    case "budget":
      return planBudget(BUDGETS[asked], maxOutputTokens(request) ?? rules.maxOutputTokens);
    case "adaptive":
      return {
        ...planEffort(asked, rules),
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
  return { ...plan, ...planEffort(asked, rules) };
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

/**
 * Anthropic wants 1,024 ≤ budget < `max_tokens`, which covers thinking and answer, as OpenAI's limit does. The caller's
 * limit stays: the budget gets at most half of it, and a limit too small for any budget leaves thinking out.
 */
function planBudget(wanted: number, maxTokens: number): ThinkingPlan {
  if (maxTokens <= MIN_BUDGET) return { on: false, budgeted: false, dropped: ["reasoning_effort"] };
  const budget = Math.max(MIN_BUDGET, Math.min(wanted, Math.floor(maxTokens / 2)));
  return { on: true, budgeted: true, thinking: { type: "enabled", budget_tokens: budget }, dropped: [] };
}

/** The nearest level that the model has; of two equally near the lower, which costs less. */
function planEffort(asked: Level, rules: ModelRules): { effort: Effort; dropped: string[] } {
  const wanted: Effort = asked === "minimal" ? "low" : asked;
  const distance = (level: Effort) => Math.abs(LEVELS.indexOf(level) - LEVELS.indexOf(wanted));
  const effort = rules.efforts.reduce((best, level) => (distance(level) < distance(best) ? level : best), "low");
  return { effort, dropped: effort === wanted ? [] : ["reasoning_effort"] };
}
