import { createOpenAICompatible, type OpenAICompatibleSpec, type Provider, type ProviderOptions } from "@hub/provider";
import { adjustChunk } from "./adjustments.ts";
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
  // The docs answer these with a 400; "not yet supported by any of our models" in the SDK's types.
  drop: ["logit_bias", "logprobs", "top_logprobs", "frequency_penalty", "presence_penalty"],
  // "n must be 1" (console.groq.com/docs/openai).
  oneAnswer: true,
  // Groq checks history messages against its schema: "property 'annotations' is unsupported".
  dropMessageFields: ["annotations", "audio", "refusal", "parsed", "name"],
  // Other levels are answered with a 400 (groq-sdk 1.6.0 types, console.groq.com/docs/reasoning).
  reasoningEfforts: [
    [/gpt-oss/, ["low", "medium", "high"]],
    [/qwen3\.8/, ["none", "default", "low", "medium", "high"]],
    [/qwen3/, ["none", "default"]],
    [/^(llama|meta-llama\/|moonshotai\/|gemma|groq\/|compound)/, []],
  ],
  reasoningField: "reasoning",
  // auto, on_demand, flex and performance (groq-sdk 1.6.0 types).
  serviceTiers: { auto: "auto", default: "on_demand", flex: "flex" },
  adjustChunk,
};

/** Groq as a provider. The key comes from `apiKey` or `GROQ_API_KEY`. */
export function createGroq(options: ProviderOptions = {}): Provider {
  return createOpenAICompatible(groqSpec, options);
}
