import type { ReasoningEffort, ThinkingBlock } from "@hub/protocol";

/** The levels of `reasoning_effort` at which a model reasons. */
export type ReasoningLevel = Exclude<ReasoningEffort, "none" | "default">;

/** The levels of models that know nothing below `low`. */
export type Effort = Exclude<ReasoningLevel, "minimal">;

/** Reasoning tokens per level, for models with budgets: the grid that LiteLLM's users know, 2026-08. */
const BUDGETS: Record<ReasoningLevel, number> = {
  minimal: 1024,
  low: 1024,
  medium: 2048,
  high: 4096,
  xhigh: 8192,
  max: 16_384,
};
const MIN_BUDGET = 1024;
const EFFORTS: readonly Effort[] = ["low", "medium", "high", "xhigh", "max"];

/**
 * The budget of a level, in tokens, for models that want 1,024 ≤ budget < limit, where the limit covers reasoning and
 * answer, as OpenAI's does. The caller's limit stays: the budget gets at most half of it, and `undefined` stands for a
 * limit too small for any budget.
 */
export function reasoningBudget(level: ReasoningLevel, limit: number | undefined): number | undefined {
  if (limit === undefined) return BUDGETS[level];
  if (limit <= MIN_BUDGET) return undefined;
  return Math.max(MIN_BUDGET, Math.min(BUDGETS[level], Math.floor(limit / 2)));
}

/** The nearest level of those that a model has, on a rising scale; of two equally near the lower, which costs less. */
export function nearestLevel<Level extends string>(
  wanted: Level,
  levels: readonly Level[],
  scale: readonly Level[],
): Level {
  const distance = (level: Level) => Math.abs(scale.indexOf(level) - scale.indexOf(wanted));
  return levels.reduce((best, level) => (distance(level) < distance(best) ? level : best));
}

/** The nearest level that the model has, and the request fields that this does not follow to the letter. */
export function nearestEffort(
  asked: ReasoningLevel,
  efforts: readonly Effort[],
): { effort: Effort; dropped: string[] } {
  const wanted: Effort = asked === "minimal" ? "low" : asked;
  const effort = nearestLevel(wanted, efforts, EFFORTS);
  return { effort, dropped: effort === wanted ? [] : ["reasoning_effort"] };
}

/**
 * Whether a block of an earlier answer can be sent to a vendor: it takes no reasoning that it has not signed. A block
 * that does not name its vendor gets the benefit of the doubt.
 */
export function isSignedBy(vendor: string, block: ThinkingBlock): boolean {
  const proof = block.type === "thinking" ? block.signature : block.data;
  return proof.trim() !== "" && (block.vendor === undefined || block.vendor === vendor);
}
