import { parseChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { createDroppedParams } from "./dropped-params.ts";
import { reportNestedFields } from "./nested-fields.ts";

function report(fields: object): string[] {
  const dropped = createDroppedParams();
  const request = parseChatRequest({ model: "m", messages: [{ role: "user", content: "?" }], ...fields });
  reportNestedFields(request, dropped);
  return [...dropped];
}

const message = (fields: object) => ({ messages: [fields] });
const user = (part: object) => message({ role: "user", content: [part] });
const assistant = (fields: object) => message({ role: "assistant", content: "!", ...fields });
const call = (fields: object, called: object = {}) =>
  assistant({
    tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}", ...called }, ...fields }],
  });
const tool = (fields: object, definition: object = {}) => ({
  tools: [{ type: "function", function: { name: "f", ...definition }, ...fields }],
});
const format = (fields: object, schema: object = {}) => ({
  response_format: { type: "json_schema", json_schema: { name: "n", schema: {}, ...schema }, ...fields },
});

describe("what no translation knows", () => {
  it.each([
    [message({ role: "system", content: "s", foo: 1 }), "messages[].foo"],
    [message({ role: "user", content: "u", tool_calls: [{}] }), "messages[].tool_calls"],
    [assistant({ reasoning: "Hm" }), "messages[].reasoning"],
    [assistant({ images: [{ type: "image_url" }] }), "messages[].images"],
    [assistant({ extra_content: { google: {} } }), "messages[].extra_content"],
    [assistant({ function_call: { name: "f", arguments: "", foo: 1 } }), "messages[].function_call.foo"],
    [
      assistant({ thinking_blocks: [{ type: "thinking", thinking: "", signature: "s", foo: 1 }] }),
      "messages[].thinking_blocks[].foo",
    ],
    [message({ role: "tool", tool_call_id: "a", content: "r", status: "error" }), "messages[].status"],
    [message({ role: "tool", tool_call_id: "a", content: "r", is_error: "yes" }), "messages[].is_error"],
    [user({ type: "text", text: "t", foo: 1 }), "messages[].content[].foo"],
    [
      user({ type: "image_url", image_url: { url: "https://a.example/b.png", foo: 1 } }),
      "messages[].content[].image_url.foo",
    ],
    [user({ type: "file", file: { file_id: "f", format: "pdf" } }), "messages[].content[].file.format"],
    [call({ extra_content: { google: {} } }), "messages[].tool_calls[].extra_content"],
    [call({}, { foo: 1 }), "messages[].tool_calls[].function.foo"],
    [tool({ foo: 1 }), "tools[].foo"],
    [tool({}, { foo: 1 }), "tools[].function.foo"],
    [{ functions: [{ name: "f", foo: 1 }] }, "functions[].foo"],
    [{ ...tool({}), tool_choice: { type: "function", function: { name: "f" }, foo: 1 } }, "tool_choice.foo"],
    [format({ foo: 1 }), "response_format.foo"],
    [format({}, { foo: 1 }), "response_format.json_schema.foo"],
    [{ stream: true, stream_options: { foo: 1 } }, "stream_options.foo"],
    [{ web_search_options: { filters: ["a"] } }, "web_search_options.filters"],
  ])("is named: %j", (fields, name) => {
    expect(report(fields)).toEqual([name]);
  });

  it("is named once, however often it is there", () => {
    const foo = { role: "user", content: "u", foo: 1 };
    expect(report({ messages: [foo, foo] })).toEqual(["messages[].foo"]);
  });
});

it("does not name what an answer holds when it is sent back", () => {
  const answer = {
    role: "assistant",
    content: "Hi",
    refusal: null,
    audio: null,
    function_call: null,
    parsed: null,
    annotations: [{ type: "url_citation", url_citation: { url: "u", title: "t", start_index: 0, end_index: 1 } }],
    reasoning_content: "Hm",
    thinking_blocks: [
      { type: "thinking", thinking: "Hm", signature: "s" },
      { type: "redacted_thinking", data: "d" },
    ],
    tool_calls: [
      { index: 0, id: "a", type: "function", function: { name: "f", arguments: "{}", parsed_arguments: { a: 1 } } },
      { index: 1, id: "b", type: "custom", custom: { name: "g", input: "i" } },
    ],
  };
  const results = [
    { role: "tool", tool_call_id: "a", content: "r", is_error: false },
    { role: "function", name: "f", content: null },
  ];
  expect(report({ messages: [answer, ...results] })).toEqual([]);
});

it("does not name what says nothing, or is the translations' own to read", () => {
  const mark = { cache_control: { type: "ephemeral" } };
  expect(report(message({ role: "user", name: "Ann", content: "u", foo: null, bar: [], ...mark }))).toEqual([]);
  expect(report(user({ type: "text", text: "t", prompt_cache_breakpoint: { mode: "explicit" }, foo: {} }))).toEqual([]);
  expect(report(tool(mark, { strict: true, description: "d", parameters: { foo: 1 }, ...mark }))).toEqual([]);
  expect(report(format({}, { description: "d", strict: true }))).toEqual([]);
  expect(report({ stream: true, stream_options: { include_usage: true, include_obfuscation: true } })).toEqual([]);
});
