import { type ChatRequest, isJsonObject } from "@hub/protocol";
import type { DroppedParams } from "@hub/provider";
import type { Door } from "./door.ts";

/** Fields that the translation reads, or that change nothing for Google, such as `stream_options`. */
const TRANSLATED = new Set([
  "model",
  "messages",
  "stream",
  "stream_options",
  "max_tokens",
  "max_completion_tokens",
  "temperature",
  "top_p",
  "top_k",
  "topK",
  "n",
  "stop",
  "seed",
  "frequency_penalty",
  "presence_penalty",
  "logprobs",
  "top_logprobs",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "functions",
  "function_call",
  "response_format",
  "reasoning_effort",
  "thinkingConfig",
  "thinking_config",
  "modalities",
  "audio",
  "service_tier",
  "web_search_options",
  "extra_body",
]);

/** Fields of Google's own that go through as they are, under both of the spellings that Google reads. */
const PASSED_THROUGH: Readonly<Record<string, string>> = {
  safetySettings: "safetySettings",
  safety_settings: "safetySettings",
  cachedContent: "cachedContent",
  cached_content: "cachedContent",
  labels: "labels",
  modelArmorConfig: "modelArmorConfig",
};
const EVERYWHERE = new Set(["safetySettings", "cachedContent"]);

/** Values that ask for nothing beyond what happens anyway. */
const NO_OPS: Readonly<Record<string, (value: unknown) => boolean>> = {
  logit_bias: isEmpty,
  metadata: isEmpty,
  store: (value) => value === false,
  verbosity: (value) => value === "medium",
  prompt_cache_retention: (value) => value === "in_memory",
};

const THINKING = new Set(["thinkingConfig", "thinking_config"]);

/**
 * The request with the fields of `extra_body.google`, where clients of Google's own endpoint for OpenAI's format put
 * them, beside the others. Only those that are Google's own: the request's have been checked, these have not.
 */
export function withExtraBody(request: ChatRequest, dropped: DroppedParams): ChatRequest {
  const { extra_body: extra } = request;
  if (!isJsonObject(extra)) return request;
  const fields: Record<string, unknown> = {};
  for (const [vendor, own] of Object.entries(extra)) {
    if (vendor !== "google" || !isJsonObject(own)) {
      dropped.add(`extra_body.${vendor}`);
      continue;
    }
    for (const [name, value] of Object.entries(own)) {
      if (Object.hasOwn(PASSED_THROUGH, name) || THINKING.has(name)) fields[name] = value;
      else dropped.add(`extra_body.google.${name}`);
    }
  }
  return { ...fields, ...request };
}

/** Google's own fields of the request. Whatever is known to neither side is dropped. */
export function passThrough(request: ChatRequest, door: Door, dropped: DroppedParams): object {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request)) {
    if (value === null || value === undefined || TRANSLATED.has(name)) continue;
    const field = Object.hasOwn(PASSED_THROUGH, name) ? (PASSED_THROUGH[name] as string) : undefined;
    if (field !== undefined && (EVERYWHERE.has(field) || door.ownFields.includes(field))) fields[field] = value;
    else if (!(Object.hasOwn(NO_OPS, name) && NO_OPS[name]?.(value))) dropped.add(name);
  }
  return fields;
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
