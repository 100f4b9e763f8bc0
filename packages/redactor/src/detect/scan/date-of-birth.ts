import { isCalendarDate, isNumericDate } from "../validators/calendar-date.ts";
import { type DigitGroups, endsAfter, groupLength, SPACE } from "./digit-groups.ts";
import { BIRTH } from "./labels.ts";
import { isAlphanumericAt, report, type Scan, someWordAfter, wordSet } from "./scan.ts";

const LABELLED_SCORE = 0.95;
const BIRTH_WORDS = wordSet("dob", "birth", "born", "birthday", "birthdate");

/** A date of three groups of digits; `true` when it is a date, whether of birth or not. */
export function findNumericDate(scan: Scan, groups: DigitGroups, label: number): boolean {
  if (groups.count < 3 || groups.separators[0] !== groups.separators[1] || groupLength(groups, 2) > 4) return false;
  if (groupLength(groups, 2) === 1 || groupLength(groups, 1) > 2 || !endsAfter(groups, 3)) return false;
  if (groups.separators[0] === SPACE && label !== BIRTH) return false;
  if (groupLength(groups, 0) === 3 || groupLength(groups, 0) > 4) return false;
  const [start, end] = [groups.starts[0] as number, groups.ends[2] as number];
  const part = (index: number): string => scan.text.slice(groups.starts[index], groups.ends[index]);
  if (!isNumericDate(part(0), part(1), part(2))) return false;
  const isBirth = label === BIRTH || someWordAfter(scan, end, BIRTH_WORDS);
  if (isBirth) report(scan, { type: "DATE_OF_BIRTH", start, end, score: LABELLED_SCORE, rule: "date-of-birth" });
  else if (scan.wants.has("DATE_TIME")) report(scan, { type: "DATE_TIME", start, end, score: 0.6, rule: "date" });
  return true;
}

/** Eight digits after a label of birth: `19800131`. */
export function findCompactDate(scan: Scan, start: number, end: number): boolean {
  const digits = scan.text.slice(start, end);
  const isYearFirst = isCalendarDate(Number(digits.slice(0, 4)), Number(digits.slice(4, 6)), Number(digits.slice(6)));
  if (!isYearFirst && !isNumericDate(digits.slice(0, 2), digits.slice(2, 4), digits.slice(4))) return false;
  report(scan, { type: "DATE_OF_BIRTH", start, end, score: 0.85, rule: "date-of-birth-compact" });
  return true;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAY_BEFORE = /(?<![0-9])([0-9]{1,2})(?:st|nd|rd|th)?[ \-/.](?:of )?$/;
const AFTER_DAY = /^\.?[ \-/,]{1,2}([0-9]{4})(?![0-9])/;
const DAY_AFTER = /^\.?[ -]([0-9]{1,2})(?:st|nd|rd|th)?,?[ -]([0-9]{4})(?![0-9])/;
const LOOK_BACK = 10;
const LOOK_AHEAD = 16;

/** A date around the name of a month, when the nearest label (`label`) speaks of a birth. */
export function findNamedDate(scan: Scan, monthStart: number, monthEnd: number, label: number): void {
  const { text } = scan;
  const isBirth = label === BIRTH;
  if (!isBirth && !scan.wants.has("DATE_TIME")) return;
  const month = MONTHS.indexOf(text.slice(monthStart, monthStart + 3).toLowerCase()) + 1;
  const before = DAY_BEFORE.exec(text.slice(Math.max(0, monthStart - LOOK_BACK), monthStart));
  const ahead = text.slice(monthEnd, monthEnd + LOOK_AHEAD);
  const year = before ? AFTER_DAY.exec(ahead) : null;
  const dayAndYear = DAY_AFTER.exec(ahead);
  let found: { start: number; end: number; day: number; year: number } | undefined;
  if (before && year) {
    const start = monthStart - before[0].length;
    found = { start, end: monthEnd + year[0].length, day: Number(before[1]), year: Number(year[1]) };
  } else if (dayAndYear) {
    const end = monthEnd + dayAndYear[0].length;
    found = { start: monthStart, end, day: Number(dayAndYear[1]), year: Number(dayAndYear[2]) };
  }
  if (found === undefined || !isCalendarDate(found.year, month, found.day) || isAlphanumericAt(scan, found.end)) return;
  const type = isBirth ? "DATE_OF_BIRTH" : "DATE_TIME";
  report(scan, { type, start: found.start, end: found.end, score: isBirth ? LABELLED_SCORE : 0.6, rule: "named-date" });
}
