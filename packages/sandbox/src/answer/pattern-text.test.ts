import { expect, it } from "vitest";
import { patternText } from "./pattern-text.ts";

it.each([
  "^[A-Z]{2}\\d{4}$",
  "^(foo|bar)-\\w+$",
  "^https?://[^\\s/]+/.*$",
  "^\\p{Lu}[a-z]*$",
  "^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$",
  "^\\d{4}-\\d{2}-\\d{2}$",
  "a{0}b{0,2}c{1,}",
  "^[^a-zA-Z0-9]$",
])("writes a text that matches %s", (pattern) => {
  expect(patternText(pattern)).toMatch(new RegExp(pattern, "u"));
});

it("gives up where it cannot", () => {
  expect(patternText("^(?=.*\\d)(?=.*[a-z]).{8,}$")).toBeUndefined();
  expect(patternText("(")).toBeUndefined();
});
