/**
 * Nano-USD as decimal USD, exact and without trailing zeros: `1_250_000` is `"0.00125"`.
 *
 * @throws RangeError for anything but a safe integer.
 */
export function formatUsd(nanoUsd: number): string {
  if (!Number.isSafeInteger(nanoUsd)) throw new RangeError("Expected nano-USD as a safe integer.");
  const digits = String(Math.abs(nanoUsd)).padStart(10, "0");
  const fraction = digits.slice(-9).replace(/0+$/, "");
  return `${nanoUsd < 0 ? "-" : ""}${digits.slice(0, -9)}${fraction && `.${fraction}`}`;
}
