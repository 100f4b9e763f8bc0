import fc from "fast-check";
import { expect, it } from "vitest";
import { countTokens, tokenize } from "./tokens.ts";

it("cuts any text into pieces that join to it again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(tokenize(text).join("")).toBe(text);
      expect(countTokens(text)).toBe(tokenize(text).length);
    }),
  );
});

it("makes pieces of at most four letters", () => {
  expect(tokenize("Hello, wonderful world 12345")).toEqual([
    "Hell",
    "o",
    ",",
    " wond",
    "erfu",
    "l",
    " worl",
    "d",
    " ",
    "123",
    "45",
  ]);
});
