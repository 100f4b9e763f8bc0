import { describe, expect, it } from "vitest";
import { answer, replay, response, streamOf, tool, translate } from "./test-support.ts";

const EPHEMERAL = { type: "ephemeral" };
const EXPLICIT = { mode: "explicit" };
const call = { id: "a", type: "function", function: { name: "f", arguments: "{}" } };
const result = { role: "tool", tool_call_id: "a", content: "1" };
const image = { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } };
const user = (fields: object) => ({ messages: [{ role: "user", content: "Hi", ...fields }] });
const part = (fields: object) => user({ content: [{ type: "text", text: "Hi", ...fields }] });
const assistant = (fields: object) => ({
  messages: [{ role: "user", content: "Hi" }, { role: "assistant", content: "Ho", ...fields }, result].slice(
    0,
    "tool_calls" in fields ? 3 : 2,
  ),
});
const called = (fields: object) => assistant({ tool_calls: [{ ...call, ...fields }] });
const answered = (fields: object) => {
  const { messages } = called({});
  return { messages: [...messages.slice(0, 2), { ...result, ...fields }] };
};
const schema = { type: "object" };

describe("what a request says and Google cannot be told", () => {
  it.each<[string, Record<string, unknown>]>([
    ["messages[].cache_control", user({ cache_control: EPHEMERAL })],
    ["messages[].new", user({ new: 1 })],
    ["messages[].content[].cache_control", part({ cache_control: EPHEMERAL })],
    ["messages[].content[].prompt_cache_breakpoint", part({ prompt_cache_breakpoint: EXPLICIT })],
    ["messages[].content[].new", part({ new: 1 })],
    [
      "messages[].content[].image_url.new",
      user({ content: [{ ...image, image_url: { ...image.image_url, new: 1 } }] }),
    ],
    ["messages[].reasoning", assistant({ reasoning: "Hm" })],
    ["messages[].images", assistant({ images: [image] })],
    ["messages[].prefix", assistant({ prefix: true })],
    ["messages[].tool_calls[].new", called({ new: 1 })],
    ["messages[].status", answered({ status: "error" })],
    ["messages[].is_error", answered({ is_error: "yes" })],
    ["tools[].cache_control", { tools: [{ ...tool("f"), cache_control: EPHEMERAL }] }],
    ["tools[].new", { tools: [{ ...tool("f"), new: 1 }] }],
    ["tools[].function.cache_control", { tools: [tool("f", { cache_control: EPHEMERAL })] }],
    ["tools[].function.new", { tools: [tool("f", { new: 1 })] }],
    ["functions[].cache_control", { functions: [{ name: "f", cache_control: EPHEMERAL }] }],
    ["stream_options.new", { stream: true, stream_options: { new: 1 } }],
    ["thinkingConfig", { thinkingConfig: "x" }],
    ["thinking_config", { thinkingConfig: null, thinking_config: "x" }],
    ["thinking_config", { thinkingConfig: { thinkingBudget: 1 }, thinking_config: { thinkingBudget: 2 } }],
    ["top_k", { top_k: "5" }],
    ["topK", { topK: "5" }],
    ["extra_body", { extra_body: "x" }],
    ["extra_body.google.cached_content", { cached_content: "c", extra_body: { google: { cached_content: "d" } } }],
    ["seed", { seed: 2 ** 40 }],
    [
      "response_format.json_schema.strict",
      {
        model: "gemma-3-27b-it",
        response_format: { type: "json_schema", json_schema: { name: "x", strict: true, schema } },
      },
    ],
    [
      "response_format.json_schema.description",
      { response_format: { type: "json_schema", json_schema: { name: "x", description: "D" } } },
    ],
  ])("is named: %s", (path, fields) => {
    expect(translate(fields).dropped).toEqual([path]);
  });

  it.each<[string, Record<string, unknown>]>([
    ["an answer's own fields", assistant({ refusal: null, audio: null, annotations: [{ type: "url_citation" }] })],
    ["a call as it came in a stream", called({ index: 0 })],
    ["empty values", user({ cache_control: null, new: null, images: [], tags: {} })],
    ["a result that is none of an error", answered({ is_error: false })],
    [
      "options of OpenAI's streams",
      { stream: true, stream_options: { include_usage: true, include_obfuscation: true } },
    ],
    ["a seed of 32 bits", { seed: -(2 ** 31) }],
    ["nothing in Google's fields", { thinkingConfig: null, top_k: null, extra_body: {} }],
  ])("is not named where nothing is lost: %s", (_name, fields) => {
    expect(translate(fields).dropped).toEqual([]);
  });

  it("is nothing of what its own answers say, signatures and ratings among it", () => {
    const parts = [
      { text: "Ho", thoughtSignature: Buffer.from("a signature of some length").toString("base64") },
      { functionCall: { name: "f", args: {} }, thoughtSignature: Buffer.from("another signature").toString("base64") },
    ];
    const facts = { finishReason: "STOP", safetyRatings: [{ category: "X" }] };
    const streamed = replay([streamOf([response(parts, facts)])]).folded;
    for (const { choices } of [answer({ content: { parts }, ...facts }), streamed]) {
      const message = choices[0]?.message;
      const toolResult = { ...result, tool_call_id: message?.tool_calls?.[0]?.id };
      expect(translate({ messages: [{ role: "user", content: "Hi" }, message, toolResult] }).dropped).toEqual([]);
    }
  });
});

it("the description of the answer's form is the schema's, or the instruction's", () => {
  const format = (fields: object) => ({
    response_format: { type: "json_schema", json_schema: { name: "x", description: "D", schema, ...fields } },
  });
  const described = (fields: object) =>
    translate(format(fields)).body.generationConfig?.responseJsonSchema?.description;
  expect(described({})).toBe("D");
  expect(described({ schema: { ...schema, description: "E" } })).toBe("D\nE");
  expect(described({ schema: { ...schema, description: "D" } })).toBe("D");
  const { contents } = translate({ model: "gemma-3-27b-it", ...format({}) }).body;
  expect(contents[0]?.parts[0]?.text).toContain("\nD\n");
});
