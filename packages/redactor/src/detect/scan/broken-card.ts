import { DIGIT } from "./characters.ts";
import { createDigitGroups, type DigitGroups, groupLength, hasShape, readDigitGroups, SPACE } from "./digit-groups.ts";
import { isAlphanumericAt, kindAt, type Scan } from "./scan.ts";

/** A number whose groups of digits stand on two lines. */
export interface BrokenNumber {
  head: DigitGroups;
  tail: DigitGroups;
}

const [TAB, LINE_FEED, RETURN, QUOTE_MARK] = [0x09, 0x0a, 0x0d, 0x3e];
/** The most spaces, and marks of quoted mail, on one side of a line break. */
const WIDEST_MARGIN = 16;
/** Groups of a card have fewer digits. */
const LONGEST_GROUP = 8;
/** Behind a card, shorter groups may be its date and its security code. */
const SHORTEST_OTHER = 4;

/** What a number of several groups may be one with: what the next line begins with, or what ends the line before. */
export function brokenNumbers(scan: Scan, groups: DigitGroups): BrokenNumber[] {
  const separator = groups.separators[0] as number;
  const numbers: BrokenNumber[] = [];
  const next = lineAfter(scan, groups.ends[groups.count - 1] as number, separator);
  if (next >= 0) numbers.push({ head: groups, tail: groupsAt(scan, next) });
  // Longer ones have found this line from there.
  const before = lineBefore(scan, groups.starts[0] as number, separator);
  if (before < 0) return numbers;
  const head = groupsAt(scan, digitsBefore(scan, before));
  if (head.count === 1 && !isAlphanumericAt(scan, (head.starts[0] as number) - 1)) numbers.push({ head, tail: groups });
  return numbers;
}

/** Whether the groups have, together, exactly these lengths, with one and the same separator on both lines. */
export function hasBrokenShape({ head, tail }: BrokenNumber, lengths: readonly number[]): boolean {
  const rest = lengths.slice(head.count);
  if (rest.length === 0 || !hasShape(head, lengths.slice(0, head.count)) || !hasShape(tail, rest)) return false;
  return head.count === 1 || rest.length === 1 || head.separators[0] === tail.separators[0];
}

/** Whether other numbers stand before or behind a broken one, or in the lines around it, as in a table. */
export function standsAmongNumbers(scan: Scan, { head, tail }: BrokenNumber, tailCount: number): boolean {
  const start = head.starts[0] as number;
  return (
    (tail.count > tailCount && groupLength(tail, tailCount) >= SHORTEST_OTHER) ||
    kindAt(scan, start - 2) === DIGIT ||
    lineBefore(scan, start, SPACE) >= 0 ||
    lineAfter(scan, tail.ends[tailCount - 1] as number, SPACE) >= 0
  );
}

function groupsAt(scan: Scan, start: number): DigitGroups {
  const groups = createDigitGroups();
  let end = start;
  while (end - start < LONGEST_GROUP && kindAt(scan, end) === DIGIT) end++;
  readDigitGroups(scan, start, end, groups);
  return groups;
}

function digitsBefore(scan: Scan, end: number): number {
  let start = end;
  while (end - start < LONGEST_GROUP && kindAt(scan, start - 1) === DIGIT) start--;
  return start;
}

/** Where the digits begin with which the next line begins, if this one ends here, but for a separator; else -1. */
function lineAfter(scan: Scan, end: number, separator: number): number {
  const { units } = scan;
  let index = end;
  if (units[index] === separator) index++;
  for (; isBlank(units[index]) && index - end < WIDEST_MARGIN; index++);
  if (units[index] === RETURN) index++;
  if (units[index] !== LINE_FEED) return -1;
  const line = ++index;
  for (; isMargin(units[index]) && index - line < WIDEST_MARGIN; index++);
  return kindAt(scan, index) === DIGIT ? index : -1;
}

/** Where the digits end with which the line before ends, but for a separator, if one begins here; else -1. */
function lineBefore(scan: Scan, start: number, separator: number): number {
  const { units } = scan;
  let index = start - 1;
  for (; isMargin(units[index]) && start - index < WIDEST_MARGIN; index--);
  if (units[index] !== LINE_FEED) return -1;
  const line = --index;
  if (units[index] === RETURN) index--;
  for (; isBlank(units[index]) && line - index < WIDEST_MARGIN; index--);
  if (units[index] === separator) index--;
  return kindAt(scan, index) === DIGIT ? index + 1 : -1;
}

function isBlank(unit: number | undefined): boolean {
  return unit === SPACE || unit === TAB;
}

function isMargin(unit: number | undefined): boolean {
  return isBlank(unit) || unit === QUOTE_MARK;
}
