import { expect, test } from "vitest";
import { createDroppedParams } from "./dropped-params.ts";
import { reportUnknownFields, reportUnusable } from "./unknown-fields.ts";

const known = new Set(["type", "text"]);

function report(...values: object[]): string[] {
  const dropped = createDroppedParams();
  for (const value of values) reportUnknownFields(value, known, "messages[].content[]", dropped);
  return [...dropped];
}

test("names each unknown field once, by its path", () => {
  expect(report({ type: "text", text: "Hello", foo: 1 }, { type: "text", foo: 2, bar: false })).toEqual([
    "messages[].content[].foo",
    "messages[].content[].bar",
  ]);
});

test("leaves out what says nothing", () => {
  expect(report({ type: "text", text: "Hello", a: null, b: undefined, c: "", d: [], e: {} })).toEqual([]);
});

test("names a value that cannot be used, unless it says nothing", () => {
  const dropped = createDroppedParams();
  for (const nothing of [null, undefined, "", [], {}]) reportUnusable("top_k", nothing, dropped);
  expect([...dropped]).toEqual([]);
  for (const value of ["5", 0, false]) reportUnusable("top_k", value, dropped);
  expect([...dropped]).toEqual(["top_k"]);
});
