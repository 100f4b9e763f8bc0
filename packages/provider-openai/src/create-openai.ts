import { createOpenAICompatible, type OpenAICompatibleSpec, type Provider, type ProviderOptions } from "@hub/provider";
import { models } from "./models.ts";
import { adjustForReasoningModels } from "./reasoning-models.ts";

/** What is particular about OpenAI among the vendors that speak its format: only what its models refuse. */
export const openAISpec: OpenAICompatibleSpec = {
  id: "openai",
  name: "OpenAI",
  baseUrl: "https://api.openai.com/v1",
  apiKeyVariable: "OPENAI_API_KEY",
  models,
  makes: (model) => /^(gpt-|chatgpt-|codex-|o\d|ft:)/.test(model),
  dialect: "full",
  dropFor: [
    // "Model incompatible request arguments supplied" (vercel/ai#5647).
    [/-search-/, ["temperature", "top_p", "presence_penalty", "frequency_penalty"]],
    // "Unsupported parameter: 'parallel_tool_calls' is not supported with this model" (langchain-ai/open-swe#628).
    [/^o\d/, ["parallel_tool_calls"]],
  ],
  // Which levels a model has is said in the OpenAPI document (reasoning_effort, 2026-08); other levels are a 400, and
  // so is any for a model that does not reason. From gpt-5.2 on, all are sent.
  reasoningEfforts: [
    [/^(gpt-3|gpt-4|chatgpt-|gpt-5.{0,64}-chat)/, []],
    [/^o\d/, ["low", "medium", "high"]],
    [/^gpt-5-pro/, ["high"]],
    [/^gpt-5(-|$)/, ["minimal", "low", "medium", "high"]],
    [/^gpt-5\.1/, ["none", "low", "medium", "high"]],
  ],
  adjustRequest: adjustForReasoningModels,
};

/** OpenAI as a provider. The key comes from `apiKey` or `OPENAI_API_KEY`. */
export function createOpenAI(options: ProviderOptions = {}): Provider {
  return createOpenAICompatible(openAISpec, options);
}
