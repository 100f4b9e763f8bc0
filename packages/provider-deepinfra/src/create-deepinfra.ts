import { isJsonObject, type JsonObject } from "@hub/protocol";
import {
  createOpenAICompatible,
  type OpenAICompatibleSpec,
  type Provider,
  type ProviderOptions,
  unsupported,
} from "@hub/provider";
import { models } from "./models.ts";

/** How DeepInfra differs from OpenAI (docs.deepinfra.com, 2026-07; no traffic of it is recorded anywhere). */
export const deepInfraSpec: OpenAICompatibleSpec = {
  id: "deepinfra",
  name: "DeepInfra",
  baseUrl: "https://api.deepinfra.com/v1/openai",
  apiKeyVariable: "DEEPINFRA_API_KEY",
  models,
  // "An explicit key for cache lookup" (docs, Prompt Caching).
  knows: ["prompt_cache_key"],
  // The parameters of the docs have `max_tokens` alone (also BerriAI/litellm, llms/deepinfra).
  rename: { max_completion_tokens: "max_tokens" },
  // The docs' roles are system, user, assistant and tool.
  developerRole: false,
  // "ChatCompletionToolMessage: content: Input should be a valid string", 422 (huggingface/smolagents#1518).
  partsOfUsersOnly: true,
  // "The `detail` parameter (image fidelity) is not currently supported" (docs, Vision).
  imageDetail: false,
  dropMessageFields: ["annotations", "audio", "refusal", "parsed"],
  // docs, Reasoning: "none", "low", "medium", "high"; without effect on models that do not reason.
  reasoningEfforts: [[/./, ["none", "low", "medium", "high"]]],
  reasoningField: "reasoning",
  // docs, Service Tier: these, and unset for the standard one.
  serviceTiers: { priority: "priority", flex: "flex" },
  adjustRequest,
};

function adjustRequest(body: JsonObject): void {
  // docs, Tool Calling: "auto" and "none" alone. A model that may choose has not been told to call (BerriAI/litellm#4655).
  if (body.tool_choice === "required" || isJsonObject(body.tool_choice)) {
    throw unsupported("tool_choice", "DeepInfra leaves it to the model whether it calls a tool.");
  }
}

/** DeepInfra as a provider. The key comes from `apiKey` or `DEEPINFRA_API_KEY`. */
export function createDeepInfra(options: ProviderOptions = {}): Provider {
  return createOpenAICompatible(deepInfraSpec, options);
}
