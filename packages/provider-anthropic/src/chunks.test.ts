import { readdirSync } from "node:fs";
import { HubError } from "@hub/protocol";
import { byteByByte, cutAtRandom } from "@hub/provider/testing";
import { describe, expect, it, vi } from "vitest";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";
import { chat, fixture, replay } from "./test-support.ts";

const deltas = (name: string, request = chat()) =>
  replay([fixture(name)], request).chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta));
const message = (name: string, request = chat()) => replay([fixture(name)], request).folded.choices[0]?.message;

describe("a stream's chunks", () => {
  it("begin with the role and end with the finish and one usage chunk", () => {
    const { chunks, finished } = replay([fixture("redacted-thinking")]);
    expect(chunks[0]?.choices[0]).toEqual({
      index: 0,
      delta: { role: "assistant", content: "" },
      logprobs: null,
      finish_reason: null,
    });
    expect(chunks.at(-2)?.choices[0]).toMatchObject({ delta: {}, finish_reason: "stop" });
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 10, completion_tokens: 33, total_tokens: 43 },
    });
    expect(chunks.filter(({ usage }) => usage)).toEqual([chunks[0], chunks.at(-1)]);
    expect(new Set(chunks.map(({ id, model, created }) => `${id} ${model} ${created}`)).size).toBe(1);
    expect(chunks[0]).toMatchObject({ id: "msg_1", model: "claude-sonnet-4-5-20250929", service_tier: "default" });
    expect(finished).toBe(true);
  });

  it("carry reasoning as it comes and each signed block whole", () => {
    expect(deltas("redacted-thinking").slice(1, -1)).toEqual([
      { reasoning_content: "Let me " },
      { reasoning_content: "see… " },
      {
        thinking_blocks: [
          { type: "thinking", thinking: "Let me see… ", signature: "EqQBCgIYAg==", vendor: "anthropic" },
        ],
      },
      { thinking_blocks: [{ type: "redacted_thinking", data: "EmwKAhgBEgy3va3pzix/LafPsn4a", vendor: "anthropic" }] },
      { content: "Grüße " },
      { content: "🌍" },
    ]);
  });

  it("never carry a thinking block without its signature", () => {
    expect(message("unsigned-thinking")).toMatchObject({ reasoning_content: "Endless" });
    expect(message("unsigned-thinking")).not.toHaveProperty("thinking_blocks");
  });

  it("count tool calls densely, and leave out the tools that Anthropic runs", () => {
    expect(deltas("parallel-tools").slice(2, -1)).toEqual([
      { tool_calls: [{ index: 0, id: "toolu_a", type: "function", function: { name: "weather", arguments: "" } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"city": "Ro' } }] },
      { tool_calls: [{ index: 0, function: { arguments: 'me"}' } }] },
      { tool_calls: [{ index: 1, id: "toolu_b", type: "function", function: { name: "weather", arguments: "" } }] },
      { tool_calls: [{ index: 1, function: { arguments: '{"city": "Oslo"}' } }] },
      { tool_calls: [{ index: 2, id: "toolu_c", type: "function", function: { name: "now", arguments: "" } }] },
      { tool_calls: [{ index: 2, function: { arguments: "{}" } }] },
    ]);
    expect(replay([fixture("parallel-tools")]).folded.choices[0]?.finish_reason).toBe("tool_calls");
  });

  it.each([
    ["no-argument-tool", "{}"],
    ["whole-input-tool", '{"city":"Rome"}'],
  ])("give a call its arguments though none are streamed: %s", (name, args) => {
    expect(message(name)?.tool_calls).toMatchObject([{ id: "toolu_a", function: { arguments: args } }]);
  });

  it("speak of function_call to those who speak of functions", () => {
    const legacy = chat({ functions: [{ name: "weather" }] });
    expect(deltas("parallel-tools", legacy).slice(2, -1)).toEqual([
      { function_call: { name: "weather", arguments: "" } },
      { function_call: { arguments: '{"city": "Ro' } },
      { function_call: { arguments: 'me"}' } },
    ]);
    const { folded } = replay([fixture("parallel-tools")], legacy);
    expect(folded.choices[0]).toMatchObject({
      finish_reason: "function_call",
      message: { function_call: { name: "weather", arguments: '{"city": "Rome"}' } },
    });
  });

  it("cite web pages by offsets in the whole content", () => {
    const answer = message("citations");
    expect(answer?.content).toBe("See: 🌍 is round.");
    expect(answer?.annotations).toEqual([
      {
        type: "url_citation",
        url_citation: { start_index: 5, end_index: 16, url: "https://example.com/a", title: "" },
      },
    ]);
    expect(answer?.content?.slice(5, 16)).toBe("🌍 is round");
  });

  it("tell a refusal and its explanation", () => {
    expect(replay([fixture("refusal")]).folded.choices[0]).toMatchObject({
      finish_reason: "content_filter",
      message: { content: "I ", refusal: "This could do harm." },
    });
  });

  it("count cached tokens in, and reasoning tokens", () => {
    expect(replay([fixture("cached-usage")]).folded.usage).toEqual({
      prompt_tokens: 2103,
      completion_tokens: 50,
      total_tokens: 2153,
      prompt_tokens_details: { cached_tokens: 2000, cache_write_tokens: 100, cache_write_1h_tokens: 60 },
      completion_tokens_details: { reasoning_tokens: 30 },
    });
  });

  it("go on over a second message_start, as one answer", () => {
    const { chunks, folded } = replay([fixture("spliced-message-start")]);
    expect(chunks.filter(({ choices }) => choices[0]?.delta.role)).toHaveLength(1);
    expect(folded).toMatchObject({
      id: "msg_1",
      choices: [{ message: { content: "one two", tool_calls: [{ id: "toolu_a" }] }, finish_reason: "tool_calls" }],
      usage: { prompt_tokens: 12 },
    });
  });
});

describe("a stream that goes wrong", () => {
  it.each([
    ["overloaded_error", 503, "upstream_error", true],
    ["rate_limit_error", 429, "rate_limit_exceeded", true],
    ["api_error", 502, "upstream_error", true],
    ["timeout_error", 504, "upstream_timeout", true],
    ["invalid_request_error", 400, "invalid_request", false],
    ["authentication_error", 502, "upstream_auth_error", false],
    ["something_new", 502, "upstream_error", true],
  ])("with %s throws what the same error would have been before it", (type, status, code, retryable) => {
    const reducer = anthropicWireFormat.chunks(chat());
    const data = JSON.stringify({ type: "error", error: { type, message: "Sorry" } });
    expect(() => reducer.push({ event: "error", data })).toThrow(expect.objectContaining({ status, code, retryable }));
    expect(reducer.isFinished()).toBe(false);
  });

  it("has given its chunks before", () => {
    const reducer = anthropicWireFormat.chunks(chat());
    expect(() => replay([fixture("overloaded-error")])).toThrow(HubError);
    expect(reducer.isFinished()).toBe(false);
  });

  it("by being cut off is not finished, makes up no end, and has been metered up to its first event", () => {
    const { chunks, finished } = replay([fixture("cut-off")]);
    expect(finished).toBe(false);
    expect(chunks.every(({ choices }) => choices[0]?.finish_reason === null)).toBe(true);
    expect(chunks.map(({ usage }) => usage !== undefined)).toEqual([true, ...chunks.slice(1).map(() => false)]);
  });

  it("by one broken event says invalid_json, and can go on", () => {
    const reducer = anthropicWireFormat.chunks(chat());
    reducer.push({ data: '{"type":"message_start","message":{"id":"msg_1"}}' });
    expect(() => reducer.push({ data: '{"type":"content_bl' })).toThrow(
      expect.objectContaining({ code: "invalid_json" }),
    );
    expect(reducer.push({ event: "ping", data: "" })).toEqual([]);
    expect(reducer.push({ data: '{"type":"brand_new"}' })).toEqual([]);
    expect(reducer.push({ data: "[]" })).toEqual([]);
    expect(
      reducer.push({ data: '{"type":"content_block_delta","index":7,"delta":{"type":"text_delta","text":"x"}}' }),
    ).toEqual([]);
    expect(reducer.push({ data: '{"type":"message_delta","delta":{"stop_reason":"end_turn"}}' })).toHaveLength(1);
    expect(reducer.push({ data: '{"type":"message_stop"}' })).toEqual([]);
    expect(reducer.isFinished()).toBe(true);
    expect(reducer.push({ data: '{"type":"message_stop"}' })).toEqual([]);
  });

  it.each([
    ["alone", []],
    ["after a start", ['{"type":"message_start","message":{"id":"msg_1"}}']],
  ])("by an end without a reason (%s) is an error, not a made-up finish", (_where, events) => {
    const reducer = anthropicWireFormat.chunks(chat());
    for (const data of events) reducer.push({ data });
    expect(() => reducer.push({ data: '{"type":"message_stop"}' })).toThrow(
      expect.objectContaining({ code: "upstream_error", status: 502 }),
    );
    expect(reducer.isFinished()).toBe(false);
  });

  it.each(['{"error":{"type":"overloaded_error","message":"Overloaded"}}', "upstream died", "[]"])(
    "by an error event of any form (%s) is an error",
    (data) => {
      expect(() => anthropicWireFormat.chunks(chat()).push({ event: "error", data })).toThrow(
        expect.objectContaining({ code: "upstream_error" }),
      );
    },
  );
});

describe("a stream cut anywhere", () => {
  const names = readdirSync(new URL("./fixtures/", import.meta.url)).map((file) => file.replace(/\.sse$/, ""));
  const whole = names.filter((name) => !["overloaded-error", "broken-event"].includes(name));

  it.each(whole)("is the same: %s", (name) => {
    vi.setSystemTime(0);
    const bytes = fixture(name);
    const { chunks } = replay([bytes]);
    expect(replay(byteByByte(bytes)).chunks).toEqual(chunks);
    for (const seed of [1, 2, 3]) expect(replay(cutAtRandom(bytes, seed)).chunks).toEqual(chunks);
    vi.useRealTimers();
  });
});
