import { ChatCompletion, type ChatRequest } from "@hub/protocol";
import { openAICompatibleWireFormat, toUpstreamError } from "@hub/provider";
import { chunkOf, replayStream, sseOf } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { createMistral, mistralSpec } from "./index.ts";

const wire = openAICompatibleWireFormat(mistralSpec);
const hello = { role: "user", content: "Hello" } as const;
const request: ChatRequest = { model: "mistral-large-latest", messages: [hello] };

function translate(fields: object) {
  const { body, droppedParams } = wire.request({ ...request, ...fields });
  const { model: _model, messages, ...rest } = body as ChatRequest;
  return { fields: rest as Record<string, unknown>, messages, dropped: droppedParams };
}

describe("a request to Mistral", () => {
  it("has Mistral's names", () => {
    const { fields, dropped } = translate({ max_completion_tokens: 5, seed: 0 });
    expect(fields).toEqual({ max_tokens: 5, random_seed: 0 });
    expect(dropped).toEqual([]);
    expect(translate({ max_tokens: 9, max_completion_tokens: 5 }).fields).toEqual({ max_tokens: 5 });
    expect(translate({ seed: -3 }).fields).toEqual({ random_seed: 3 });
  });

  it("names whatever Mistral's schema does not have, since it refuses the whole request for it", () => {
    const unknown = {
      user: "u",
      store: true,
      logit_bias: { 1: 2 },
      logprobs: true,
      safety_identifier: "u",
      verbosity: "low",
      reasoning_format: "parsed",
      a_field_of_tomorrow: 1,
    };
    expect(translate(unknown)).toMatchObject({ fields: {}, dropped: Object.keys(unknown) });
  });

  it("keeps what Mistral knows, its own fields among it", () => {
    const kept = {
      temperature: 0,
      top_p: 0.5,
      n: 2,
      stop: "x",
      presence_penalty: 1,
      frequency_penalty: 1,
      parallel_tool_calls: false,
      tools: [{ type: "function", function: { name: "f", parameters: {}, strict: true } }],
      tool_choice: "required",
      prompt_cache_key: "k",
      metadata: { a: "1" },
      prediction: { type: "content", content: "a" },
      response_format: { type: "json_schema", json_schema: { name: "a", schema: {} } },
      safe_prompt: true,
      prompt_mode: "reasoning",
      top_k: 5,
    };
    expect(translate(kept)).toMatchObject({ fields: kept, dropped: [] });
  });

  it("is not told to report usage, which it does anyway", () => {
    expect(translate({ stream: true, stream_options: { include_usage: true } })).toMatchObject({
      fields: { stream: true },
      dropped: [],
    });
  });

  it.each([
    ["none", "none", []],
    ["high", "high", []],
    ["low", "high", ["reasoning_effort"]],
    ["max", "high", ["reasoning_effort"]],
  ])("of effort %s is one of %s", (asked, sent, dropped) => {
    expect(translate({ reasoning_effort: asked })).toMatchObject({ fields: { reasoning_effort: sent }, dropped });
  });

  it("is no hotter than Mistral's models get", () => {
    expect(translate({ temperature: 2 })).toMatchObject({ fields: { temperature: 1.5 }, dropped: ["temperature"] });
    expect(translate({ temperature: 1.5 })).toMatchObject({ fields: { temperature: 1.5 }, dropped: [] });
  });

  it("predicts in one text", () => {
    const content = [
      { type: "text", text: "a" },
      { type: "text", text: "b" },
    ];
    expect(translate({ prediction: { type: "content", content } }).fields.prediction).toEqual({
      type: "content",
      content: "ab",
    });
  });

  it("chooses among functions as Mistral does", () => {
    const tools = [{ type: "function", function: { name: "f", parameters: {} } }];
    const choice = { type: "function", function: { name: "f" } };
    expect(translate({ tools, tool_choice: choice }).fields).toEqual({ tools, tool_choice: choice });
    expect(translate({ tools: [], tool_choice: "auto" }).fields).toEqual({});
    expect(translate({ tools: [{ type: "function", function: { name: "f" } }] }).fields.tools).toEqual([
      { type: "function", function: { name: "f", parameters: { type: "object", properties: {} } } },
    ]);
  });

  it("reads documents and sounds in Mistral's words", () => {
    const pdf = "data:application/pdf;base64,JVBERi0=";
    const parts = [
      { type: "file", file: { file_data: pdf, filename: "a.pdf" } },
      { type: "file", file: { file_data: "JVBERi0=" } },
      { type: "file", file: { file_id: "3f2b9c1e" } },
      { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
      { type: "image_url", image_url: { url: "https://example.com/a.png", detail: "low" } },
    ];
    const { messages } = translate({ messages: [{ role: "user", content: parts }] });
    expect(messages[0]?.content).toEqual([
      { type: "document_url", document_url: pdf, document_name: "a.pdf" },
      { type: "document_url", document_url: pdf },
      { type: "file", file_id: "3f2b9c1e" },
      { type: "input_audio", input_audio: "AAAA" },
      parts[4],
    ]);
  });

  it("keeps Mistral's own parts of messages", () => {
    const parts = [
      { type: "document_url", document_url: "https://example.com/a.pdf" },
      { type: "input_audio", input_audio: "AAAA" },
    ];
    expect(translate({ messages: [{ role: "user", content: parts }] }).messages[0]?.content).toEqual(parts);
  });

  it("has a history that Mistral's schema takes, with calls of nine characters", () => {
    const call = { id: "call_abc", type: "function", function: { name: "f", arguments: "{}" }, extra_content: {} };
    const { messages, dropped } = translate({
      messages: [
        { role: "developer", content: "Be brief." },
        { ...hello, name: "Ann" },
        {
          role: "assistant",
          content: null,
          refusal: null,
          annotations: [],
          reasoning_content: "Hm",
          tool_calls: [call],
        },
        { role: "tool", tool_call_id: "call_abc", content: "1", name: "f" },
        { role: "assistant", content: "" },
        hello,
      ],
    });
    const id = (messages[2] as { tool_calls: { id: string }[] }).tool_calls[0]?.id;
    expect(id).toMatch(/^[a-zA-Z0-9]{9}$/);
    expect(messages).toEqual([
      { role: "system", content: "Be brief." },
      hello,
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id, type: "function", function: { name: "f", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: id, content: "1", name: "f" },
      hello,
    ]);
    expect(dropped).toEqual(["messages[].name", "messages[].reasoning_content"]);
  });

  it("lets the model go on with its own last words", () => {
    const said = { role: "assistant", content: "The answer is" };
    expect(translate({ messages: [hello, said] }).messages).toEqual([hello, { ...said, prefix: true }]);
    expect(translate({ messages: [hello, said, hello] }).messages).toEqual([hello, said, hello]);
  });

  it("has the system speak first", () => {
    const system = { role: "system", content: "Be brief." };
    const said = { role: "assistant", content: "Yes" };
    expect(translate({ messages: [hello, said, system, hello] }).messages).toEqual([system, hello, said, hello]);
  });

  it.each([
    ["auto", "auto", []],
    ["default", "standard_only", []],
    ["flex", undefined, ["service_tier"]],
  ])("of tier %s is one of %s", (asked, sent, dropped) => {
    const translated = translate({ service_tier: asked });
    expect(translated.fields.service_tier).toBe(sent);
    expect(translated.dropped).toEqual(dropped);
  });

  it.each([
    ["web_search_options", { web_search_options: {} }],
    ["tools[0]", { tools: [{ type: "custom", custom: { name: "f" } }] }],
    ["audio", { audio: { voice: "ash", format: "mp3" } }],
  ])("is refused where it would be another one: %s", (param, fields) => {
    expect(() => translate(fields)).toThrow(expect.objectContaining({ code: "unsupported_parameter", param }));
  });
});

describe("an answer of Mistral", () => {
  it("has its thoughts apart from its text", () => {
    const content = [
      { type: "thinking", thinking: [{ type: "text", text: "Hm." }], closed: true },
      { type: "text", text: "Yes" },
    ];
    const body = { choices: [{ message: { content }, finish_reason: "model_length" }] };
    expect(ChatCompletion.parse(wire.completion(body, request)).choices[0]).toMatchObject({
      message: { content: "Yes", reasoning_content: "Hm." },
      finish_reason: "length",
    });
  });

  it("streams them so, without padding, and with calls that can be run", () => {
    const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12, num_cached_tokens: 4 };
    const stream = sseOf([
      { ...chunkOf({ content: [{ type: "thinking", thinking: [{ type: "text", text: "Hm." }] }] }), p: "abc" },
      { ...chunkOf({ content: "Yes" }), p: "abcdef" },
      {
        ...chunkOf({ tool_calls: [{ id: "D681PevKs", function: { name: "f", arguments: "{}" } }] }, "tool_calls"),
        usage,
      },
    ]);
    const { chunks, folded } = replayStream(wire, [Buffer.from(stream)], request);
    expect(folded?.choices[0]?.message).toMatchObject({
      content: "Yes",
      reasoning_content: "Hm.",
      tool_calls: [{ id: "D681PevKs", type: "function", function: { name: "f", arguments: "{}" } }],
    });
    expect(folded?.usage?.prompt_tokens_details).toEqual({ cached_tokens: 4 });
    expect(chunks.some((chunk) => "p" in chunk)).toBe(false);
  });

  it("ends in the error that Mistral puts into its stream", () => {
    const error = {
      object: "error",
      message: "Service unavailable",
      type: "internal_server_error",
      raw_status_code: 503,
    };
    const stream = `data: ${JSON.stringify(chunkOf({ content: "a" }))}\n\ndata: ${JSON.stringify(error)}\n\n`;
    expect(() => replayStream(wire, [Buffer.from(stream)], request)).toThrow(
      expect.objectContaining({ code: "upstream_error", status: 503 }),
    );
  });
});

