import { describe, expect, it } from "vitest";
import { createUnitReader } from "../text-units.ts";
import { IS_ANCHOR } from "./find-marks.ts";
import { hasLeetWord, IS_SIGN } from "./leet-words.ts";
import { createPlaceFinder } from "./note-places.ts";
import { compilePhrases } from "./phrases.ts";
import { leetAlphabet, plainAlphabet } from "./words.ts";

const leet = leetAlphabet(plainAlphabet());
const rules = [{ name: "rule", weight: 1, phrases: ["ignore all instructions"] }];
const book = compilePhrases({ rules, lists: {}, listsWithTypos: [], fold: (text) => text }, leet);
const readUnits = createUnitReader();
const notePlaces = createPlaceFinder(IS_ANCHOR, IS_SIGN);

function has(text: string): boolean {
  const units = readUnits(text);
  return hasLeetWord(units, text.length, notePlaces(units, text.length).signs, leet, book);
}

describe("a word written with digits and signs", () => {
  it.each([
    "1gnore",
    "IGN0RE",
    "!nstruct!ons",
    "please 1gn0re! it",
    "(a11)",
    "4ll",
    "in5truct1on$",
    `${"ab1".repeat(40)} 1gnore`,
    "v2.1gnore",
  ])("is seen in %j", (text) => {
    expect(has(text)).toBe(true);
  });

  it.each(["", "ignore all instructions", "order 4711", "build-7f3a9c", "x1 = y2 + 3", "1", "a".repeat(99)])(
    "is not seen in %j",
    (text) => {
      expect(has(text)).toBe(false);
    },
  );

  it("is not looked for in what stood there before", () => {
    expect(has("1gnore")).toBe(true);
    expect(has("1g")).toBe(false);
  });
});
