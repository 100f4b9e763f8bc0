import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scaleDecimal } from "./scale-decimal.ts";

describe("scaleDecimal", () => {
  it.each([
    [0, 6, 0, true],
    [2.5, 6, 2_500_000, true],
    [0.075, 6, 75_000, true],
    [0.1, 6, 100_000, true],
    [1e-7, 9, 100, true],
    [1e21, 0, undefined, true],
    // As some lists have them: sums of binary fractions, and prices a token.
    [0.049999999999999996, 6, 50_000, false],
    [0.0000075, 10, 75_000, true],
    [0.0000005, 6, 1, false],
    [1e-9, 6, 0, false],
    [1e-300, 6, 0, false],
    [9_007_199_254.740992, 6, undefined, true],
    [1e308, 6, undefined, true],
    [-1, 6, undefined, true],
    [Number.NaN, 6, undefined, true],
    [Number.POSITIVE_INFINITY, 6, undefined, true],
  ])("%d with %d places is %s", (value, places, integer, exact) => {
    expect(scaleDecimal(value, places)).toEqual(integer === undefined ? undefined : { integer, exact });
  });

  it("is exact for every price that has so many decimals", () => {
    const check = (whole: number, micro: number) => {
      const text = `${whole}.${String(micro).padStart(6, "0")}`;
      expect(scaleDecimal(Number(text), 6)).toEqual({ integer: whole * 1_000_000 + micro, exact: true });
    };
    fc.assert(fc.property(fc.nat(99_999), fc.nat(999_999), check), { numRuns: 2000, seed: 5 });
  });
});
