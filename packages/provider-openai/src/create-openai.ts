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
  allowedTools: true,
  adjustRequest: adjustForReasoningModels,
};

/** OpenAI as a provider. The key comes from `apiKey` or `OPENAI_API_KEY`. */
export function createOpenAI(options: ProviderOptions = {}): Provider {
  return createOpenAICompatible(openAISpec, options);
}
