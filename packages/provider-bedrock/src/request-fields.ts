import type { ChatRequest } from "@hub/protocol";
import type { DroppedParams } from "@hub/provider";

/** Fields that the translation reads, or that change nothing for Bedrock, such as `stream_options`. */
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
  "n",
  "stop",
  "tools",
  "tool_choice",
  "parallel_tool_calls",
  "functions",
  "function_call",
  "response_format",
  "reasoning_effort",
  "thinking",
  "modalities",
  "audio",
  "user",
  "safety_identifier",
  "metadata",
  "service_tier",
  "web_search_options",
  "prompt_cache_options",
  "cache_control",
  "additionalModelRequestFields",
  "requestMetadata",
]);

/**
 * Fields of Converse's own that go through as they are. Others of its fields can be reached by none: they would change
 * the shape of the answer.
 */
const PASSED_THROUGH = ["guardrailConfig", "performanceConfig"];

/** Values that ask for nothing beyond what happens anyway. */
const NO_OPS: Readonly<Record<string, (value: unknown) => boolean>> = {
  frequency_penalty: (value) => value === 0,
  presence_penalty: (value) => value === 0,
  logprobs: (value) => value === false,
  top_logprobs: (value) => value === 0,
  logit_bias: isEmpty,
  store: (value) => value === false,
  verbosity: (value) => value === "medium",
  prompt_cache_retention: (value) => value === "in_memory",
};

/** Converse's own fields of the request. Whatever is known to neither side is dropped. */
export function passThrough(request: ChatRequest, dropped: DroppedParams): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(request)) {
    if (value === null || value === undefined || TRANSLATED.has(name)) continue;
    if (PASSED_THROUGH.includes(name)) fields[name] = value;
    else if (!(Object.hasOwn(NO_OPS, name) && NO_OPS[name]?.(value))) dropped.add(name);
  }
  return fields;
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
