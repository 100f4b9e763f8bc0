import type { Usage } from "@hub/protocol";
import type { Offer, Price } from "./types.ts";

/** An offer with this price. */
export function offerAt(price: Price | undefined): Offer {
  return {
    provider: "acme",
    id: "acme-1",
    aliases: [],
    price,
    contextTokens: 1000,
    maxOutputTokens: 100,
    input: ["text"],
    output: ["text"],
    tools: false,
    structuredOutput: false,
    reasoning: false,
    sources: ["test"],
    date: "2026-11-22",
  };
}

/** Usage of so many tokens. */
export function usageOf(
  prompt: number,
  completion: number,
  ofPrompt: Record<string, number> = {},
  ofCompletion: Record<string, number> = {},
): Usage {
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: ofPrompt,
    completion_tokens_details: ofCompletion,
  };
}
