import { expect, it } from "vitest";
import { formatUsd } from "./format-usd.ts";

it.each([
  [0, "0"],
  [1, "0.000000001"],
  [1_250_000, "0.00125"],
  [1_000_000_000, "1"],
  [-2_500_000_000, "-2.5"],
  [12_345_678_901, "12.345678901"],
  [Number.MAX_SAFE_INTEGER, "9007199.254740991"],
])("%d nano-USD are %s USD", (nanoUsd, usd) => {
  expect(formatUsd(nanoUsd)).toBe(usd);
});

it.each([0.5, Number.NaN, 2 ** 53])("refuses %d", (odd) => {
  expect(() => formatUsd(odd)).toThrow(RangeError);
});
