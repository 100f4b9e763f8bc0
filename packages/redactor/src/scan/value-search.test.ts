import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runAtOnce } from "./steps.ts";
import { createValueSearch } from "./value-search.ts";

function find(values: readonly string[], text: string): string[] {
  return runAtOnce(runAtOnce(createValueSearch(values)).find(text)).map(({ start, end }) => text.slice(start, end));
}

describe("the search for values", () => {
  it("finds the longest value that ends at each place, as whole words", () => {
    expect(find(["Jane Roe", "Roe", "12-34"], "Jane Roe, Roes, x12-34, 12-345, 12-34!")).toEqual(["Jane Roe", "12-34"]);
  });

  it("finds the same as trying every value at every place", () => {
    const word = fc.constantFrom("a", "b", "aa", " ", "-");
    const row = fc.array(word, { minLength: 1, maxLength: 6 }).map((words) => words.join(""));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.array(word, { maxLength: 30 }), (values, words) => {
        const text = words.join("");
        const standsAlone = (at: number) => !/\w\w/.test(text.slice(Math.max(0, at - 1), at + 1));
        const byEnd = new Map<number, number>();
        for (const value of values) {
          for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
            const end = at + value.length;
            if (standsAlone(at) && standsAlone(end)) byEnd.set(end, Math.min(at, byEnd.get(end) ?? at));
          }
        }
        const found = runAtOnce(runAtOnce(createValueSearch(values)).find(text));
        expect(new Map(found.map(({ start, end }) => [end, start]))).toEqual(byEnd);
      }),
    );
  });

  it("moves at most twice for each token, however alike the values are", () => {
    const values = Array.from({ length: 500 }, (_, index) => `${"a ".repeat(100)}${index}`);
    const search = runAtOnce(createValueSearch(values));
    const text = "a ".repeat(50_000);
    runAtOnce(search.find(text));
    expect(search.moves()).toBeLessThanOrEqual(2 * text.length);
  });

  it("knows values with invisible characters inside, and punctuation as URLs and HTML write it", () => {
    const variants = ["ja\u200bne@x.com", "jane%40x.com", "jane&#64;x.com", "jane@\u00adx.com"];
    for (const variant of variants) expect(find(["jane@x.com"], `to ${variant} now`)).toEqual([variant]);
  });

  it("finds names in scripts that put no spaces between words", () => {
    expect(find(["田中太郎さん東京"], "昨日田中太郎さん東京駅")).toEqual(["田中太郎さん東京"]);
  });
});
