import { ChatChunk, ChatCompletion, type ChatRequest } from "@hub/protocol";
import { openAICompatibleWireFormat, toUpstreamError } from "@hub/provider";
import { chunkOf, replayStream, sseOf } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { createTogether, togetherSpec } from "./index.ts";

const wire = openAICompatibleWireFormat(togetherSpec);
const request: ChatRequest = { model: "Qwen/Qwen3.5-9B", messages: [{ role: "user", content: "Hello" }] };

function translate(fields: object) {
  const { body, droppedParams } = wire.request({ ...request, ...fields });
  const { model: _model, messages, ...rest } = body as ChatRequest;
  return { fields: rest as Record<string, unknown>, messages, dropped: droppedParams };
}

describe("a request to Together", () => {
  it("has what is called otherwise there, or has another shape", () => {
    const { fields, dropped } = translate({ max_completion_tokens: 5, stop: "x", logprobs: true, top_logprobs: 3 });
    expect(fields).toEqual({ max_tokens: 5, stop: ["x"], logprobs: 3 });
    expect(dropped).toEqual([]);
  });

  it.each([
    [{ logprobs: true }, { logprobs: 1 }],
    [{ logprobs: true, top_logprobs: 0 }, { logprobs: 1 }],
    [{ logprobs: false }, {}],
    [{ stop: ["x", "y"] }, { stop: ["x", "y"] }],
  ])("turns %j into %j", (asked, sent) => expect(translate(asked)).toMatchObject({ fields: sent, dropped: [] }));

  it("keeps what Together knows, its own fields among it", () => {
    const kept = {
      temperature: 0,
      n: 2,
      seed: 0,
      logit_bias: { 1: 2 },
      frequency_penalty: 1,
      top_k: 5,
      min_p: 0.1,
      repetition_penalty: 1.1,
      safety_model: "m",
      context_length_exceeded_behavior: "truncate",
      response_format: { type: "json_schema", json_schema: { name: "a", schema: {} } },
    };
    expect(translate(kept)).toMatchObject({ fields: kept, dropped: [] });
  });

  it("names what is not in Together's document", () => {
    const asked = {
      user: "u",
      service_tier: "priority",
      parallel_tool_calls: false,
      metadata: { a: "1" },
      store: true,
    };
    const { fields, dropped } = translate(asked);
    expect(fields).toEqual({});
    expect(dropped).toEqual(Object.keys(asked));
    expect(translate({ service_tier: "auto", parallel_tool_calls: true })).toMatchObject({ fields: {}, dropped: [] });
  });

  it.each([
    ["openai/gpt-oss-120b", "minimal", { reasoning_effort: "low" }, ["reasoning_effort"]],
    ["openai/gpt-oss-120b", "none", { reasoning_effort: "low" }, ["reasoning_effort"]],
    ["openai/gpt-oss-20b", "high", { reasoning_effort: "high" }, []],
    ["moonshotai/Kimi-K2.6", "none", { reasoning: { enabled: false } }, []],
    ["moonshotai/Kimi-K2.6", "max", { reasoning_effort: "high" }, ["reasoning_effort"]],
  ])("to %s with effort %s has %j", (model, reasoning_effort, sent, dropped) => {
    expect(translate({ model, reasoning_effort })).toMatchObject({ fields: sent, dropped });
  });

  it("has a system for a developer, and parts of users alone", () => {
    const text = { type: "text", text: "a" };
    const sound = { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } };
    const { messages } = translate({
      messages: [
        { role: "developer", content: [text, text] },
        { role: "user", content: [text, sound] },
        { role: "tool", tool_call_id: "a", content: [text] },
      ],
    });
    expect(messages).toEqual([
      { role: "system", content: "a\na" },
      { role: "user", content: [text, sound] },
      { role: "tool", tool_call_id: "a", content: "a" },
    ]);
  });

  it("looks at images as closely as it likes, and says so", () => {
    const url = "https://example.com/a.png";
    const { messages, dropped } = translate({
      messages: [{ role: "user", content: [{ type: "image_url", image_url: { url, detail: "high" } }] }],
    });
    expect(messages[0]?.content).toEqual([{ type: "image_url", image_url: { url } }]);
    expect(dropped).toEqual(["messages[].content[].image_url.detail"]);
  });

  it.each([
    ["web_search_options", { web_search_options: {} }],
    ["tools[0]", { tools: [{ type: "custom", custom: { name: "f" } }] }],
    ["messages[0].content[0]", { messages: [{ role: "user", content: [{ type: "file", file: { file_id: "a" } }] }] }],
  ])("is refused where it would be another one: %s", (param, fields) => {
    expect(() => translate(fields)).toThrow(expect.objectContaining({ code: "unsupported_parameter", param }));
  });
});

