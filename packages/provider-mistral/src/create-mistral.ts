import { createOpenAICompatible, type OpenAICompatibleSpec, type Provider, type ProviderOptions } from "@hub/provider";
import { adjustChunk, adjustPart, adjustRequest, error } from "./adjustments.ts";
import { models } from "./models.ts";

/** How Mistral differs from OpenAI (its OpenAPI document of 2026-08, mistralai 3.7.0 types, recorded traffic). */
export const mistralSpec: OpenAICompatibleSpec = {
  id: "mistral",
  name: "Mistral",
  baseUrl: "https://api.mistral.ai/v1",
  apiKeyVariable: "MISTRAL_API_KEY",
  models,
  makes: (model) => /^(mistral|ministral|magistral|codestral|devstral|pixtral|voxtral|open-mi[sx]tral)-/.test(model),
  knows: ["file", "input_audio", "metadata", "prediction", "prompt_cache_key"],
  // "additionalProperties: false" throughout the document: any other field is a 422 (openai/openai-agents-python#442).
  // Not logprobs: "not enabled for this model" is all that any is recorded to have answered (code 3051).
  fields: new Set(
    `model messages temperature top_p max_tokens min_tokens stream stop random_seed metadata response_format tools
    tool_choice parallel_tool_calls presence_penalty frequency_penalty repetition_penalty top_k n prediction
    prompt_logprobs top_prompt_logprobs reasoning_effort prompt_mode guardrails prompt_cache_key service_tier
    safe_prompt`.split(/\s+/),
  ),
  messageFields: new Set(["role", "content", "tool_calls", "tool_call_id", "name", "prefix"]),
  dropMessageFields: ["name"],
  strictSchema: true,
  rename: { max_completion_tokens: "max_tokens", seed: "random_seed" },
  // Not in the document; usage comes in any case, with the last chunk (133 of 133 recorded streams).
  streamOptions: false,
  developerRole: false,
  // "Unexpected role 'system' after role 'assistant'" (mistral-common 1.13.1, validator).
  systemFirst: true,
  // "Tool call id was … but must be a-z, A-Z, 0-9, with a length of 9" (likewise).
  toolCallIds: { accepts: /^[a-zA-Z0-9]{9}$/, length: 9 },
  // The document's levels; the types of 2026-11 name more, of which no model is documented to take any.
  reasoningEfforts: [[/./, ["none", "high"]]],
  // auto and standard_only (types of 2026-11).
  serviceTiers: { auto: "auto", default: "standard_only" },
  adjustPart,
  adjustRequest,
  adjustChunk,
  error,
};

/** Mistral as a provider. The key comes from `apiKey` or `MISTRAL_API_KEY`. */
export function createMistral(options: ProviderOptions = {}): Provider {
  return createOpenAICompatible(mistralSpec, options);
}
