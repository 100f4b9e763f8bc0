import type { ChatRequest, JsonObject } from "@hub/protocol";
import type { DroppedParams } from "./dropped-params.ts";
import { isHarmless } from "./harmless.ts";

/** Fields that every translation into a format other than OpenAI's reads or refuses, or that mean nothing to it. */
export const TRANSLATED_FIELDS: readonly string[] = [
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
  "modalities",
  "audio",
  "service_tier",
  "web_search_options",
];

const NONE: ReadonlySet<string> = new Set();

/**
 * The fields of a request that go through as they are, under the names that `toWireName` gives them. Those without a
 * name are dropped, and reported unless nothing is lost with them; `translated` ones are left to others.
 */
export function passThrough(
  request: ChatRequest,
  toWireName: (field: string) => string | undefined,
  dropped: DroppedParams,
  translated: ReadonlySet<string> = NONE,
): JsonObject {
  const fields: JsonObject = {};
  for (const field of Object.keys(request)) {
    const value = request[field];
    if (value === null || value === undefined || translated.has(field)) continue;
    const name = toWireName(field);
    if (name !== undefined) fields[name] = value;
    else if (!isHarmless(field, value)) dropped.add(field);
  }
  return fields;
}
