import { FinishReason } from "@hub/protocol";

/** What OpenAI-compatible vendors say beside OpenAI's own words (VENDORS: Together `eos`, Mistral `model_length`). */
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
