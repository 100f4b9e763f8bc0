import { ChatCompletion } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { chat, wire } from "./test-support.ts";

const USAGE = { inputTokens: 1, outputTokens: 2, totalTokens: 3 };
const read = (content: unknown[], fields: object = {}, request = chat()) =>
  ChatCompletion.parse(
    wire.completion(
      { output: { message: { role: "assistant", content } }, stopReason: "end_turn", usage: USAGE, ...fields },
      request,
    ),
  );
const messageOf = (...parameters: Parameters<typeof read>) => read(...parameters).choices[0]?.message;

describe("an answer", () => {
  it("has an id of its own, and the model that was asked", () => {
    const [first, second] = [read([{ text: "Hi" }]), read([{ text: "Hi" }])];
    expect(first.id).toMatch(/^chatcmpl-[\w-]{36}$/);
    expect(first.id).not.toBe(second.id);
    expect(first.model).toBe(chat().model);
  });

  it("holds text, calls and reasoning", () => {
    expect(
      messageOf([
        { reasoningContent: { reasoningText: { text: "Rom?", signature: "EqQB" } } },
        { reasoningContent: { redactedContent: Buffer.from("EuYB").toString("base64") } },
        { text: "I " },
        { text: "ask." },
        { toolUse: { toolUseId: "a", name: "f", input: { n: 1 } } },
        { toolUse: { toolUseId: "b", name: "g", type: "tool_use" } },
      ]),
    ).toEqual({
      role: "assistant",
      content: "I ask.",
      refusal: null,
      tool_calls: [
        { id: "a", type: "function", function: { name: "f", arguments: '{"n":1}' } },
        { id: "b", type: "function", function: { name: "g", arguments: "{}" } },
      ],
      reasoning_content: "Rom?",
      thinking_blocks: [
        { type: "thinking", thinking: "Rom?", signature: "EqQB", vendor: "bedrock" },
        { type: "redacted_thinking", data: "EuYB", vendor: "bedrock" },
      ],
    });
  });

  it("shows unsigned reasoning, which is nothing to send back", () => {
    const message = messageOf([{ reasoningContent: { reasoningText: { text: "Hm." } } }, { text: "Yes" }]);
    expect(message).toEqual({ role: "assistant", content: "Yes", refusal: null, reasoning_content: "Hm." });
  });

  it("cites what has an address, at its place", () => {
    const web = (url: string) => ({ title: "T", location: { web: { url, domain: "example.com" } } });
    const citations = [
      web("https://example.com/1"),
      { location: { documentChar: { documentIndex: 0, start: 1, end: 2 } } },
    ];
    const message = messageOf([{ text: "So: " }, { citationsContent: { content: [{ text: "Rome" }], citations } }]);
    expect(message).toMatchObject({
      content: "So: Rome",
      annotations: [
        {
          type: "url_citation",
          url_citation: { start_index: 4, end_index: 8, url: "https://example.com/1", title: "T" },
        },
      ],
    });
    expect(message?.annotations).toHaveLength(1);
  });

  it("leaves out what Bedrock's own tools did", () => {
    const message = messageOf([
      { toolUse: { toolUseId: "s", name: "nova_grounding", input: {}, type: "server_tool_use" } },
      { toolResult: { toolUseId: "s", content: [{ json: {} }], type: "nova_grounding_result" } },
      { text: "Rome" },
    ]);
    expect(message).toEqual({ role: "assistant", content: "Rome", refusal: null });
  });

  it("is one function call for those who speak of functions", () => {
    const calls = ["f", "g"].map((name) => ({ toolUse: { toolUseId: name, name, input: {} } }));
    const { choices } = read(calls, { stopReason: "tool_use" }, chat({ functions: [{ name: "f" }] }));
    expect(choices[0]).toMatchObject({
      finish_reason: "function_call",
      message: { content: null, function_call: { name: "f", arguments: "{}" } },
    });
    expect(choices[0]?.message).not.toHaveProperty("tool_calls");
  });
});

describe("the end of an answer", () => {
  const call = { toolUse: { toolUseId: "a", name: "f", input: {} } };

  it.each([
    ["end_turn", "tool_calls"],
    ["stop_sequence", "stop"],
    ["tool_use", "tool_calls"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["guardrail_intervened", "content_filter"],
    ["content_filtered", "content_filter"],
    ["something_new", "stop"],
  ])("%s is %s", (stopReason, finish) => {
    expect(read([call], { stopReason }).choices[0]?.finish_reason).toBe(finish);
  });

  it.each(["malformed_model_output", "malformed_tool_use"])("%s is the vendor's fault", (stopReason) => {
    const fault = expect.objectContaining({ status: 502, code: "upstream_error", retryable: true });
    expect(() => read([], { stopReason })).toThrow(fault);
  });
});

describe("usage", () => {
  it("counts what was read from and written to the cache", () => {
    const usage = {
      inputTokens: 3,
      outputTokens: 4,
      totalTokens: 3507,
      cacheReadInputTokens: 2000,
      cacheWriteInputTokens: 1500,
      cacheDetails: [
        { ttl: "1h", inputTokens: 1000 },
        { ttl: "5m", inputTokens: 500 },
      ],
    };
    expect(read([], { usage }).usage).toEqual({
      prompt_tokens: 3503,
      completion_tokens: 4,
      total_tokens: 3507,
      prompt_tokens_details: { cached_tokens: 2000, cache_write_tokens: 1500, cache_write_1h_tokens: 1000 },
    });
  });

  it("comes with the tier that served the request, where OpenAI has a name for it", () => {
    expect(read([], { serviceTier: { type: "priority" } }).service_tier).toBe("priority");
    expect(read([], { serviceTier: { type: "reserved" } })).not.toHaveProperty("service_tier");
  });
});

it.each([[{}], [{ output: {} }], [{ output: { message: { content: "text" } } }], [{ message: "Oh." }], [null]])(
  "%j is no answer",
  (body) => {
    expect(() => wire.completion(body, chat())).toThrow(expect.objectContaining({ code: "upstream_error" }));
  },
);

it("takes more citations than a function takes arguments", () => {
  const citations = Array.from({ length: 150_000 }, () => ({ location: { web: { url: "https://a.example" } } }));
  const message = { role: "assistant", content: [{ citationsContent: { content: [{ text: "a" }], citations } }] };
  const completion = wire.completion({ output: { message }, stopReason: "end_turn", usage: USAGE }, chat());
  expect(completion.choices[0]?.message.annotations).toHaveLength(citations.length);
});
