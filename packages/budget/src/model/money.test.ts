import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactSum, MAX_AMOUNT, MAX_MARKUP, withMarkup } from "./money.ts";

describe("withMarkup", () => {
  it.each([
    [0, 250, 0],
    [1, 0, 1],
    [1, 1, 2],
    [10_000, 1, 10_001],
    [10_001, 1, 10_003],
    [101, 250, 104],
    [1_000, 10_000, 2_000],
    [MAX_AMOUNT, MAX_MARKUP, 6 * MAX_AMOUNT],
  ])("%d at %d basis points is %d", (usd, markup, total) => {
    expect(withMarkup(usd, markup)).toBe(total);
  });

  it("is exact and rounded up, whatever the amount", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX_AMOUNT }), fc.integer({ min: 0, max: MAX_MARKUP }), (usd, markup) => {
        const exact = BigInt(usd) * (10_000n + BigInt(markup));
        expect(BigInt(withMarkup(usd, markup))).toBe((exact + 9_999n) / 10_000n);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("exactSum", () => {
  it("refuses what is not exact any more", () => {
    expect(exactSum(Number.MAX_SAFE_INTEGER, -1)).toBe(Number.MAX_SAFE_INTEGER - 1);
    for (const left of [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER])
      expect(() => exactSum(left, Math.sign(left))).toThrow(expect.objectContaining({ code: "amount_out_of_range" }));
  });
});
