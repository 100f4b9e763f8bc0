import { describe, expect, it } from "vitest";
import { parseChatRequest } from "./chat-request.ts";
import { MAX_JSON_VALUES, parseJson } from "./json.ts";

const user = { role: "user", content: "hi" };
const minimal = { model: "m", messages: [user] };
const many = (count: number, item: unknown = {}) => Array.from({ length: count }, () => item);
const fields = (count: number) => Object.fromEntries(many(count).map((_item, index) => [`field${index}`, 7]));

describe("a request that is too large to check", () => {
  it.each([
    ["tools", { tools: many(2_001) }, "array_above_max_length", "tools"],
    ["functions", { functions: many(100_000) }, "array_above_max_length", "functions"],
    ["parts", { messages: [{ role: "user", content: many(2_001) }] }, "array_above_max_length", "messages[0].content"],
    [
      "tool calls",
      { messages: [user, { role: "assistant", tool_calls: many(2_001) }] },
      "array_above_max_length",
      "messages[1].tool_calls",
    ],
    [
      "parts in all",
      { messages: many(11, { role: "user", content: many(1_900) }) },
      "array_above_max_length",
      "messages",
    ],
    ["metadata", { metadata: fields(4_001) }, "invalid_value", "metadata"],
    ["fields", fields(4_001), "invalid_value", null],
  ])("in its %s is refused before it is checked", (_what, more, code, param) => {
    expect(() => parseChatRequest({ ...minimal, ...more })).toThrow(
      expect.objectContaining({ status: 400, code, param }),
    );
  });

  it("is not one with many tools, parts and messages", () => {
    const tool = { type: "function", function: { name: "f" } };
    const parts = many(1_900, { type: "text", text: "a" });
    const body = {
      ...minimal,
      token_ids: many(100_000, 7),
      messages: [...many(5_000, user), { role: "user", content: parts }],
      tools: many(2_000, tool),
    };
    expect(parseChatRequest(body)).toBe(body);
  });
});

describe("JSON with too many values", () => {
  it.each([
    ["empty lists", `[${"[],".repeat(MAX_JSON_VALUES)}[]]`],
    ["numbers", `[${"1,".repeat(MAX_JSON_VALUES)}1]`],
    ["fields", `{${Array.from({ length: MAX_JSON_VALUES + 1 }, (_, index) => `"${index}":1`).join()}}`],
    ["brackets", "[".repeat(6_000_000)],
  ])("(%s) is refused before it is parsed", (_what, text) => {
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ status: 400, code: "invalid_json" }));
  });

  it("is not one whose strings are full of commas, brackets, quotes and backslashes", () => {
    const text = `${',[{"\\'.repeat(MAX_JSON_VALUES)}"`;
    for (const value of [[text], { [text]: text }, [`${text}\\`, text]]) {
      expect(parseJson(JSON.stringify(value))).toEqual(value);
    }
  });

  it("is taken where the bound is higher", () => {
    const text = `[${"1,".repeat(MAX_JSON_VALUES)}1]`;
    expect(parseJson(text, { maxValues: MAX_JSON_VALUES + 2 })).toHaveLength(MAX_JSON_VALUES + 1);
  });
});
