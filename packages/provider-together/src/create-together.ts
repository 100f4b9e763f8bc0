import { createOpenAICompatible, type OpenAICompatibleSpec, type Provider, type ProviderOptions } from "@hub/provider";
import { adjustChunk, adjustCompletion, adjustRequest, error } from "./adjustments.ts";
import { models } from "./models.ts";

/** How Together differs from OpenAI (its OpenAPI document of 2026-04, together 3.1.1 types, recorded traffic). */
export const togetherSpec: OpenAICompatibleSpec = {
  id: "together",
  name: "Together",
  baseUrl: "https://api.together.xyz/v1",
  apiKeyVariable: "TOGETHER_API_KEY",
  models,
  // "input_audio", in WAV, is among the parts of a user's message.
  knows: ["input_audio"],
  // Not in the document's request, and neither is how closely to look at an image, or to follow a tool's schema.
  drop: ["user", "service_tier", "parallel_tool_calls"],
  imageDetail: false,
  strictTools: false,
  rename: { max_completion_tokens: "max_tokens" },
  // The document's roles are system, user, assistant, tool and function; only a user's content is in parts.
  developerRole: false,
  partsOfUsersOnly: true,
  dropMessageFields: ["annotations", "audio", "refusal", "parsed"],
  // docs.together.ai, Reasoning: gpt-oss has levels, the others reason or do not.
  reasoningEfforts: [
    [/gpt-oss/, ["low", "medium", "high"]],
    [/./, ["none", "low", "medium", "high"]],
  ],
  reasoningField: "reasoning",
  adjustRequest,
  adjustCompletion,
  adjustChunk,
  error,
};

/** Together as a provider. The key comes from `apiKey` or `TOGETHER_API_KEY`. */
export function createTogether(options: ProviderOptions = {}): Provider {
  return createOpenAICompatible(togetherSpec, options);
}
