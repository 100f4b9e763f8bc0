import { FinishReason } from "@hub/protocol";

/** Words beside OpenAI's own: `eos` in Together's OpenAPI document (2026-04), `model_length` in Mistral's (2026-08). */
const OTHER_WORDS: ReadonlyMap<unknown, FinishReason> = new Map([
  ["eos", "stop"],
  ["model_length", "length"],
]);
const OPENAI_WORDS: ReadonlySet<unknown> = new Set(FinishReason.options);

/** A vendor's finish reason in OpenAI's words. Unknown ones mean that the answer is over: `stop`. */
export function toFinishReason(said: unknown, hasToolCalls: boolean): FinishReason {
  if (OPENAI_WORDS.has(said)) return said as FinishReason;
  return OTHER_WORDS.get(said) ?? (hasToolCalls ? "tool_calls" : "stop");
}
