import { createOpenAICompatible, type OpenAICompatibleSpec, type Provider, type ProviderOptions } from "@hub/provider";
import { adjustChunk, adjustCompletion, error } from "./adjustments.ts";
import { models } from "./models.ts";

/** How xAI differs from OpenAI (docs.x.ai reference and reasoning guide 2026-06, recorded traffic of 2025-06). */
export const xaiSpec: OpenAICompatibleSpec = {
  id: "xai",
  name: "xAI",
  baseUrl: "https://api.x.ai/v1",
  apiKeyVariable: "XAI_API_KEY",
  models,
  makes: (model) => /^grok-/.test(model),
  // Not web_search_options: its Live Search answers 410 since 2026 (vercel/ai#15713); search has moved to Responses.
  knows: ["prompt_cache_key"],
  // "(Unsupported)" in the reference: taken, and without effect.
  drop: ["logit_bias"],
  dropFor: [
    // "Not supported by grok-3 and reasoning models" (the first); a 400 for all from grok-4 on, even when it is 0
    // (lobehub/lobehub#13332, miaoxworld/NativeTavern#83).
    [/^(?!grok-2)/, ["presence_penalty", "frequency_penalty"]],
    // "stop … cannot be used with reasoning models."
    [/^(?!grok-2|grok-3(?!-mini)|.{0,64}non-reasoning)/, ["stop"]],
    // "Not supported by grok-4.20 and newer; silently ignored."
    [/^grok-(4\.[2-9]|[5-9])/, ["logprobs", "top_logprobs"]],
  ],
  // "`strict` mode on function call is currently not supported", 400 (livekit/agents#2253, pydantic/pydantic-ai#1846).
  strictTools: false,
  // A user's name is refused (BerriAI/litellm#9720); the rest is OpenAI's own.
  dropMessageFields: ["annotations", "audio", "refusal", "parsed", "name"],
  // "Model … does not support parameter reasoningEffort", 400 (BerriAI/litellm#16265). Newer models get what is asked.
  reasoningEfforts: [
    [/^grok-3-mini/, ["low", "high"]],
    [/^grok-4\.3/, ["none", "low", "medium", "high"]],
    [/^grok-4\.5/, ["low", "medium", "high"]],
    [/^grok-(4\.6|4\.20-multi-agent)/, ["low", "medium", "high", "xhigh"]],
    [/^grok-([23]|4(?!\.)|4\.1|4\.20|code)/, []],
  ],
  // default and priority (@ai-sdk/xai 3.0.138).
  serviceTiers: { default: "default", priority: "priority" },
  adjustCompletion,
  adjustChunk,
  error,
};

/** xAI as a provider. The key comes from `apiKey` or `XAI_API_KEY`. */
export function createXAI(options: ProviderOptions = {}): Provider {
  return createOpenAICompatible(xaiSpec, options);
}
