import { describe, expect, it } from "vitest";
import { ChatChunk } from "./chat-chunk.ts";
import { ChatCompletion } from "./chat-completion.ts";
import type { JsonObject } from "./json.ts";

const logprob = { token: "a", logprob: -0.1, bytes: [97] };
const logprobs = { content: [{ ...logprob, top_logprobs: [logprob] }], refusal: null };
const usage = {
  prompt_tokens: 3,
  completion_tokens: 2,
  total_tokens: 5,
  prompt_tokens_details: { audio_tokens: 0, cached_tokens: 1, text_tokens: 3, image_tokens: 0, cache_write_tokens: 0 },
  completion_tokens_details: {
    accepted_prediction_tokens: 0,
    audio_tokens: 0,
    reasoning_tokens: 1,
    text_tokens: 1,
    rejected_prediction_tokens: 0,
  },
};
const moderation = {
  input: {
    type: "moderation_results",
    model: "omni-moderation",
    results: [
      {
        type: "moderation_result",
        model: "omni-moderation",
        flagged: false,
        categories: { violence: false },
        category_scores: { violence: 0.1 },
        category_applied_input_types: { violence: ["text"] },
      },
    ],
  },
  output: { type: "error", code: "unavailable", message: "Not now." },
};
const citation = { start_index: 0, end_index: 1, url: "https://example.com", title: "Example" };

/** Every field of OpenAI's answer and chunk (openai-openapi, 2026-08-21), each with a value of its type. */
const COMPLETION: JsonObject = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [
    {
      index: 0,
      finish_reason: "stop",
      logprobs,
      message: {
        role: "assistant",
        content: "a",
        refusal: null,
        tool_calls: [
          { id: "call_1", type: "function", function: { name: "f", arguments: "{}" } },
          { id: "call_2", type: "custom", custom: { name: "c", input: "x" } },
        ],
        function_call: { name: "f", arguments: "{}" },
        annotations: [{ type: "url_citation", url_citation: citation }],
        audio: { id: "audio_1", expires_at: 2, data: "AA==", transcript: "a" },
      },
    },
  ],
  usage,
  metadata: { a: "b" },
  service_tier: "default",
  system_fingerprint: "fp",
  moderation,
};
const CHUNK: JsonObject = {
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [
    {
      index: 0,
      finish_reason: null,
      logprobs,
      delta: {
        role: "assistant",
        content: "a",
        refusal: null,
        tool_calls: [{ index: 0, id: "call_1", type: "function", function: { name: "f", arguments: "" } }],
        function_call: { name: "f", arguments: "" },
      },
    },
  ],
  usage,
  service_tier: "default",
  system_fingerprint: "fp",
  obfuscation: "x",
  moderation,
};

type Path = (string | number)[];

/** The paths of all values below a value, but for those of maps, whose keys are the sender's. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const below: Path = [...path, Array.isArray(value) ? Number(key) : key];
    return [below, ...pathsIn(child, below)];
  });
}

function withWrongType(whole: JsonObject, path: Path): JsonObject {
  const copy = structuredClone(whole);
  const parent = path.slice(0, -1).reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], copy);
  // No field of an answer is a truth value but those of moderation, and none is a function's name in a list.
  (parent as Record<string, unknown>)[path.at(-1) as string] = path.includes("moderation") ? [[7]] : true;
  return copy;
}

describe.each([
  ["completion", ChatCompletion, COMPLETION],
  ["chunk", ChatChunk, CHUNK],
] as const)("every field of a %s", (_name, schema, whole) => {
  it("is taken and kept", () => {
    expect(schema.parse(whole)).toEqual(whole);
  });

  it.each(pathsIn(whole).map((path) => [path.join("."), path] as const))("%s is held to its type", (_path, path) => {
    expect(schema.safeParse(withWrongType(whole, path)).success).toBe(false);
  });
});
