import type { JsonObject } from "@hub/protocol";
import type { DroppedParams } from "@hub/provider";

/**
 * Which levels Groq's models take (groq-sdk 1.6.0 types and console.groq.com/docs/reasoning, 2026-11): others are
 * answered with a 400. Models that are not listed get what the caller asked for.
 */
const LEVELS: readonly (readonly [RegExp, Readonly<Record<string, string>>])[] = [
  [/gpt-oss/, { minimal: "low", low: "low", medium: "medium", high: "high", xhigh: "high", max: "high", none: "low" }],
  [
    /qwen3/,
    {
      none: "none",
      default: "default",
      minimal: "default",
      low: "default",
      medium: "default",
      high: "default",
      xhigh: "default",
      max: "default",
    },
  ],
  [/^(llama|meta-llama\/|moonshotai\/|gemma|groq\/|compound)/, {}],
];

/** Gives the model the nearest level that it has, or none where it has no levels, and says so. */
export function adjustReasoningEffort(body: JsonObject, dropped: DroppedParams): void {
  const asked = body.reasoning_effort;
  if (typeof asked !== "string") return;
  const levels = LEVELS.find(([model]) => model.test(String(body.model)))?.[1];
  if (!levels) return;
  const level = Object.hasOwn(levels, asked) ? levels[asked] : undefined;
  if (level === undefined) delete body.reasoning_effort;
  else body.reasoning_effort = level;
  // What is left out does not matter where it asked for what happens anyway.
  if (level !== asked && asked !== "default" && !(level === undefined && asked === "none"))
    dropped.add("reasoning_effort");
}
