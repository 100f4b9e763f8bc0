import { isJsonObject, type Usage } from "@hub/protocol";
import { isUsage } from "./shape.ts";

/** Where vendors put the tokens read from their cache: Together's answers (2025-02), Mistral's (2025 to 2026). */
const FLAT_CACHED_TOKENS = ["cached_tokens", "num_cached_tokens"];

/**
 * A vendor's usage, in place, as OpenAI counts: cached tokens among the details of the prompt, and reasoning among the
 * completion tokens, so that prompt and completion make up the total. `undefined` where it can only be counted wrongly.
 */
export function toUsage(said: unknown): Usage | undefined {
  if (!isJsonObject(said)) return undefined;
  const { prompt_tokens: prompt, completion_tokens: completion } = said;
  // DeepInfra's documented streams (2026-07) leave out the total.
  if (said.total_tokens === undefined && typeof prompt === "number" && typeof completion === "number") {
    said.total_tokens = prompt + completion;
  }
  if (!isUsage(said)) return undefined;
  includeReasoning(said);
  for (const field of FLAT_CACHED_TOKENS) if (said[field] !== undefined) includeCached(said, said[field]);
  return said;
}

/**
 * xAI counts reasoning beside the completion tokens, and in the total (122 of 122 recorded answers, 2025-06).
 * DeepInfra does so for Gemini and Gemma, and leaves it out of the total (@ai-sdk/deepinfra 2.0.84, 2026).
 */
function includeReasoning(usage: Usage): void {
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  const { prompt_tokens: prompt, completion_tokens: completion, total_tokens: total } = usage;
  if (reasoning === 0 || (reasoning <= completion && total !== prompt + completion + reasoning)) return;
  usage.completion_tokens = completion + reasoning;
  usage.total_tokens = prompt + usage.completion_tokens;
}

function includeCached(usage: Usage, cached: unknown): void {
  if (!Number.isSafeInteger(cached) || (cached as number) < 0) return;
  usage.prompt_tokens_details ??= {};
  usage.prompt_tokens_details.cached_tokens ??= cached as number;
}