describe("an answer of Together", () => {
  const logprob = (token: string, number: number) => ({ token, logprob: number, bytes: null });
  const expected = [
    { ...logprob("Ja", -0.25), top_logprobs: [logprob("Ja", -0.25), logprob("Nein", -1.5)] },
    { ...logprob("!", -9999), top_logprobs: [] },
  ];

  it("has log probabilities in OpenAI's form", () => {
    const logprobs = {
      token_ids: [7, 8],
      tokens: ["Ja", "!"],
      token_logprobs: [-0.25, null],
      top_logprobs: [{ Ja: -0.25, Nein: -1.5 }, {}],
    };
    const body = { choices: [{ message: { content: "Ja!" }, logprobs, finish_reason: "eos" }] };
    const [choice] = ChatCompletion.parse(wire.completion(body, request)).choices;
    expect(choice?.logprobs).toEqual({ content: expected, refusal: null });
    expect(choice?.finish_reason).toBe("stop");
  });

  it("has log probabilities in its streams, and the text once", () => {
    const chunk = (content: string, logprobs: number | null, more: object = {}) => ({
      choices: [{ index: 0, text: content, delta: { role: "assistant", content }, logprobs, ...more }],
    });
    const stream = sseOf([
      chunk("Ja", -0.25, { top_logprobs: { Ja: -0.25, Nein: -1.5 } }),
      chunk("!", null),
      chunkOf({}, "eos"),
    ]);
    const { chunks, folded } = replayStream(wire, [Buffer.from(stream)], request);
    for (const each of chunks) ChatChunk.parse(each);
    expect(folded?.choices[0]?.logprobs?.content).toEqual([expected[0]]);
    expect(JSON.stringify(chunks)).not.toContain('"text"');
    expect(JSON.stringify(chunks)).not.toContain('"top_logprobs":{');
  });

  it.each([7, "text", [], { tokens: "Ja" }, { content: [] }])(
    "takes no notice of log probabilities that are %j",
    (said) => {
      const body = { choices: [{ message: { content: "a" }, logprobs: said, finish_reason: "stop" }] };
      expect(ChatCompletion.parse(wire.completion(body, request)).choices[0]?.logprobs).toBeNull();
    },
  );

  it("does not repeat alternatives that it cannot tell the token of", () => {
    const logprobs = { tokens: ["a", "b"], token_logprobs: [-1, -2], top_logprobs: { a: -1 } };
    const body = { choices: [{ message: { content: "ab" }, logprobs, finish_reason: "stop" }] };
    expect(wire.completion(body, request).choices[0]?.logprobs?.content?.map((token) => token.top_logprobs)).toEqual([
      [],
      [],
    ]);
  });

  it("has its reasoning and its cached tokens where they belong", () => {
    const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11, cached_tokens: 4 };
    const body = { choices: [{ message: { content: "a", reasoning: "Hm" }, finish_reason: "stop" }], usage };
    const completion = wire.completion(body, request);
    expect(completion.choices[0]?.message).toMatchObject({ content: "a", reasoning_content: "Hm" });
    expect(completion.usage?.prompt_tokens_details).toEqual({ cached_tokens: 4 });
  });
});

describe("an error of Together", () => {
  const errorOf = (status: number, message: string, type = "invalid_request_error") => {
    const failure = { status, headers: {}, body: { id: "a", error: { message, type, param: null, code: null } } };
    return toUpstreamError("Together", failure, wire.error(failure));
  };

  it("for a request that is too long is the caller's, although it is a 403", () => {
    const message = "Input token count + max_tokens parameter must be less than the context length of the model.";
    expect(errorOf(403, message).toEnvelope().error).toMatchObject({ code: "context_length_exceeded", message });
    expect(errorOf(403, message).status).toBe(400);
  });

  it("for a key that may not is the gateway's", () => {
    for (const message of ["Forbidden", "This token may not do that"]) {
      expect(errorOf(403, message)).toMatchObject({ status: 502, code: "upstream_auth_error" });
    }
    expect(errorOf(401, "Invalid API key provided", "invalid_api_key")).toMatchObject({ status: 502 });
    expect(errorOf(402, "Payment required")).toMatchObject({ status: 502, code: "upstream_error" });
  });

  it.each([
    [429, "rate_limit_exceeded", 429],
    [503, "upstream_error", 503],
    [524, "upstream_timeout", 504],
    [529, "upstream_error", 503],
  ])("with status %i is %s", (status, code, shown) => {
    expect(errorOf(status, "m")).toMatchObject({ code, status: shown, retryable: true });
  });
});

it("Together makes none of the models it serves", () => {
  const { makes, models } = createTogether();
  expect(models.some(({ id }) => makes(id))).toBe(false);
  expect(models.length).toBeGreaterThan(10);
});
