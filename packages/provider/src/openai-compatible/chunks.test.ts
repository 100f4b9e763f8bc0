import { ChatChunk, foldChunks, HubError } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { chunkOf } from "../testing/index.ts";
import { createChunkReducer } from "./chunks.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

const acme: OpenAICompatibleSpec = { id: "acme", name: "Acme", baseUrl: "https://llm.acme.example/v1" };

function reduce(values: readonly unknown[], spec: Partial<OpenAICompatibleSpec> = {}): ChatChunk[] {
  const reducer = createChunkReducer({ ...acme, ...spec });
  const chunks = values.flatMap((value) => reducer.push({ data: JSON.stringify(value) }));
  for (const chunk of chunks) ChatChunk.parse(chunk);
  return chunks;
}

describe("a chunk", () => {
  it("of OpenAI's own stays as it is, but for the padding", () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const chunks = [
      { ...chunkOf({ role: "assistant", content: "" }), usage: null },
      { ...chunkOf({ content: "a" }), service_tier: "default" },
      chunkOf({}, "stop"),
      { ...chunkOf({}), choices: [], usage },
    ];
    expect(reduce(chunks.map((chunk) => ({ ...chunk, obfuscation: "x7Gq" })))).toEqual(chunks);
  });

  it("gets what clients count on where the vendor left it out", () => {
    const [first, second, third] = reduce([
      { choices: [{ delta: { content: "a" } }, { delta: null }] },
      { choices: null },
      { id: "c", choices: [{ index: 3, delta: { role: null, tool_calls: null }, finish_reason: "" }] },
    ]);
    expect(first).toMatchObject({
      id: "",
      object: "chat.completion.chunk",
      created: expect.any(Number),
      model: "",
      choices: [
        { index: 0, delta: { content: "a" }, finish_reason: null },
        { index: 1, delta: {}, finish_reason: null },
      ],
    });
    expect(second?.choices).toEqual([]);
    expect(third?.choices).toEqual([{ index: 3, delta: {}, finish_reason: null }]);
    expect(second?.created).toBe(first?.created);
  });

  it("keeps usage on whichever chunk it comes, and leaves out what could only be counted wrongly", () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const [counted, wrong] = reduce([
      { ...chunkOf({ content: "a" }, "stop"), usage },
      { ...chunkOf({ content: "b" }), usage: { prompt_tokens: "many" } },
    ]);
    expect(counted?.usage).toEqual(usage);
    expect(wrong).not.toHaveProperty("usage");
    expect(wrong?.choices[0]?.delta.content).toBe("b");
  });

  it("says why it ended in OpenAI's words", () => {
    const call = { index: 0, id: "a", function: { name: "f", arguments: "{}" } };
    const finishes = (...values: unknown[]) => reduce(values).at(-1)?.choices[0]?.finish_reason;
    expect(finishes(chunkOf({}, "eos"))).toBe("stop");
    expect(finishes(chunkOf({}, "model_length"))).toBe("length");
    expect(finishes(chunkOf({}, "constructor"))).toBe("stop");
    expect(finishes(chunkOf({ tool_calls: [call] }), chunkOf({}, "odd"))).toBe("tool_calls");
    expect(finishes(chunkOf({ tool_calls: [call] }, "odd"))).toBe("tool_calls");
  });

  it("lets the vendor change it first, once it is known to have choices and deltas", () => {
    const seen: unknown[] = [];
    const spec: Partial<OpenAICompatibleSpec> = {
      adjustChunk(chunk) {
        for (const { delta } of chunk.choices) {
          seen.push(delta);
          delta.content = "joined";
        }
      },
    };
    const [chunk] = reduce([{ choices: [{ delta: { content: [{ text: "a" }] } }] }], spec);
    expect(chunk?.choices[0]?.delta.content).toBe("joined");
    expect(() => reduce([{ choices: [null] }], spec)).toThrow(HubError);
    expect(seen).toHaveLength(1);
  });

  it.each([
    "7",
    "null",
    "[]",
    "{",
    '{"choices":7}',
    '{"choices":{}}',
    '{"choices":"text"}',
    '{"choices":[null]}',
    '{"choices":[7]}',
    '{"choices":[{"delta":"text"}]}',
    '{"choices":[{"delta":{"content":7}}]}',
    '{"choices":[{"delta":{"tool_calls":[null]}}]}',
    '{"choices":[{"delta":{"tool_calls":[{"function":{"name":7}}]}}]}',
    '{"choices":[],"__proto__":{"a":1}}',
  ])("is not %s", (data) => {
    const reducer = createChunkReducer(acme);
    expect(() => reducer.push({ data })).toThrow(expect.objectContaining({ code: "invalid_json" }));
    expect(reducer.push({ data: JSON.stringify(chunkOf({ content: "a" })) })).toHaveLength(1);
  });
});

describe("a stream", () => {
  it("is finished by [DONE] alone", () => {
    const reducer = createChunkReducer(acme);
    reducer.push({ data: JSON.stringify(chunkOf({}, "stop")) });
    expect(reducer.push({ data: "" })).toEqual([]);
    expect(reducer.isFinished()).toBe(false);
    expect(reducer.push({ data: "[DONE]" })).toEqual([]);
    expect(reducer.isFinished()).toBe(true);
  });

  it("keeps several choices apart", () => {
    const call = (index: number, name: string) => ({
      choices: [{ index, delta: { tool_calls: [{ index: 0, id: name, function: { name, arguments: "{}" } }] } }],
    });
    const completion = foldChunks(reduce([call(0, "f"), call(1, "g"), call(1, "h")]));
    expect(completion?.choices.map(({ message }) => message.tool_calls?.map(({ id }) => id))).toEqual([
      ["f"],
      ["g", "h"],
    ]);
  });

  it.each<[string | undefined, object, object]>([
    [undefined, { error: { message: "m", type: "invalid_request_error" } }, { code: "invalid_request", status: 400 }],
    ["error", { error: { message: "m", status_code: 400 } }, { code: "invalid_request", message: "m" }],
    ["error", { error: { message: "m", code: 429 } }, { code: "rate_limit_exceeded" }],
    [undefined, { error: { message: "m", code: "rate_limit_exceeded" } }, { code: "rate_limit_exceeded" }],
    [undefined, { error: { message: "m", type: "overloaded_error" } }, { code: "upstream_error", status: 503 }],
    [undefined, { error: { message: "m", type: "server_error" } }, { code: "upstream_error", status: 502 }],
    [undefined, { error: { code: "constructor", type: "toString" } }, { code: "upstream_error", status: 502 }],
    [undefined, { error: { status: 999 } }, { code: "upstream_error", status: 502 }],
    [undefined, { error: "text", choices: [] }, { code: "upstream_error", status: 502 }],
    ["error", { message: "elsewhere" }, { code: "upstream_error", status: 502 }],
    ["error", { error: { message: "m", code: "insufficient_quota" } }, { code: "upstream_error", status: 502 }],
  ])("ends in the vendor's error: %s %j", (event, body, expected) => {
    const reducer = createChunkReducer(acme);
    expect(() => reducer.push({ event, data: JSON.stringify(body) })).toThrow(expect.objectContaining(expected));
    expect(reducer.isFinished()).toBe(false);
  });

  it("takes no notice of an error that is null", () => {
    expect(reduce([{ ...chunkOf({ content: "a" }), error: null }])).toHaveLength(1);
  });
});
