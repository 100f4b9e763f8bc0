import { isInternationalNumber, isNorthAmericanNumber } from "../validators/phone-number.ts";
import { DIGIT, UPPER } from "./characters.ts";
import {
  CLOSING_BRACKET,
  type DigitGroups,
  DOT,
  groupLength,
  HYPHEN,
  joinGroups,
  SLASH,
  SPACE,
} from "./digit-groups.ts";
import { DATE, NEUTRAL, NONE, PHONE, PHONE_VERB, VERSION } from "./labels.ts";
import { kindAt, report, type Scan, wordSet } from "./scan.ts";

const MAX_DIGITS = 15;
const MIN_DIGITS = 7;
const MIN_LABELLED_DIGITS = 6;
const VERB_REACH = 42;
const FOLLOWING_LABELS = /^[\s\-\\,([]{0,4}(?:office|fax|mobile|cell|home|work|tel|phone|direct|landline)\b/i;
const EXTENSION = /^(?: ?(?:x|ext\.?|extension)[ .:]?|#)([0-9]{1,6})(?![0-9])/i;
/** Bit n is set when such a label, or an extension, begins with the n-th letter. */
const FOLLOWING_LETTERS = wordSet(..."ofmchwtpdlxe").firstLetters;
const TAIL = 20;
/** Punctuation between a number and the label behind it, at most. */
const LABEL_GAP = 4;

/** A phone number that begins with the first of these groups. */
export function findPhoneNumber(scan: Scan, groups: DigitGroups, label: number): boolean {
  const first = groups.starts[0] as number;
  const start = numberStart(scan, first);
  const hasPlus = scan.units[start] === 0x2b;
  const isLabelled = label === PHONE || (label === PHONE_VERB && isNearVerb(scan, first));
  if (!hasPlus && !isLabelled && (label === NEUTRAL || label === VERSION)) return false;
  // One digit alone begins a number only as the country code 1 of an American one.
  const isLongDistance = groups.count > 3 && groupLength(groups, 1) === 3;
  if (!hasPlus && !isLabelled && groupLength(groups, 0) === 1 && !isLongDistance) return false;
  for (let count = phoneGroups(groups); count > 0; count--) {
    const end = groups.ends[count - 1] as number;
    if (kindAt(scan, end) <= UPPER && !EXTENSION.test(scan.text.slice(end, end + TAIL))) continue;
    // A number that goes on after a dot is a decimal fraction.
    if (count <= 2 && !isLabelled && groups.count > 1 && groups.separators[0] === DOT) continue;
    const score = scorePhone(scan, groups, count, {
      hasPlus,
      hasBracket: start < first && !hasPlus,
      isLabelled,
      label,
    });
    if (score === 0) continue;
    const extension = EXTENSION.exec(scan.text.slice(end, end + TAIL));
    report(scan, { type: "PHONE_NUMBER", start, end: end + (extension?.[0].length ?? 0), score, rule: "phone" });
    return true;
  }
  return false;
}

/** Whether the digits stand in the sentence of the verb, and not far from it. */
function isNearVerb(scan: Scan, first: number): boolean {
  return first - scan.labelEnd < VERB_REACH && !/[\n.;{}]/.test(scan.text.slice(scan.labelEnd, first));
}

/** Index of the `+` or `(` that belongs to the first group. */
function numberStart(scan: Scan, first: number): number {
  const { units } = scan;
  let start = first;
  if (units[start - 1] === 0x28) start--;
  if (units[start - 1] === 0x2b) start--;
  else if (start < first && units[start - 1] === SPACE && units[start - 2] === 0x2b) start -= 2;
  return start;
}

/** How many groups may belong to one number: slashes end it, as do more than 15 digits. */
function phoneGroups(groups: DigitGroups): number {
  let digits = groupLength(groups, 0);
  if (digits > MAX_DIGITS) return 0;
  let count = 1;
  for (; count < groups.count; count++) {
    if (groups.separators[count - 1] === SLASH && count > 1) break;
    digits += groupLength(groups, count);
    if (digits > MAX_DIGITS) break;
  }
  return count;
}

interface PhoneSigns {
  readonly hasPlus: boolean;
  readonly hasBracket: boolean;
  readonly isLabelled: boolean;
  readonly label: number;
}

function scorePhone(scan: Scan, groups: DigitGroups, count: number, signs: PhoneSigns): number {
  const end = groups.ends[count - 1] as number;
  const isFollowed = isLabelAfter(scan, end);
  const isAmerican = isAmericanShape(groups, count);
  const isNational = isNationalShape(scan, groups, count);
  if (!signs.hasPlus && !signs.isLabelled && !isFollowed && !isAmerican && !isNational) return 0;
  const digits = joinGroups(scan, groups, count);
  if (digits.length < (signs.label === PHONE || isFollowed ? MIN_LABELLED_DIGITS : MIN_DIGITS)) return 0;
  if (/^(.)\1*$/.test(digits)) return 0;
  if (signs.hasPlus) return isInternationalNumber(digits) ? 1 : signs.isLabelled ? 0.7 : 0;
  if (isAmerican && isNorthAmericanNumber(digits.slice(-10))) {
    return signs.isLabelled ? 1 : signs.hasBracket ? 0.9 : signs.label === DATE ? 0 : 0.75;
  }
  if (signs.isLabelled) return 0.75;
  if (isFollowed && (count > 1 || signs.label === NONE)) return 0.75;
  if (count === 1 || !isNational) return 0;
  if (digits.startsWith("00")) return digits.length >= 11 && isInternationalNumber(digits.slice(2)) ? 0.7 : 0;
  return 0.55;
}

/** Whether "office", "fax" and the like follow the number, or its extension. */
function isLabelAfter(scan: Scan, end: number): boolean {
  let index = end;
  while (index < end + LABEL_GAP && kindAt(scan, index) > DIGIT) index++;
  if (kindAt(scan, index) > UPPER || !((FOLLOWING_LETTERS >> ((scan.units[index] as number) & 31)) & 1)) return false;
  return FOLLOWING_LABELS.test(scan.text.slice(end, end + TAIL).replace(EXTENSION, ""));
}

/** 3-3-4, possibly after the country code 1, with separators between all groups. */
function isAmericanShape(groups: DigitGroups, count: number): boolean {
  const skip = count === 4 && groupLength(groups, 0) === 1 ? 1 : 0;
  if (count - skip !== 3) return false;
  const middle = groups.separators[skip] as number;
  const last = groups.separators[skip + 1] as number;
  const isUniform = middle === last || middle === CLOSING_BRACKET || (middle === SPACE && last === HYPHEN);
  return (
    isUniform &&
    groupLength(groups, skip) === 3 &&
    groupLength(groups, skip + 1) === 3 &&
    groupLength(groups, skip + 2) === 4
  );
}

/** A trunk zero, nine or more digits in two to five groups of two or more, divided by spaces, or dots as in France. */
function isNationalShape(scan: Scan, groups: DigitGroups, count: number): boolean {
  if (count === 1 || scan.units[groups.starts[0] as number] !== 0x30) return false;
  // Bytes and other tables of short numbers go on before the zero.
  const first = groups.starts[0] as number;
  if (scan.units[first - 1] === SPACE && kindAt(scan, first - 2) === DIGIT) return false;
  const isAbroad = scan.units[(groups.starts[0] as number) + 1] === 0x30;
  let digits = 0;
  for (let index = 0; index < count; index++) digits += groupLength(groups, index);
  if (isAbroad) return digits >= 11 && digits > count * 2;
  const separator = groups.separators[0];
  if (digits < 9 || digits > 11 || groups.count !== count) return false;
  if (separator !== SPACE && !(separator === DOT && count === 5)) return false;
  for (let index = 0; index < count; index++) {
    if (groupLength(groups, index) < 2) return false;
    if (index > 0 && index < count - 1 && groups.separators[index] !== separator) return false;
  }
  return groupLength(groups, 0) >= (count === 5 ? 2 : 3);
}

/** Whether a `+` or an opening bracket stands before the digits: then even few of them deserve a look. */
export function hasPhonePrefix(scan: Scan, start: number): boolean {
  const before = start > 0 ? scan.units[start - 1] : 0;
  return before === 0x2b || (before === 0x28 && kindAt(scan, start) === DIGIT);
}
