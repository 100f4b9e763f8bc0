import type { JsonObject } from "@hub/protocol";
import type { DroppedParams } from "../translation/dropped-params.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

/** OpenAI's levels (openai-openapi, 2026-08-21). */
const LEVELS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/**
 * Gives the model the nearest level that it has, or none where it has no levels, and says so. Models that are not
 * listed get what the caller asked for, and so do levels that are not known.
 */
export function adjustReasoningEffort(body: JsonObject, spec: OpenAICompatibleSpec, dropped: DroppedParams): void {
  const asked = body.reasoning_effort;
  if (typeof asked !== "string") return;
  const levels = spec.reasoningEfforts?.find(([models]) => models.test(String(body.model)))?.[1];
  if (!levels || levels.includes(asked)) return;
  if (asked === "default") {
    delete body.reasoning_effort;
    return;
  }
  if (!LEVELS.includes(asked)) return;
  const level = nearest(asked, levels);
  if (level === undefined) delete body.reasoning_effort;
  else body.reasoning_effort = level;
  // A model without levels that is asked not to reason was not asked for anything.
  if (level !== undefined || asked !== "none") dropped.add("reasoning_effort");
}

/** The lowest level at or above the one that was asked for, else the highest. Not reasoning at all is for those who ask. */
function nearest(asked: string, levels: readonly string[]): string | undefined {
  const reasoning = levels.filter((level) => level !== "none");
  const rank = LEVELS.indexOf(asked);
  return reasoning.find((level) => LEVELS.indexOf(level) >= rank) ?? reasoning.at(-1);
}
