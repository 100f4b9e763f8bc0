import { type ChatRequest, isJsonObject, type JsonObject, maxOutputTokens, type ReasoningEffort } from "@hub/protocol";
import { type Effort, isEmpty, isSignedBy, nearestEffort, type ReasoningLevel, reasoningBudget } from "@hub/provider";
import type { ModelRules, ReasoningRules } from "./model-rules.ts";
import { VENDOR_ID } from "./vendor-id.ts";

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

const NOTHING: ReasoningPlan = { thinks: false, budgeted: false, unlimited: false, fields: {}, dropped: [] };

/**
 * What the request's `reasoning_effort`, or Claude's own `thinking` in its place, means for the model. It depends on
 * the request alone, so that the reading of the answer comes to the same plan.
 */
export function planReasoning(request: ChatRequest, { reasoning }: ModelRules): ReasoningPlan {
  const { reasoning_effort: asked, thinking: own } = request;
  if (isJsonObject(own) && typeof own.type === "string") return planOwn(own, asked, reasoning);
  const plan = planAsked(request, reasoning);
  return isEmpty(own) ? plan : { ...plan, dropped: [...plan.dropped, "thinking"] };
}

function planAsked(request: ChatRequest, reasoning: ReasoningRules): ReasoningPlan {
  const { reasoning_effort: asked } = request;
  const byDefault = reasoning.kind === "adaptive" && reasoning.byDefault ? { ...NOTHING, thinks: true } : NOTHING;
  if (!asked || asked === "default") return byDefault;
  switch (reasoning.kind) {
    case "none":
      // Without reasoning, none is what happens anyway.
      return asked === "none" ? NOTHING : { ...NOTHING, dropped: ["reasoning_effort"] };
    case "budget":
      if (asked === "none") return NOTHING;
      if (hasForgottenThinking(request)) return { ...NOTHING, dropped: ["reasoning_effort"] };
      return planBudget(asked, maxOutputTokens(request));
    case "adaptive":
      return asked === "none" ? planOff(reasoning) : planAdaptive(asked, reasoning);
    case "nova":
      return asked === "none" ? NOTHING : planNova(asked, maxOutputTokens(request));
    case "level": {
      if (asked === "none") return { ...NOTHING, dropped: ["reasoning_effort"] };
      const { effort, dropped } = nearestEffort(asked, reasoning.levels);
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
  const { effort, dropped } = nearestEffort(asked, rules.efforts);
  return { ...plan, fields: { thinking, output_config: { effort } }, dropped };
}

function planBudget(level: ReasoningLevel, limit: number | undefined): ReasoningPlan {
  const budget = reasoningBudget(level, limit);
  if (budget === undefined) return { ...NOTHING, dropped: ["reasoning_effort"] };
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
  return calls && !last.thinking_blocks?.some((block) => isSignedBy(VENDOR_ID, block));
}

type AdaptiveRules = ReasoningRules & { kind: "adaptive" };

function planAdaptive(asked: ReasoningLevel, { efforts, hidden }: AdaptiveRules): ReasoningPlan {
  const { effort, dropped } = nearestEffort(asked, efforts);
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
function planNova(asked: ReasoningLevel, limit: number | undefined): ReasoningPlan {
  const levels: readonly Effort[] = limit === undefined ? ["low", "medium", "high"] : ["low", "medium"];
  const { effort, dropped } = nearestEffort(asked, levels);
  const reasoningConfig = { type: "enabled", maxReasoningEffort: effort };
  return { ...NOTHING, unlimited: effort === "high", fields: { reasoningConfig }, dropped };
}
