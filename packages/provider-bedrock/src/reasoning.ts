import {
  type ChatRequest,
  isJsonObject,
  type JsonObject,
  maxOutputTokens,
  type ReasoningEffort,
  type ThinkingBlock,
} from "@hub/protocol";
import type { Effort, ModelRules, ReasoningRules } from "./model-rules.ts";

/** How much the model will reason. */
export interface ReasoningPlan {
  /** Whether a Claude model thinks, which rules out most sampling fields. */
  thinks: boolean;
  /** Whether by a token budget, the older form, which goes with no forced tool choice. */
  budgeted: boolean;
  /** Whether at the level at which Nova takes neither limit nor sampling. */
  unlimited: boolean;
  /** The model's own fields. */
  fields: JsonObject;
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
const NOTHING: ReasoningPlan = { thinks: false, budgeted: false, unlimited: false, fields: {}, dropped: [] };

/**
 * What the request's `reasoning_effort`, or Claude's own `thinking` in its place, means for the model. It depends on
 * the request alone, so that the reading of the answer comes to the same plan.
 */
export function planReasoning(request: ChatRequest, { reasoning }: ModelRules): ReasoningPlan {
  const { reasoning_effort: asked, thinking: own } = request;
  const byDefault = reasoning.kind === "adaptive" && reasoning.byDefault ? { ...NOTHING, thinks: true } : NOTHING;
  if (isJsonObject(own) && typeof own.type === "string") return planOwn(own, asked, reasoning);
  if (!asked || asked === "default") return byDefault;
  switch (reasoning.kind) {
    case "none":
      // Without reasoning, none is what happens anyway.
      return asked === "none" ? NOTHING : { ...NOTHING, dropped: ["reasoning_effort"] };
    case "budget":
      if (asked === "none") return NOTHING;
      if (hasForgottenThinking(request)) return { ...NOTHING, dropped: ["reasoning_effort"] };
      return planBudget(BUDGETS[asked], maxOutputTokens(request));
    case "adaptive":
      return asked === "none" ? planOff(reasoning) : planAdaptive(asked, reasoning);
    case "nova":
      return asked === "none" ? NOTHING : planNova(asked, maxOutputTokens(request));
    case "level": {
      if (asked === "none") return { ...NOTHING, dropped: ["reasoning_effort"] };
      const { effort, dropped } = nearest(asked, reasoning.levels);
      return { ...NOTHING, fields: { [reasoning.field]: effort }, dropped };
    }
  }
}

function planOwn(
  thinking: JsonObject,
  asked: ReasoningEffort | null | undefined,
  rules: ReasoningRules,
): ReasoningPlan {
  if (rules.kind !== "budget" && rules.kind !== "adaptive") return { ...NOTHING, dropped: ["thinking"] };
  const plan = {
    ...NOTHING,
    thinks: thinking.type !== "disabled",
    budgeted: thinking.type === "enabled",
    fields: { thinking },
  };
  if (!plan.thinks || !asked || asked === "none" || asked === "default" || rules.kind === "budget") return plan;
  const { effort, dropped } = nearest(asked, rules.efforts);
  return { ...plan, fields: { thinking, output_config: { effort } }, dropped };
}

/**
 * Claude wants 1,024 ≤ budget < limit, which covers thinking and answer, as OpenAI's limit does. The caller's limit
 * stays: the budget gets at most half of it, and a limit too small for any budget leaves thinking out.
 */
function planBudget(wanted: number, limit: number | undefined): ReasoningPlan {
  if (limit !== undefined && limit <= MIN_BUDGET) return { ...NOTHING, dropped: ["reasoning_effort"] };
  const budget = limit === undefined ? wanted : Math.max(MIN_BUDGET, Math.min(wanted, Math.floor(limit / 2)));
  const fields = { thinking: { type: "enabled", budget_tokens: budget } };
  return { ...NOTHING, thinks: true, budgeted: true, fields };
}

/**
 * Whether tools are being answered to a model whose thinking did not come back, as with clients that know nothing of it.
 * "When `thinking` is enabled, a final `assistant` message must start with a thinking block […]. To avoid this
 * requirement, disable `thinking`."
 */
function hasForgottenThinking({ messages }: ChatRequest): boolean {
  const last = messages.findLast(({ role }) => role !== "tool" && role !== "function");
  if (last?.role !== "assistant") return false;
  const calls = (last.tool_calls?.length ?? 0) > 0 || Boolean(last.function_call);
  return calls && !last.thinking_blocks?.some(isSigned);
}

function isSigned(block: ThinkingBlock): boolean {
  return (block.type === "thinking" ? block.signature : block.data).trim() !== "";
}

type AdaptiveRules = ReasoningRules & { kind: "adaptive" };

function planAdaptive(asked: Level, { efforts, hidden }: AdaptiveRules): ReasoningPlan {
  const { effort, dropped } = nearest(asked, efforts);
  // From Opus 4.7 on the text of the reasoning is left out unless asked for.
  const thinking = { type: "adaptive", ...(hidden && { display: "summarized" }) };
  return { ...NOTHING, thinks: true, fields: { thinking, output_config: { effort } }, dropped };
}

function planOff({ off }: AdaptiveRules): ReasoningPlan {
  switch (off) {
    case "omit":
      return NOTHING;
    case "never":
      return { ...NOTHING, thinks: true, fields: { output_config: { effort: "low" } }, dropped: ["reasoning_effort"] };
    default:
      return { ...NOTHING, fields: { thinking: { type: off } } };
  }
}

/**
 * At `high`, Nova refuses `maxTokens`, `temperature` and `topP` (Nova 2 user guide, "Extended thinking";
 * UKGovernmentBEIS/inspect_ai#3767). The caller's limit counts for more than the level.
 */
function planNova(asked: Level, limit: number | undefined): ReasoningPlan {
  const levels: readonly Effort[] = limit === undefined ? ["low", "medium", "high"] : ["low", "medium"];
  const { effort, dropped } = nearest(asked, levels);
  const reasoningConfig = { type: "enabled", maxReasoningEffort: effort };
  return { ...NOTHING, unlimited: effort === "high", fields: { reasoningConfig }, dropped };
}

/** The nearest level that the model has; of two equally near the lower, which costs less. */
function nearest(asked: Level, levels: readonly Effort[]): { effort: Effort; dropped: string[] } {
  const wanted: Effort = asked === "minimal" ? "low" : asked;
  const distance = (level: Effort) => Math.abs(LEVELS.indexOf(level) - LEVELS.indexOf(wanted));
  const effort = levels.reduce((best, level) => (distance(level) < distance(best) ? level : best));
  return { effort, dropped: effort === wanted ? [] : ["reasoning_effort"] };
}
