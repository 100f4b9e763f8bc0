import type { ChatRequest } from "@hub/protocol";
import { openAICompatibleWireFormat, toUpstreamError } from "@hub/provider";
import { describe, expect, it } from "vitest";
import { openAISpec } from "./index.ts";

const wire = openAICompatibleWireFormat(openAISpec);
const messages = [{ role: "user" as const, content: "Hello" }];

function translate(model: string, fields: Partial<ChatRequest>) {
  const { body, droppedParams } = wire.request({ model, messages, ...fields });
  const { model: _model, messages: sent, ...rest } = body as ChatRequest;
  return { fields: rest, messages: sent, dropped: droppedParams };
}

describe("reasoning_effort at OpenAI", () => {
  it.each([
    ["o3", "low", "low"],
    ["o3", "none", "low"],
    ["o4-mini", "xhigh", "high"],
    ["gpt-5", "minimal", "minimal"],
    ["gpt-5-mini-2025-08-07", "none", "minimal"],
    ["gpt-5-pro", "low", "high"],
    ["gpt-5.1", "none", "none"],
    ["gpt-5.1", "minimal", "low"],
    ["gpt-5.2", "xhigh", "xhigh"],
    ["gpt-4.1", "high", undefined],
    ["gpt-5-chat-latest", "high", undefined],
    ["gpt-5.1-chat-latest", "high", undefined],
    ["a-model-of-tomorrow", "max", "max"],
  ] as const)("of %s: %s becomes %s, and is named when it changes", (model, asked, sent) => {
    const { fields, dropped } = translate(model, { reasoning_effort: asked });
    expect(fields).toEqual(sent === undefined ? {} : { reasoning_effort: sent });
    expect(dropped).toEqual(asked === sent ? [] : ["reasoning_effort"]);
  });
});

it.each(["gpt-4o-search-preview", "gpt-4o-mini-search-preview-2025-03-11"])("%s is not told how to sample", (model) => {
  const search = { web_search_options: { search_context_size: "low" as const } };
  const sampling = { temperature: 0.5, top_p: 0.5, presence_penalty: 1, frequency_penalty: 1 };
  const { fields, dropped } = translate(model, { ...search, ...sampling });
  expect(fields).toEqual(search);
  expect(dropped).toEqual(Object.keys(sampling));
});

it("o3 calls tools as it likes, and the caller is told so if that matters", () => {
  expect(translate("o3", { parallel_tool_calls: true })).toMatchObject({ fields: {}, dropped: [] });
  expect(translate("o3", { parallel_tool_calls: false })).toMatchObject({
    fields: {},
    dropped: ["parallel_tool_calls"],
  });
  expect(translate("gpt-4.1", { parallel_tool_calls: false }).fields).toEqual({ parallel_tool_calls: false });
});

it("everything else of OpenAI's is sent, down to custom tools, speech and marks of the cache", () => {
  const fields = {
    audio: { voice: "ash", format: "mp3" },
    modalities: ["text", "audio"],
    tools: [{ type: "custom" as const, custom: { name: "f" } }],
    tool_choice: { type: "custom" as const, custom: { name: "f" } },
    metadata: { a: "1" },
    store: true,
    verbosity: "low" as const,
    prediction: { type: "content" as const, content: "a" },
    prompt_cache_key: "k",
    service_tier: "flex" as const,
    safety_identifier: "u",
    web_search_options: {},
    functions: [{ name: "g" }],
    function_call: "auto" as const,
    logit_bias: { 1: 2 },
  };
  expect(translate("gpt-4.1", fields)).toMatchObject({ fields, dropped: [] });
  const parts = [
    { type: "text" as const, text: "a", prompt_cache_breakpoint: { mode: "explicit" as const } },
    { type: "file" as const, file: { file_id: "f" } },
    { type: "input_audio" as const, input_audio: { data: "AAAA", format: "wav" } },
  ];
  const history = [
    { role: "developer" as const, content: "Be brief.", name: "dev" },
    { role: "user" as const, content: parts },
    { role: "assistant" as const, content: null, refusal: "No.", audio: { id: "a" } },
  ];
  const { body, droppedParams } = wire.request({ model: "gpt-4.1", messages: history });
  expect((body as ChatRequest).messages).toEqual(history);
  expect(droppedParams).toEqual([]);
});

it("ids of other vendors, with all that is in them, become as short as OpenAI wants them", () => {
  const id = `call_${"signature".repeat(500)}`;
  const { messages: sent } = translate("gpt-4.1", {
    messages: [
      { role: "assistant", tool_calls: [{ id, type: "function", function: { name: "f", arguments: "{}" } }] },
      { role: "tool", tool_call_id: id, content: "1" },
    ],
  });
  const [asked, result] = sent as unknown as [{ tool_calls: { id: string }[] }, { tool_call_id: string }];
  expect(result.tool_call_id).toMatch(/^\w{40}$/);
  expect(asked.tool_calls[0]?.id).toBe(result.tool_call_id);
});

// None of these is recorded anywhere; they are those of OpenAI's error guide.
describe("documented errors of OpenAI", () => {
  const errorOf = (status: number, code: string | null, message: string) => {
    const failure = {
      status,
      headers: { "retry-after": "2" },
      body: { error: { message, type: "t", param: null, code } },
    };
    return toUpstreamError("OpenAI", failure, wire.error(failure));
  };

  it.each([
    [429, "rate_limit_exceeded", "Rate limit reached", { code: "rate_limit_exceeded", retryAfterMs: 2_000 }],
    [429, "insufficient_quota", "You exceeded your current quota", { code: "upstream_error", status: 502 }],
    [500, null, "The server had an error", { code: "upstream_error", status: 502, retryable: true }],
    [503, null, "The engine is currently overloaded", { code: "upstream_error", status: 503, retryAfterMs: 2_000 }],
    [
      400,
      "context_length_exceeded",
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 204308 tokens.",
      { code: "context_length_exceeded", status: 400, retryable: false },
    ],
  ])("%i %s is read: %s", (status, code, message, expected) => {
    expect(errorOf(status, code, message)).toMatchObject(expected);
  });
});
