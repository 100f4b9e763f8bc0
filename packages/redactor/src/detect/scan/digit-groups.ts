import { DIGIT, KIND_OF_UNIT } from "./characters.ts";
import { foldedText, type Scan } from "./scan.ts";

/** Groups of digits with one separator between two of them, as people write long numbers. */
export interface DigitGroups {
  count: number;
  /** Per group: index of its first digit, and index after its last. */
  starts: number[];
  ends: number[];
  /** Unit between this group and the next; a hyphen for " - ", a bracket for ") ". */
  separators: number[];
}

const MAX_GROUPS = 8;
const MAX_GROUP_DIGITS = 40;
export const SPACE = 0x20;
export const HYPHEN = 0x2d;
export const DOT = 0x2e;
export const SLASH = 0x2f;
export const CLOSING_BRACKET = 0x29;

/** Filled anew by each call, so that nothing is allocated for the many numbers that are nothing. */
export function createDigitGroups(): DigitGroups {
  return { count: 0, starts: [], ends: [], separators: [] };
}

/** Reads the groups from `start` on, whose first group ends at `firstEnd`. At most eight, none of more than 40 digits. */
export function readDigitGroups(scan: Scan, start: number, firstEnd: number, groups: DigitGroups): void {
  const { units } = scan;
  groups.starts[0] = start;
  groups.ends[0] = firstEnd;
  groups.count = 1;
  let end = firstEnd;
  while (groups.count < MAX_GROUPS) {
    const separator = units[end] as number;
    let next = end + 1;
    let kind = separator;
    if (separator === CLOSING_BRACKET) {
      if (units[next] === SPACE || units[next] === HYPHEN) next++;
    } else if (separator === SPACE) {
      if (units[next] === HYPHEN && units[next + 1] === SPACE) {
        next += 2;
        kind = HYPHEN;
      } else if (units[next] === 0x28) next++;
    } else if (separator === HYPHEN) {
      if (units[next] === 0x28) next++;
    } else if (separator !== DOT && separator !== SLASH) return;
    const groupStart = next;
    const limit = groupStart + MAX_GROUP_DIGITS;
    while (next < limit && KIND_OF_UNIT[units[next] as number] === DIGIT) next++;
    if (next === groupStart || next === limit) return;
    groups.separators[groups.count - 1] = kind;
    groups.starts[groups.count] = groupStart;
    groups.ends[groups.count] = next;
    groups.count++;
    end = next;
  }
}

/** How many digits the group has. */
export function groupLength(groups: DigitGroups, index: number): number {
  return (groups.ends[index] as number) - (groups.starts[index] as number);
}

/** The digits of the first `count` groups. */
export function joinGroups(scan: Scan, groups: DigitGroups, count: number): string {
  let digits = "";
  for (let index = 0; index < count; index++) {
    digits += foldedText(scan, groups.starts[index] as number, groups.ends[index] as number);
  }
  return digits;
}

/** Whether the first groups have exactly these lengths, with one and the same separator between them. */
export function hasShape(groups: DigitGroups, lengths: readonly number[]): boolean {
  if (groups.count < lengths.length) return false;
  for (let index = 0; index < lengths.length; index++) {
    if (groupLength(groups, index) !== lengths[index]) return false;
    if (index > 0 && index < lengths.length - 1 && groups.separators[index] !== groups.separators[0]) return false;
  }
  return true;
}

/** Whether the number ends with this group: nothing goes on with the separator that it uses. */
export function endsAfter(groups: DigitGroups, count: number): boolean {
  return groups.count === count || groups.separators[count - 1] !== groups.separators[count - 2];
}
