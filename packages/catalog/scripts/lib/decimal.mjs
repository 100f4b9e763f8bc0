import { scaleDecimal } from "../../src/scale-decimal.ts";

/** A price times a power of ten, rounded to an integer: some lists have sums of binary fractions. */
export function shifted(price, places) {
  const scaled = scaleDecimal(price, places);
  if (!scaled) throw new Error(`Not a price: ${price}`);
  return scaled.integer;
}
