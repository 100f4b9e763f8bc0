import type { ChatRequest } from "@hub/protocol";
import { openAICompatibleWireFormat, toUpstreamError } from "@hub/provider";
import { chunkOf, replayStream, sseOf } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { createDeepInfra, deepInfraSpec } from "./index.ts";

const wire = openAICompatibleWireFormat(deepInfraSpec);
const request: ChatRequest = { model: "deepseek-ai/DeepSeek-V3", messages: [{ role: "user", content: "Hello" }] };
const tools = [{ type: "function", function: { name: "f" } }];

function translate(fields: object) {
  const { body, droppedParams } = wire.request({ ...request, ...fields });
  const { model: _model, messages, ...rest } = body as ChatRequest;
  return { fields: rest as Record<string, unknown>, messages, dropped: droppedParams };
}

// Nothing of DeepInfra is recorded anywhere: what follows is its documentation (2026-07), and errors that others met.
describe("a request to DeepInfra", () => {
  it("keeps what DeepInfra documents, and its own fields", () => {
    const kept = {
      temperature: 0,
      top_p: 1,
      n: 2,
      stop: ["x"],
      seed: 0,
      presence_penalty: 1,
      frequency_penalty: 1,
      logprobs: true,
      top_logprobs: 3,
      tools,
      tool_choice: "auto",
      parallel_tool_calls: false,
      prompt_cache_key: "k",
      response_format: { type: "json_object" },
      top_k: 5,
      min_p: 0.1,
      chat_template_kwargs: { thinking: true },
    };
    expect(translate(kept)).toMatchObject({ fields: kept, dropped: [] });
    expect(translate({ max_completion_tokens: 5 }).fields).toEqual({ max_tokens: 5 });
  });

  it("names what it cannot be told", () => {
    const asked = { metadata: { a: "1" }, store: true, verbosity: "high", safety_identifier: "u" };
    expect(translate(asked)).toMatchObject({ fields: {}, dropped: Object.keys(asked) });
  });

  it.each([
    ["tool_choice", { tools, tool_choice: "required" }],
    ["tool_choice", { tools, tool_choice: { type: "function", function: { name: "f" } } }],
    ["tool_choice", { tools, tool_choice: { type: "allowed_tools", allowed_tools: { mode: "required", tools } } }],
    ["web_search_options", { web_search_options: {} }],
    ["messages[0].content[0]", { messages: [{ role: "user", content: [{ type: "file", file: { file_id: "a" } }] }] }],
    [
      "messages[0].content[0]",
      { messages: [{ role: "user", content: [{ type: "input_audio", input_audio: { data: "A", format: "wav" } }] }] },
    ],
  ])("is refused where it would be another one: %s", (param, fields) => {
    expect(() => translate(fields)).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", status: 400, param }),
    );
  });

  it("looks at images as closely as it likes, and says so", () => {
    const url = "https://example.com/a.png";
    const { messages, dropped } = translate({
      messages: [{ role: "user", content: [{ type: "image_url", image_url: { url, detail: "high" } }] }],
    });
    expect(messages[0]?.content).toEqual([{ type: "image_url", image_url: { url } }]);
    expect(dropped).toEqual(["messages[].content[].image_url.detail"]);
  });

  it("may leave it to the model, among some tools too", () => {
    expect(translate({ tools, tool_choice: "none" }).fields.tool_choice).toBe("none");
    const choice = { type: "allowed_tools", allowed_tools: { mode: "auto", tools } };
    expect(translate({ tools, tool_choice: choice }).fields.tool_choice).toBe("auto");
  });

  it.each([
    ["priority", "priority", []],
    ["flex", "flex", []],
    ["auto", undefined, []],
    ["default", undefined, []],
    ["scale", undefined, ["service_tier"]],
  ])("of tier %s is one of %s", (asked, sent, dropped) => {
    const translated = translate({ service_tier: asked });
    expect(translated.fields.service_tier).toBe(sent);
    expect(translated.dropped).toEqual(dropped);
  });

  it.each([
    ["none", "none", []],
    ["minimal", "low", ["reasoning_effort"]],
    ["xhigh", "high", ["reasoning_effort"]],
  ])("of effort %s is one of %s", (asked, sent, dropped) => {
    expect(translate({ reasoning_effort: asked })).toMatchObject({ fields: { reasoning_effort: sent }, dropped });
  });

  it("has results of tools as text, and a system for a developer", () => {
    const { messages } = translate({
      messages: [
        { role: "developer", content: "Be brief." },
        { role: "tool", tool_call_id: "a", content: [{ type: "text", text: "1" }] },
      ],
    });
    expect(messages).toEqual([
      { role: "system", content: "Be brief." },
      { role: "tool", tool_call_id: "a", content: "1" },
    ]);
  });
});

describe("an answer of DeepInfra", () => {
  it("counts the reasoning of Gemini and Gemma, and keeps the cost", () => {
    const usage = {
      prompt_tokens: 19,
      completion_tokens: 84,
      total_tokens: 103,
      completion_tokens_details: { reasoning_tokens: 1081 },
      estimated_cost: 0.003,
    };
    const body = { choices: [{ message: { content: "a" }, finish_reason: "stop" }], usage };
    expect(wire.completion(structuredClone(body), request).usage).toEqual({
      ...usage,
      completion_tokens: 1165,
      total_tokens: 1184,
    });
  });

  it("has usage at the end of its streams", () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5 };
    const stream = sseOf([
      { ...chunkOf({ content: "Hi" }), usage: null },
      { ...chunkOf({}, "stop"), usage },
    ]);
    const { folded } = replayStream(wire, [Buffer.from(stream)], request);
    expect(folded?.usage).toEqual({ ...usage, total_tokens: 15 });
  });
});

describe("an error of DeepInfra", () => {
  const errorOf = (status: number, body: unknown) => {
    const failure = { status, headers: {}, body };
    return toUpstreamError("DeepInfra", failure, wire.error(failure));
  };

  it.each<[number, unknown, object]>([
    // xtekky/gpt4free#3446
    [
      401,
      { error: { message: "Not authenticated", type: "invalid_request_error", param: null, code: null } },
      { code: "upstream_auth_error", status: 502 },
    ],
    // huggingface/smolagents#1518
    [
      422,
      {
        detail: [
          { type: "string_type", loc: ["body", "messages", 2, "content"], msg: "Input should be a valid string" },
        ],
      },
      { code: "invalid_request", status: 400, param: "messages[2].content" },
    ],
    // truefoundry/models#1300
    [
      405,
      {
        error: { message: "Tool calling is not supported for model: m", type: "invalid_request_error", param: "tools" },
      },
      { code: "invalid_request", status: 400, param: "tools", message: "Tool calling is not supported for model: m" },
    ],
    [402, { detail: { error: "You need positive balance to do inference." } }, { code: "upstream_error", status: 502 }],
    [
      404,
      { detail: { error: "Model is not available" } },
      { code: "model_not_found", message: "Model is not available" },
    ],
    [429, { detail: "Rate limited" }, { code: "rate_limit_exceeded", retryable: true }],
    [500, "<html>", { code: "upstream_error", status: 502 }],
  ])("with status %i is read: %j", (status, body, expected) => {
    expect(errorOf(status, body)).toMatchObject(expected);
  });
});

it("DeepInfra makes none of the models it serves", () => {
  const { makes, models } = createDeepInfra();
  expect(models.some(({ id }) => makes(id))).toBe(false);
  expect(models.length).toBeGreaterThan(10);
});
