import { describe, expect, it } from "vitest";
import { checkPattern } from "./check-pattern.ts";
import { createCustomDetector } from "./custom-detector.ts";

const find = (pattern: string, text: string, ignoreCase = false) =>
  createCustomDetector([{ name: "X", pattern, ignoreCase, score: 1 }])(text).map(({ start, end }) =>
    text.slice(start, end),
  );

describe("custom patterns that are accepted", () => {
  it.each([
    ["EMP-\\d{6}", "see EMP-123456!", ["EMP-123456"]],
    ["\\bB\\d+\\b", "B1 and B22 and xB3", ["B1", "B22"]],
    ["(?:\\d{1,3}\\.){3}\\d{1,3}", "at 10.0.0.1.", ["10.0.0.1"]],
    ["[A-Z]{2}-?\\d{4,8}[a-z]?", "AB1234x CD-99999", ["AB1234x", "CD-99999"]],
    ["\\w+@corp\\.example", "me@corp.example", ["me@corp.example"]],
    ["\\b\\w{1,20}(?:,\\w{1,20}){0,9};", "a,b,c; d", ["a,b,c;"]],
    ["(?:north|south|east)-\\d+", "south-7", ["south-7"]],
    ["(?:mr|mrs|ms)\\. [A-Z][a-z]+", "mrs. Smith", ["mrs. Smith"]],
    ['"[^"]*"', 'say "hi" now', ['"hi"']],
    ["\\u00e4\\x41[\\d\\-.]+?;", "äA1-2.3;", ["äA1-2.3;"]],
    ["(?<year>\\d{4})/\\d{2}", "2026/01", ["2026/01"]],
    ["^ID:\\s*[0-9a-f]{8}", "ID: 0123abcd", ["ID: 0123abcd"]],
    ["😀\\d", "😀5", ["😀5"]],
  ])("%s", (pattern, text, expected) => {
    expect(checkPattern(pattern).reason).toBeUndefined();
    expect(find(pattern, text)).toEqual(expected);
  });

  it("ignores case when asked to", () => {
    expect(find("emp-\\d", "EMP-1", true)).toEqual(["EMP-1"]);
    expect(find("emp-\\d", "EMP-1")).toEqual([]);
  });

  it("takes an open-ended repeat for 64 at most, however long the text", () => {
    expect(find("x\\d+", `x${"1".repeat(100)}`)).toEqual([`x${"1".repeat(64)}`]);
  });
});

describe("custom patterns that are refused", () => {
  it.each([
    ["(a)\\1", /back-reference/],
    ["(?<a>x)\\k<a>", /back-reference/],
    ["a(?=b)", /lookaround/],
    ["(?<!a)b", /lookaround/],
    ["(?i:a)", /unknown kind of group/],
    ["(a+)+b", /go on with/],
    ["(a|aa)+b", /same character/],
    ["(a*)*b", /may be empty/],
    ["(?:\\w+\\s?)+$", /go on with/],
    ["\\w+\\d+x", /go on with/],
    [".*foo.*bar", /go on with/],
    ["(?:a?){30}b", /may be empty/],
    [`${"a?".repeat(20)}b`, /too many ways/],
    ["(?:ab|ab?c)(?:ab|ab?c)(?:ab|ab?c)(?:ab|ab?c)(?:ab|ab?c)x", /too many ways/],
    ["(?:x?y?)*z", /may be empty/],
    ["\\w+(?:,\\w+)*;", /can match 4225/],
    ["\\d{1000}", /can match 1000 characters/],
    ["(?:\\d{60}-){10}", /can match 610 characters/],
    ["x*", /empty text/],
    ["a|", /empty text/],
    ["", /empty text/],
    ["a**", /repeats a repeat/],
    ["(a", /never ends/],
    ["a)", /unmatched/],
    ["[a", /never ends/],
    ["[z-a]", /range/],
    ["+a", /nothing to repeat/],
    ["a{3,1}", /wrong way round/],
    ["a{", /unescaped/],
    ["\\q", /unknown escape/],
    ["x\\", /backslash/],
    ["\\p{Nonsense}", /not a valid/],
    [`${"(".repeat(30)}a${")".repeat(30)}`, /deeper/],
    ["a".repeat(501), /longer than 500/],
  ])("%s", (pattern, reason) => {
    expect(checkPattern(pattern).reason).toMatch(reason);
  });
});

describe("what a pattern costs for each character", () => {
  it.each([
    ["EMP-\\d{6}", 1],
    ["x\\d{1,64}", 1],
    ["^[a-z]{1,250}9", 1],
    ["\\b[A-Z][a-z]{1,30}", 1],
    ["\\b[a-z]{1,20}(?:-[a-z]{1,20}){0,5};", 12],
    ["[A-Z]{2}-?\\d{4,8}[a-z]?", 6],
    ["(?:\\d{1,3}\\.){3}\\d{1,3}", 12],
    ["\\b(?:\\d{4} ){3}\\d{4}", 4],
    ["(?:north|south)-\\d", 2],
  ])("%s", (pattern, work) => {
    expect(checkPattern(pattern)).toEqual({ work });
  });

  it.each([
    ["a{1,255}b"],
    ["\\Ba{1,255}b"],
    ["[a-z]{230}[a-z]{0,15}[a-z]?[0-9]"],
    ["(?:a|b|c|d){1,250}9"],
    ["(?:\\b|x)[a-z]{1,200}[0-9]"],
    ["\\b(?:[a-z]-){1,120}[0-9]"],
    ["\\b[^0-9]{1,255}[0-9]"],
    ["(?:[a-z]{1,120}[0-9]|[a-z]{1,120}-|[a-z]{1,120}_|[a-z]{1,120}!)"],
  ])("%s is too much", (pattern) => {
    expect(checkPattern(pattern).reason).toMatch(/can look at each character of a text \d{3,5} times; 100 is the most/);
  });
});
