import { describe, expect, it } from "vitest";
import { createFunctionCallIds, toToolCallId, toToolInput } from "./tool-calls.ts";

describe("a tool call id", () => {
  const nine = { accepts: /^[a-zA-Z0-9]{9}$/, length: 9 };

  it("stays where the vendor accepts it", () => {
    expect(toToolCallId("D681PevKs", nine)).toBe("D681PevKs");
  });

  it("becomes one that the vendor accepts, the same each time", () => {
    const ids = ["call_1", "call_2", "call_1_", "", "toolu_01A09q90qw90lq917835lq9", "x".repeat(5_000)];
    const replaced = ids.map((id) => toToolCallId(id, nine));
    expect(new Set(replaced).size).toBe(ids.length);
    for (const id of replaced) expect(id).toMatch(nine.accepts);
    expect(ids.map((id) => toToolCallId(id, nine))).toEqual(replaced);
    expect(toToolCallId("call_1", { ...nine, length: 40 })).toHaveLength(40);
  });
});

it.each([
  ["", {}],
  [" ", {}],
  ['{"a":1}', { a: 1 }],
  ["[1]", { arguments: [1] }],
  ['{"a":', { arguments: '{"a":' }],
  ["null", { arguments: null }],
])("arguments %j are the object %j", (text, input) => {
  expect(toToolInput(text)).toEqual(input);
});

it("a function's result belongs to the oldest open call of its name", () => {
  const ids = createFunctionCallIds();
  const call = (name: string) => ({ role: "assistant" as const, function_call: { name, arguments: "{}" } });
  const [first, second, other] = [ids.mint(call("a"), 1), ids.mint(call("a"), 2), ids.mint(call("b"), 3)];
  expect([ids.take("b", 4), ids.take("a", 5), ids.take("a", 6)]).toEqual([other, first, second]);
  expect(new Set([first, second, other, ids.take("a", 7)]).size).toBe(4);
});

it.each(['{"a":1e400,"b":[-2.5E+999]}', '{"a":1e400,"b":12345678901234567890}'])(
  "keeps numbers as they are written that JavaScript cannot hold: %s",
  (text) => {
    expect(JSON.stringify(toToolInput(text))).toBe(text);
  },
);

it("finds the calls of results in the opposite order, of which there may be many", () => {
  const ids = createFunctionCallIds();
  const names = Array.from({ length: 100_000 }, (_, index) => `f${index}`);
  const called = names.map((name, index) =>
    ids.mint({ role: "assistant", function_call: { name, arguments: "{}" } }, index),
  );
  const answered = names.toReversed().map((name, index) => ids.take(name, names.length + index));
  expect(answered.reverse().every((id, index) => id === called[index])).toBe(true);
});
