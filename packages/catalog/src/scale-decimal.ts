const DECIMAL = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/;

/**
 * A number from 0 on times a power of ten, without a step in binary fractions: 0.075 with 6 places is 75000. What is
 * beyond these places is rounded, half up, and `exact` says so. `undefined` for other numbers, and beyond 2^53-1.
 */
export function scaleDecimal(value: number, places: number): { integer: number; exact: boolean } | undefined {
  const [, whole = "", fraction = "", exponent = "0"] = DECIMAL.exec(String(value)) ?? [];
  const shift = places + Number(exponent) - fraction.length;
  // Nothing that is written with so many digits fits, or is more than nothing.
  if (!whole || Math.abs(shift) > 400) return undefined;
  const digits = BigInt(whole + fraction);
  const divisor = 10n ** BigInt(Math.max(-shift, 0));
  const scaled = digits * 10n ** BigInt(Math.max(shift, 0));
  const integer = Number((scaled * 2n + divisor) / (divisor * 2n));
  return integer <= Number.MAX_SAFE_INTEGER ? { integer, exact: scaled % divisor === 0n } : undefined;
}
