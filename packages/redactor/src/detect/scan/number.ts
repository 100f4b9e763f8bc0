import { isNhsNumber } from "../validators/uk-identifiers.ts";
import { isOneDigitRepeated, isSocialSecurityNumber, isTaxpayerNumber } from "../validators/us-identifiers.ts";
import { findBareCard, findCard, SHORTEST_CARD } from "./card-number.ts";
import { DIGIT } from "./characters.ts";
import { findCountryNumber } from "./country-identifier.ts";
import { findCompactDate, findNumericDate } from "./date-of-birth.ts";
import {
  type DigitGroups,
  DOT,
  endsAfter,
  groupLength,
  HYPHEN,
  hasShape,
  joinGroups,
  readDigitGroups,
  SLASH,
  SPACE,
} from "./digit-groups.ts";
import { BANK_DIGITS, labelledNumber, RECORD_DIGITS } from "./labelled-number.ts";
import * as Label from "./labels.ts";
import { findIpv4 } from "./network-address.ts";
import { findPhoneNumber, hasPhonePrefix } from "./phone-number.ts";
import { isAlphanumericAt, kindAt, labelBefore, report, type Scan, someWordAfter, wordSet } from "./scan.ts";

const SHORTEST_NUMBER = 5;
const LABEL_SCORE = 0.7;
const UNISSUED_SCORE = 0.5;

/** Whatever entity begins with the digits in `[start, end)`, which no letter touches. */
export function findNumber(scan: Scan, start: number, end: number, groups: DigitGroups): void {
  const { units } = scan;
  const before = start > 0 ? (units[start - 1] as number) : 0;
  if (before === DOT && start > 1 && kindAt(scan, start - 2) === DIGIT) return;
  if (before === 0x5f || before === 0x23 || before === 0x24 || before === 0x5c) return;
  const isTail = (before === HYPHEN || before === SLASH) && isAlphanumericAt(scan, start - 2);
  if (isTail && scan.labelEnd !== start - 1 && before !== SLASH) return;
  const next = units[end] as number;
  const goesOn = next === SPACE || next === HYPHEN || next === DOT || next === SLASH || next === 0x29;
  if (!goesOn && end - start < SHORTEST_NUMBER) return;
  readDigitGroups(scan, start, end, groups);
  if (groups.count === 1 && end - start < SHORTEST_NUMBER) return;
  const label = labelBefore(scan, start);
  if (groups.count > 1 && findGrouped(scan, groups, label)) return;
  if (groups.count > 1 || hasPhonePrefix(scan, start)) {
    if (findPhoneNumber(scan, groups, label)) return;
  }
  // The digits may be followed by others that have nothing to do with them: a list, a table.
  if (next !== DOT || !isAlphanumericAt(scan, end + 1)) findUngrouped(scan, groups, start, end, label);
}

function findGrouped(scan: Scan, groups: DigitGroups, label: number): boolean {
  const start = groups.starts[0] as number;
  const separator = groups.separators[0] as number;
  const { separators } = groups;
  const isDotted = groups.count > 3 && separators[0] === DOT && separators[1] === DOT && separators[2] === DOT;
  if (isDotted && (groups.count === 4 || groups.separators[3] !== DOT) && groupLength(groups, 0) <= 3) {
    return findIpv4(scan, start, groups.ends[3] as number);
  }
  if (findCard(scan, groups, label)) return true;
  if (hasShape(groups, [3, 2, 4]) && endsAfter(groups, 3) && separator !== SLASH) {
    if (groups.separators[1] === separator && findSocialSecurity(scan, groups, label)) return true;
  }
  if (findNumericDate(scan, groups, label)) return true;
  if (findCountryNumber(scan, groups, label)) return true;
  if (label === Label.NHS && hasShape(groups, [3, 3, 4])) {
    const digits = joinGroups(scan, groups, 3);
    if (isNhsNumber(digits)) {
      report(scan, { type: "UK_NHS", start, end: groups.ends[2] as number, score: 1, rule: "nhs" });
      return true;
    }
  }
  return findLabelledGroups(scan, groups, label);
}

