import { createOpenAICompatible, type OpenAICompatibleSpec, type Provider, type ProviderOptions } from "@hub/provider";
import { adjustChunk, adjustCompletion, adjustRequest } from "./adjustments.ts";
import { models } from "./models.ts";

/** How Groq differs from OpenAI (console.groq.com/docs/openai, groq-sdk 1.6.0 types, recorded traffic; 2026-11). */
export const groqSpec: OpenAICompatibleSpec = {
  id: "groq",
  name: "Groq",
  baseUrl: "https://api.groq.com/openai/v1",
  apiKeyVariable: "GROQ_API_KEY",
  models,
  // Groq makes its compound systems; the open-weight models it serves are other makers'.
  makes: (model) => /^(llama-3\.1-8b-instant|llama-3\.3-70b-versatile|compound(-.*)?)$/.test(model),
  // The docs answer these with a 400; "not yet supported by any model" in the SDK's types.
  drop: [
    "logit_bias",
    "logprobs",
    "top_logprobs",
    "frequency_penalty",
    "presence_penalty",
    "prediction",
    "modalities",
    "audio",
    "verbosity",
    "moderation",
    "web_search_options",
    "safety_identifier",
    "prompt_cache_key",
    "prompt_cache_retention",
    "prompt_cache_options",
  ],
  // Groq checks history messages against its schema: "property 'annotations' is unsupported".
  dropMessageFields: ["annotations", "audio", "refusal", "parsed", "name"],
  adjustRequest,
  adjustCompletion,
  adjustChunk,
};

/** Groq as a provider. The key comes from `apiKey` or `GROQ_API_KEY`. */
export function createGroq(options: ProviderOptions = {}): Provider {
  return createOpenAICompatible(groqSpec, options);
}
