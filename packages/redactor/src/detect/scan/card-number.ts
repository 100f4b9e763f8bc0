import { cardBrand } from "../validators/card-brand.ts";
import { passesLuhn } from "../validators/luhn.ts";
import { isOneDigitRepeated } from "../validators/us-identifiers.ts";
import { brokenNumbers, hasBrokenShape, standsAmongNumbers } from "./broken-card.ts";
import { UPPER } from "./characters.ts";
import { type DigitGroups, DOT, HYPHEN, hasShape, joinGroups, SPACE } from "./digit-groups.ts";
import { CARD, NEUTRAL } from "./labels.ts";
import { isAlphanumericAt, kindAt, report, type Scan, someWordAfter, wordSet } from "./scan.ts";

/** Score of a card whose check digit is wrong: a label says that it is one, and tests and typing errors exist. */
const UNPROVEN_SCORE = 0.5;

const CARD_SHAPES = [
  [4, 4, 4, 4, 3],
  [4, 4, 4, 4],
  [4, 6, 5],
  [4, 6, 4],
];

/** A payment card in the usual groups, also when a line ends between two of them. */
export function findCard(scan: Scan, groups: DigitGroups, label: number): boolean {
  const separator = groups.separators[0];
  if (separator !== SPACE && separator !== HYPHEN && separator !== DOT) return false;
  return (groups.count >= 3 && findWholeCard(scan, groups, label)) || findBrokenCard(scan, groups, label);
}

function findWholeCard(scan: Scan, groups: DigitGroups, label: number): boolean {
  const separator = groups.separators[0];
  for (const shape of CARD_SHAPES) {
    if (!hasShape(groups, shape) || groups.separators[shape.length - 2] !== separator) continue;
    const digits = joinGroups(scan, groups, shape.length);
    const brand = cardBrand(digits);
    if (brand === undefined || isOneDigitRepeated(digits)) continue;
    const isValid = passesLuhn(digits);
    if (!isValid && label !== CARD) continue;
    const [start, end] = [groups.starts[0] as number, groups.ends[shape.length - 1] as number];
    if (isAlphanumericAt(scan, end)) continue;
    report(scan, { type: "CREDIT_CARD", kind: brand, start, end, score: isValid ? 1 : UNPROVEN_SCORE, rule: "card" });
    return true;
  }
  return false;
}

/** Only with its check digit, and not as a part of a table. */
function findBrokenCard(scan: Scan, groups: DigitGroups, label: number): boolean {
  if (label === NEUTRAL) return false;
  for (const number of brokenNumbers(scan, groups)) {
    const { head, tail } = number;
    for (const shape of CARD_SHAPES) {
      if (!hasBrokenShape(number, shape)) continue;
      const tailCount = shape.length - head.count;
      const digits = joinGroups(scan, head, head.count) + joinGroups(scan, tail, tailCount);
      const brand = cardBrand(digits);
      if (brand === undefined || isOneDigitRepeated(digits) || !passesLuhn(digits)) continue;
      const [start, end] = [head.starts[0] as number, tail.ends[tailCount - 1] as number];
      if (isAlphanumericAt(scan, end) || (label !== CARD && standsAmongNumbers(scan, number, tailCount))) continue;
      report(scan, { type: "CREDIT_CARD", kind: brand, start, end, score: 1, rule: "card-broken" });
      return true;
    }
  }
  return false;
}

const MAJOR_BRANDS = new Set(["visa", "mastercard", "amex", "discover"]);
const CARD_WORDS = wordSet("card", "visa", "mastercard", "amex", "cvv", "cvc");
/** Digits of the shortest cards. */
export const SHORTEST_CARD = 12;

/** A payment card in one run of digits. Without a label only the usual lengths of the large brands are believed. */
export function findBareCard(scan: Scan, digits: string, start: number, end: number, label: number): boolean {
  if (digits.length < SHORTEST_CARD || kindAt(scan, end) <= UPPER) return false;
  const brand = cardBrand(digits);
  if (brand === undefined || isOneDigitRepeated(digits)) return false;
  const isUsualLength = digits.length === 15 || digits.length === 16;
  const isProven = passesLuhn(digits);
  const isLabelled = label === CARD || someWordAfter(scan, end, CARD_WORDS);
  const isTelling = isUsualLength ? MAJOR_BRANDS.has(brand) : brand === "diners";
  if (isProven ? !isLabelled && (label === NEUTRAL || !isTelling) : label !== CARD || !isUsualLength) return false;
  const score = isProven ? 1 : UNPROVEN_SCORE;
  report(scan, { type: "CREDIT_CARD", kind: brand, start, end, score, rule: "card-bare" });
  return true;
}