/** Account, record and licence numbers that are written in groups. */
function findLabelledGroups(scan: Scan, groups: DigitGroups, label: number): boolean {
  const type =
    label === Label.BANK
      ? "US_BANK_NUMBER"
      : label === Label.RECORD
        ? "MEDICAL_RECORD_NUMBER"
        : label === Label.LICENSE
          ? "US_DRIVER_LICENSE"
          : undefined;
  if (type === undefined) return false;
  const separator = groups.separators[0];
  if (separator !== HYPHEN && !(separator === SPACE && type === "US_BANK_NUMBER")) return false;
  let count = 1;
  while (count < groups.count && groups.separators[count - 1] === separator && groupLength(groups, count) > 1) count++;
  const digits = joinGroups(scan, groups, count);
  const limits = type === "US_BANK_NUMBER" ? BANK_DIGITS : RECORD_DIGITS;
  if (count < 2 || digits.length < limits.min || digits.length > limits.max) return false;
  const [start, end] = [groups.starts[0] as number, groups.ends[count - 1] as number];
  report(scan, { type, start, end, score: LABEL_SCORE, rule: "labelled-groups" });
  return true;
}

function findSocialSecurity(scan: Scan, groups: DigitGroups, label: number): boolean {
  const [start, end] = [groups.starts[0] as number, groups.ends[2] as number];
  if (isAlphanumericAt(scan, end)) return false;
  const digits = joinGroups(scan, groups, 3);
  const isDashed = groups.separators[0] === HYPHEN;
  const isLabelled =
    label === Label.SSN || label === Label.ITIN || (isLabelFollowing(scan, end) && label !== Label.NEUTRAL);
  if (isTaxpayerNumber(digits)) {
    if (!isDashed && !isLabelled) return false;
    report(scan, { type: "US_ITIN", start, end, score: isLabelled ? 1 : 0.8, rule: "itin" });
    return true;
  }
  if (!isSocialSecurityNumber(digits)) {
    // Made-up numbers stand in tests and documents; with their label they are treated as if they were real.
    if (label !== Label.SSN || isOneDigitRepeated(digits)) return false;
    report(scan, { type: "US_SSN", start, end, score: UNISSUED_SCORE, rule: "ssn-unissued" });
    return true;
  }
  if (!isLabelled && (!isDashed || label === Label.NEUTRAL || label === Label.PHONE)) return false;
  report(scan, { type: "US_SSN", start, end, score: isLabelled ? 1 : 0.85, rule: "ssn" });
  return true;
}

const SSN_WORDS = wordSet("ssn", "social", "ssns");

function isLabelFollowing(scan: Scan, end: number): boolean {
  return someWordAfter(scan, end, SSN_WORDS);
}

/** The longest run of digits that some entity has: a card of 19 digits. */
const LONGEST_NUMBER = 19;

/** One run of digits without separators. */
function findUngrouped(scan: Scan, groups: DigitGroups, start: number, end: number, label: number): void {
  const count = end - start;
  if (count < SHORTEST_NUMBER || count > LONGEST_NUMBER) return;
  // Most numbers are nothing: without a label they would have to be a card's, a social security number or a phone's.
  const isPlain = (label === Label.NONE || label === Label.NEUTRAL) && count < SHORTEST_CARD && count !== 9;
  if (!isPlain && findProven(scan, groups, start, end, label)) return;
  if (groups.count === 1 && !hasPhonePrefix(scan, start)) findPhoneNumber(scan, groups, label);
}

/** What a check digit or a label tells; `true` when the digits are settled, found or refused. */
function findProven(scan: Scan, groups: DigitGroups, start: number, end: number, label: number): boolean {
  const count = end - start;
  const digits = joinGroups(scan, groups, 1);
  if (findBareCard(scan, digits, start, end, label) || isOneDigitRepeated(digits)) return true;
  if (label === Label.BIRTH) {
    if (count === 8) findCompactDate(scan, start, end);
    return true;
  }
  const labelled = labelledNumber(label, digits);
  if (labelled !== undefined) {
    report(scan, { ...labelled, start, end });
    return true;
  }
  if (label === Label.NONE && count === 9 && isSocialSecurityNumber(digits) && isLabelFollowing(scan, end)) {
    report(scan, { type: "US_SSN", start, end, score: 0.9, rule: "ssn-before-label" });
    return true;
  }
  return findCountryNumber(scan, groups, label, 1);
}
