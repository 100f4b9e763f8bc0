import { ChatCompletion } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";
import { chat } from "./test-support.ts";

const message = (content: unknown[], fields: object = {}) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-sonnet-4-5-20250929",
  content,
  stop_reason: "end_turn",
  usage: { input_tokens: 3, output_tokens: 5 },
  ...fields,
});
const read = (content: unknown[], fields: object = {}, request = chat()) =>
  ChatCompletion.parse(anthropicWireFormat.completion(message(content, fields), request));
const choice = (...parameters: Parameters<typeof read>) => read(...parameters).choices[0];

describe("a completion", () => {
  it("has text as content, and all that OpenAI's clients look for", () => {
    const completion = read([
      { type: "text", text: "a" },
      { type: "text", text: "b" },
    ]);
    expect(completion).toMatchObject({
      id: "msg_1",
      object: "chat.completion",
      model: "claude-sonnet-4-5-20250929",
      choices: [
        {
          index: 0,
          finish_reason: "stop",
          logprobs: null,
          message: { role: "assistant", content: "ab", refusal: null },
        },
      ],
    });
    expect(Math.abs(completion.created - Date.now() / 1000)).toBeLessThan(5);
  });

  it("has tool calls, with null for the text that is not there", () => {
    const content = [
      { type: "tool_use", id: "toolu_1", name: "f", input: { a: "ü" } },
      { type: "tool_use", id: "toolu_2", name: "g", input: {} },
    ];
    expect(choice(content, { stop_reason: "tool_use" })).toMatchObject({
      finish_reason: "tool_calls",
      message: {
        content: null,
        tool_calls: [
          { id: "toolu_1", type: "function", function: { name: "f", arguments: '{"a":"ü"}' } },
          { id: "toolu_2", type: "function", function: { name: "g", arguments: "{}" } },
        ],
      },
    });
  });

  it("has a function call for those who speak of functions", () => {
    const answer = choice(
      [{ type: "tool_use", id: "toolu_1", name: "f", input: {} }],
      { stop_reason: "tool_use" },
      chat({ functions: [{ name: "f" }] }),
    );
    expect(answer).toMatchObject({
      finish_reason: "function_call",
      message: { content: null, function_call: { name: "f", arguments: "{}" } },
    });
    expect(answer?.message).not.toHaveProperty("tool_calls");
  });

  it("has reasoning as text and as the blocks that were signed, byte-exact", () => {
    const signed = { type: "thinking", thinking: " so\n", signature: "c2ln" };
    const hidden = { type: "thinking", thinking: "", signature: "aGlk" };
    const redacted = { type: "redacted_thinking", data: "ZGF0YQ==" };
    const unsigned = { type: "thinking", thinking: "cut", signature: "" };
    expect(choice([signed, redacted, hidden, unsigned, { type: "text", text: "x" }])?.message).toMatchObject({
      reasoning_content: " so\ncut",
      thinking_blocks: [signed, redacted, hidden],
    });
    expect(choice([hidden, { type: "text", text: "x" }])?.message).not.toHaveProperty("reasoning_content");
  });

  it("leaves out what Anthropic's own tools did", () => {
    const content = [
      { type: "text", text: "a" },
      { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "x" } },
      { type: "web_search_tool_result", tool_use_id: "srvtoolu_1", content: [] },
      { type: "text", text: "b" },
    ];
    expect(choice(content)).toMatchObject({ finish_reason: "stop", message: { content: "ab" } });
  });

  it.each([
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["tool_use", "tool_calls"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["refusal", "content_filter"],
    ["pause_turn", "stop"],
    ["compaction", "stop"],
    [null, "stop"],
  ])("ends with %s as %s", (stop_reason, expected) => {
    expect(choice([{ type: "tool_use", id: "t", name: "f", input: {} }], { stop_reason })?.finish_reason).toBe(
      expected,
    );
  });

  it("tells a refusal's explanation, and makes none up", () => {
    const explained = { stop_reason: "refusal", stop_details: { type: "refusal", category: null, explanation: "No." } };
    expect(choice([], explained)?.message).toMatchObject({ content: null, refusal: "No." });
    expect(choice([], { stop_reason: "refusal", stop_details: null })?.message.refusal).toBeNull();
  });

  it.each([
    [{ input_tokens: 3, output_tokens: 5 }, [3, 5, 8, 0, 0, undefined]],
    [
      {
        input_tokens: 3,
        cache_creation_input_tokens: 10,
        cache_read_input_tokens: 100,
        output_tokens: 5,
        output_tokens_details: { thinking_tokens: 2 },
      },
      [113, 5, 118, 100, 10, 2],
    ],
    [{ input_tokens: 3, cache_creation_input_tokens: null, output_tokens: 0 }, [3, 0, 3, 0, 0, undefined]],
  ])("counts %j", (usage, expected) => {
    const total = read([], { usage }).usage;
    expect([
      total?.prompt_tokens,
      total?.completion_tokens,
      total?.total_tokens,
      total?.prompt_tokens_details?.cached_tokens,
      total?.prompt_tokens_details?.cache_write_tokens,
      total?.completion_tokens_details?.reasoning_tokens,
    ]).toEqual(expected);
  });

  it.each([
    ["standard", "default"],
    ["priority", "priority"],
    ["batch", undefined],
  ])("was served by tier %s", (service_tier, expected) => {
    expect(read([], { usage: { input_tokens: 1, output_tokens: 1, service_tier } }).service_tier).toBe(expected);
  });

  it.each([[{}], ["text"], [null], [{ id: "x", content: "y" }]])("is not made of %j", (body) => {
    expect(() => anthropicWireFormat.completion(body, chat())).toThrow(
      expect.objectContaining({ status: 502, code: "upstream_error" }),
    );
  });

  it("is not made of an error that came with status 200", () => {
    const body = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
    expect(() => anthropicWireFormat.completion(body, chat())).toThrow(expect.objectContaining({ status: 503 }));
  });
});

it("takes more citations than a function takes arguments", () => {
  const citations = Array.from({ length: 150_000 }, () => ({ url: "https://a.example", title: "A" }));
  const completion = anthropicWireFormat.completion(message([{ type: "text", text: "a", citations }]), chat());
  expect(completion.choices[0]?.message.annotations).toHaveLength(citations.length);
});
