import type { ChatRequest } from "@hub/protocol";
import type { DroppedParams } from "@hub/provider";

/** Fields that the translation reads, or that change nothing for Anthropic, such as `stream_options`. */
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
  "output_config",
  "modalities",
  "audio",
  "user",
  "safety_identifier",
  "service_tier",
  "web_search_options",
  "prompt_cache_options",
  "cache_control",
  "betas",
]);

/**
 * Fields of Anthropic's own that go through as they are (SDK 1.12.0, 2026-11-20), and the beta that each needs.
 * Others of its fields can be reached by none: they would change the shape of the answer.
 */
const PASSED_THROUGH: Readonly<Record<string, string | null>> = {
  container: null,
  inference_geo: null,
  context_management: "context-management-2025-06-27",
  mcp_servers: "mcp-client-2025-11-20",
  speed: "fast-mode-2026-02-01",
};

/** Values that ask for nothing beyond what happens anyway. */
const NO_OPS: Readonly<Record<string, (value: unknown) => boolean>> = {
  frequency_penalty: (value) => value === 0,
  presence_penalty: (value) => value === 0,
  logprobs: (value) => value === false,
  top_logprobs: (value) => value === 0,
  logit_bias: isEmpty,
  metadata: isEmpty,
  store: (value) => value === false,
  verbosity: (value) => value === "medium",
  prompt_cache_retention: (value) => value === "in_memory",
};

/** Anthropic's own fields of the request, and the betas that they need. Whatever is known to neither side is dropped. */
export function passThrough(request: ChatRequest, dropped: DroppedParams): { fields: object; betas: string[] } {
  const fields: Record<string, unknown> = {};
  const betas: string[] = [];
  for (const [name, value] of Object.entries(request)) {
    if (value === null || value === undefined || TRANSLATED.has(name)) continue;
    const beta = Object.hasOwn(PASSED_THROUGH, name) ? PASSED_THROUGH[name] : undefined;
    if (beta === undefined) {
      if (!(Object.hasOwn(NO_OPS, name) && NO_OPS[name]?.(value))) dropped.add(name);
      continue;
    }
    fields[name] = value;
    if (beta !== null) betas.push(beta);
  }
  return { fields, betas };
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
