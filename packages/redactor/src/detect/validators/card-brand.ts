interface CardRange {
  readonly brand: string;
  /** First and last issuer prefix, both of the same length. */
  readonly from: string;
  readonly to: string;
  readonly lengths: readonly number[];
}

/** Issuer ranges as the networks publish them; narrower ranges stand before wider ones. */
const RANGES: readonly CardRange[] = [
  { brand: "amex", from: "34", to: "34", lengths: [15] },
  { brand: "amex", from: "37", to: "37", lengths: [15] },
  { brand: "jcb", from: "3528", to: "3589", lengths: [16, 17, 18, 19] },
  { brand: "jcb", from: "1800", to: "1800", lengths: [15] },
  { brand: "jcb", from: "2131", to: "2131", lengths: [15] },
  { brand: "diners", from: "300", to: "305", lengths: [14, 16] },
  { brand: "diners", from: "309", to: "309", lengths: [14, 16] },
  { brand: "diners", from: "36", to: "36", lengths: [14, 16] },
  { brand: "diners", from: "38", to: "39", lengths: [14, 16] },
  { brand: "visa", from: "4", to: "4", lengths: [13, 16, 19] },
  { brand: "mir", from: "2200", to: "2204", lengths: [16, 17, 18, 19] },
  { brand: "mastercard", from: "2221", to: "2720", lengths: [16] },
  { brand: "mastercard", from: "51", to: "55", lengths: [16] },
  { brand: "discover", from: "6011", to: "6011", lengths: [16, 17, 18, 19] },
  { brand: "discover", from: "644", to: "649", lengths: [16, 17, 18, 19] },
  { brand: "discover", from: "65", to: "65", lengths: [16, 17, 18, 19] },
  { brand: "unionpay", from: "62", to: "62", lengths: [16, 17, 18, 19] },
  { brand: "maestro", from: "50", to: "50", lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
  { brand: "maestro", from: "56", to: "69", lengths: [12, 13, 14, 15, 16, 17, 18, 19] },
];

/** The card network whose issuer ranges and lengths these digits fit, whatever their check digit. */
export function cardBrand(digits: string): string | undefined {
  for (const { brand, from, to, lengths } of RANGES) {
    const prefix = digits.slice(0, from.length);
    if (prefix >= from && prefix <= to && lengths.includes(digits.length)) return brand;
  }
  return undefined;
}