describe("an error of Mistral", () => {
  const errorOf = (status: number, body: unknown) => {
    const failure = { status, headers: {}, body };
    return toUpstreamError("Mistral", failure, wire.error(failure));
  };
  const flat = (message: string, type: string, code: string) => ({ object: "error", message, type, param: null, code });

  it.each<[number, unknown, object]>([
    [401, { detail: "Invalid API Key" }, { code: "upstream_auth_error", status: 502 }],
    [400, flat("Invalid model: gpt", "invalid_model", "1500"), { code: "model_not_found", status: 404 }],
    [
      400,
      flat("Unexpected role 'user' after role 'tool'", "invalid_request_message_order", "3230"),
      { code: "invalid_request", vendorCode: "invalid_request_message_order", status: 400 },
    ],
    [
      400,
      flat(
        "Prompt contains 40046 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
        "invalid_request_prompt",
        "3051",
      ),
      { code: "context_length_exceeded", status: 400 },
    ],
    [
      422,
      { detail: [{ type: "extra_forbidden", loc: ["body", "stream_options"], msg: "Extra inputs are not permitted" }] },
      { code: "invalid_request", status: 400, param: "stream_options" },
    ],
    [429, flat("Requests rate limit exceeded", "rate_limited", "1300"), { code: "rate_limit_exceeded" }],
    [503, undefined, { code: "upstream_error", status: 503 }],
  ])("with status %i is read: %j", (status, body, expected) => {
    expect(errorOf(status, body)).toMatchObject(expected);
  });
});

it("Mistral makes its models, and no others", () => {
  const { makes, models } = createMistral();
  expect(models.filter(({ id }) => !makes(id))).toEqual([]);
  for (const model of ["gpt-4.1", "mistralai/Mixtral-8x7B-Instruct-v0.1", "llama-3.1-8b-instant"]) {
    expect(makes(model)).toBe(false);
  }
});
