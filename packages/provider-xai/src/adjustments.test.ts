import type { ChatRequest } from "@hub/protocol";
import { openAICompatibleWireFormat, toUpstreamError } from "@hub/provider";
import { chunkOf, replayStream, sseOf } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { createXAI, xaiSpec } from "./index.ts";

const wire = openAICompatibleWireFormat(xaiSpec);
const request: ChatRequest = { model: "grok-4.3", messages: [{ role: "user", content: "Hello" }] };

function translate(fields: object) {
  const { body, droppedParams } = wire.request({ ...request, ...fields });
  const { model: _model, messages, ...rest } = body as ChatRequest;
  return { fields: rest, messages, dropped: droppedParams };
}

describe("a request to xAI", () => {
  const choosy = { presence_penalty: 1, frequency_penalty: 1, stop: ["x"], logprobs: true };

  it.each([
    ["grok-2-1212", []],
    ["grok-3", ["presence_penalty", "frequency_penalty"]],
    ["grok-3-fast-latest", ["presence_penalty", "frequency_penalty"]],
    ["grok-3-mini", ["presence_penalty", "frequency_penalty", "stop"]],
    ["grok-4-0709", ["presence_penalty", "frequency_penalty", "stop"]],
    ["grok-4-1-fast-non-reasoning", ["presence_penalty", "frequency_penalty"]],
    ["grok-4.20-0309-non-reasoning", ["presence_penalty", "frequency_penalty", "logprobs"]],
    ["grok-4.3", ["presence_penalty", "frequency_penalty", "stop", "logprobs"]],
    ["grok-5", ["presence_penalty", "frequency_penalty", "stop", "logprobs"]],
    ["latest", ["presence_penalty", "frequency_penalty", "stop"]],
  ])("to %s is spared what it answers with a 400, or takes no notice of: %j", (model, dropped) => {
    const translated = translate({ ...choosy, model });
    expect(translated.dropped).toEqual(dropped);
    expect(Object.keys(translated.fields)).toEqual(Object.keys(choosy).filter((field) => !dropped.includes(field)));
  });

  it("is spared penalties of nothing too, which are a 400 as well", () => {
    expect(translate({ presence_penalty: 0, frequency_penalty: 0 })).toMatchObject({ fields: {}, dropped: [] });
  });

  it.each([
    ["grok-3-mini-fast", "medium", "high", true],
    ["grok-3-mini", "low", "low", false],
    ["grok-4.3", "none", "none", false],
    ["grok-4.3", "xhigh", "high", true],
    ["grok-4.5", "none", "low", true],
    ["grok-4.6", "xhigh", "xhigh", false],
    ["grok-3", "low", undefined, true],
    ["grok-4-0709", "high", undefined, true],
    ["grok-4-1-fast-reasoning", "high", undefined, true],
    ["grok-4.20-0309-reasoning", "high", undefined, true],
    ["grok-code-fast-1", "low", undefined, true],
    ["grok-6", "max", "max", false],
  ] as const)("to %s with effort %s has %s (named: %s)", (model, reasoning_effort, sent, isNamed) => {
    const { fields, dropped } = translate({ model, reasoning_effort });
    expect(fields).toEqual(sent === undefined ? {} : { reasoning_effort: sent });
    expect(dropped).toEqual(isNamed ? ["reasoning_effort"] : []);
  });

  it("keeps what xAI knows, its own fields among it", () => {
    const kept = {
      max_tokens: 5,
      n: 2,
      seed: 0,
      user: "u",
      service_tier: "priority",
      prompt_cache_key: "k",
      parallel_tool_calls: false,
      deferred: false,
    };
    expect(translate(kept)).toMatchObject({ fields: kept, dropped: [] });
  });

  it("names what has no effect there", () => {
    const { fields, dropped } = translate({ logit_bias: { 1: 2 }, metadata: { a: "1" }, store: true });
    expect({ fields, dropped }).toEqual({ fields: {}, dropped: ["logit_bias", "metadata", "store"] });
  });

  it.each([
    ["web_search_options", { web_search_options: { search_context_size: "low" } }],
    ["tools[0]", { tools: [{ type: "custom", custom: { name: "f" } }] }],
    ["audio", { audio: { voice: "ash", format: "mp3" }, modalities: ["audio"] }],
    ["messages[0].content[0]", { messages: [{ role: "user", content: [{ type: "file", file: { file_id: "a" } }] }] }],
  ])("is refused where it would be another one: %s", (param, fields) => {
    expect(() => translate(fields)).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", status: 400, param }),
    );
  });

  it.each([
    ["default", "default", []],
    ["auto", undefined, []],
    ["flex", undefined, ["service_tier"]],
  ])("of tier %s is one of %s", (asked, sent, dropped) => {
    const translated = translate({ service_tier: asked });
    expect(translated.fields.service_tier).toBe(sent);
    expect(translated.dropped).toEqual(dropped);
  });

  it("does not hold tools to their schemas, and says so", () => {
    const tools = [{ type: "function", function: { name: "f", parameters: {}, strict: true } }];
    expect(translate({ tools })).toMatchObject({
      fields: { tools: [{ type: "function", function: { name: "f", parameters: {} } }] },
      dropped: ["tools[].function.strict"],
    });
  });

  it("calls nobody by name but a tool", () => {
    const { messages, dropped } = translate({
      messages: [
        { role: "user", content: "Hi", name: "Ann" },
        { role: "tool", tool_call_id: "a", content: "1", name: "f" },
      ],
    });
    expect(messages).toEqual([
      { role: "user", content: "Hi" },
      { role: "tool", tool_call_id: "a", content: "1", name: "f" },
    ]);
    expect(dropped).toEqual(["messages[].name"]);
  });
});

