import { cardBrand } from "../validators/card-brand.ts";
import { passesLuhn } from "../validators/luhn.ts";
import { isOneDigitRepeated } from "../validators/us-identifiers.ts";
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

/** A payment card in the usual groups. */
export function findCard(scan: Scan, groups: DigitGroups, label: number): boolean {
  const separator = groups.separators[0];
  if (groups.count < 3 || (separator !== SPACE && separator !== HYPHEN && separator !== DOT)) return false;
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
