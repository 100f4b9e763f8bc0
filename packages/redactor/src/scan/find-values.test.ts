import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createValueFinder } from "./find-values.ts";
import { runAtOnce } from "./steps.ts";
import { createValueSearch } from "./value-search.ts";

function find(values: readonly string[], text: string): string[] {
  return runAtOnce(createValueFinder(values)(text)).map(({ start, end }) => text.slice(start, end));
}

describe("finding values", () => {
  it("finds what reading every word finds, however the text and the values are written", () => {
    const plain = ["a", "b", "1", " ", "-", "@", "Jane", "Roe", "x.com", "12-34", "漢", "é", "\ud83d\ude00"];
    const other = ["%40", "%2e", "&#64;", "%4", "%", "&", "\u200b", "\u00ad"];
    const word = fc.oneof(
      { arbitrary: fc.constantFrom(...plain), weight: 6 },
      { arbitrary: fc.constantFrom(...other), weight: 1 },
    );
    const row = (maxLength: number) => fc.array(word, { minLength: 1, maxLength }).map((words) => words.join(""));
    const texts = fc.record({
      values: fc.uniqueArray(row(6), { minLength: 1, maxLength: 5 }),
      // So many that they are looked for at once.
      more: fc.constantFrom(0, 40),
      parts: fc.array(fc.oneof(row(8), fc.nat(4)), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(texts, ({ values, more, parts }) => {
        const all = [...values, ...Array.from({ length: more }, (_, index) => `other ${index} value`)];
        const written = parts.map((part) => (typeof part === "string" ? part : (values[part] ?? "Jane Roe")));
        const text = written.join("") + "; lorem ipsum".repeat(more * 2);
        expect(runAtOnce(createValueFinder(all)(text))).toEqual(
          runAtOnce(runAtOnce(createValueSearch(all)).find(text)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("finds them wherever they stand in a long text", () => {
    const values = Array.from({ length: 40 }, (_, index) => `value ${index} of many`);
    for (const shift of [0, 1, 7, 8, 9, 10, 15, 16]) {
      const text = `${"lorem ipsum ".repeat(5_461)}${" ".repeat(shift)}${values.join("; ")}${" dolor".repeat(20_000)} ${values[7]}`;
      expect(find(values, text)).toEqual([...values, values[7]]);
    }
  });

  it("finds values that are disguised far apart", () => {
    const gap = " nothing to see here. ".repeat(1_000);
    const text = `jane.roe@x.com${gap}jane.roe%40x.com${gap}jane.\u200broe@x.com${gap}jane.roe@x.com`;
    expect(find(["jane.roe@x.com"], text)).toEqual([
      "jane.roe@x.com",
      "jane.roe%40x.com",
      "jane.\u200broe@x.com",
      "jane.roe@x.com",
    ]);
  });

  it("finds the same where everything looks like a value", () => {
    const values = Array.from({ length: 60 }, (_, index) => `${"ab ".repeat(40 + index)}c`);
    const text = `${"ab ".repeat(3_000)}c`;
    expect(find(values, text)).toEqual([values.at(-1)]);
  });
});