describe("an answer of xAI", () => {
  const urls = ["https://example.com/a", "https://example.com/b"];
  const annotations = urls.map((url) => ({
    type: "url_citation",
    url_citation: { url, title: url, start_index: 0, end_index: 0 },
  }));

  it("cites where OpenAI does, and keeps the list", () => {
    const body = { choices: [{ message: { content: "a" }, finish_reason: "stop" }], citations: urls };
    const completion = wire.completion(body, request);
    expect(completion.choices[0]?.message.annotations).toEqual(annotations);
    expect(completion).toHaveProperty("citations", urls);
  });

  it("cites in streams, once", () => {
    const stream = sseOf([chunkOf({ content: "a" }), { ...chunkOf({}, "stop"), citations: urls }]);
    const { folded } = replayStream(wire, [Buffer.from(stream)], request);
    expect(folded?.choices[0]?.message.annotations).toEqual(annotations);
  });

  it.each([null, [], "text", [7, null]])("cites nothing for %j", (citations) => {
    const body = { choices: [{ message: { content: "a" }, finish_reason: "stop" }], citations };
    expect(wire.completion(body, request).choices[0]?.message).not.toHaveProperty("annotations");
  });

  it("keeps the cost that xAI reports", () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, cost_in_usd_ticks: 123_000 };
    const body = { choices: [{ message: { content: "a" }, finish_reason: "stop" }], usage };
    expect(wire.completion(body, request).usage).toEqual(usage);
  });

  it("has called tools, although it does not say so", () => {
    const tool_calls = [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }];
    const body = { choices: [{ message: { content: "", tool_calls }, finish_reason: "" }] };
    expect(wire.completion(body, request).choices[0]?.finish_reason).toBe("tool_calls");
  });
});

describe("an error of xAI", () => {
  const errorOf = (status: number, body: unknown) => {
    const failure = { status, headers: {}, body };
    return toUpstreamError("xAI", failure, wire.error(failure));
  };

  it.each([
    // The recorded form (BerriAI/litellm#16265).
    [
      {
        code: "Client specified an invalid argument",
        error: "Model grok-4 does not support parameter reasoningEffort.",
      },
      { code: "invalid_request", message: "Model grok-4 does not support parameter reasoningEffort." },
    ],
    [
      {
        code: "invalid-argument",
        error: "This model's maximum prompt length is 256000 but the request contains 259445 tokens.",
      },
      { code: "context_length_exceeded" },
    ],
  ])("%j is the caller's", (body, expected) => {
    expect(errorOf(400, body).toEnvelope().error).toMatchObject(expected);
    expect(errorOf(400, body)).toMatchObject({ status: 400, retryable: false });
  });

  it("for a wrong key is not the caller's, although it is a 400", () => {
    const error = "Incorrect API key provided: xa***ef. You can obtain an API key from https://console.x.ai.";
    const thrown = errorOf(400, { code: "Client specified an invalid argument", error });
    expect(thrown).toMatchObject({ status: 502, code: "upstream_auth_error" });
    expect(thrown.message).not.toContain("xa***ef");
  });

  it("of the search that is gone is the caller's", () => {
    const thrown = errorOf(410, { code: "gone", error: "Live search is deprecated." });
    expect(thrown).toMatchObject({ status: 400, message: "Live search is deprecated." });
  });
});

it("xAI makes Grok", () => {
  const { makes, models } = createXAI();
  expect(models.every(({ id }) => makes(id))).toBe(true);
  for (const model of ["gpt-4.1", "groq/compound", "llama-3.1-8b-instant"]) expect(makes(model)).toBe(false);
});
