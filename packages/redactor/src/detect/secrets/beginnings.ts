import { createHashFilter, type HashFilter } from "../../hash-filter.ts";

/** The bits that count of each of three units: capitals and small letters have the same. */
const UNIT_BITS = 5;
const UNIT_MASK = (1 << UNIT_BITS) - 1;

/** Number of the three units from an index on, of which letters beyond ASCII, digits and marks share some. */
export function beginningAt(units: Uint16Array, index: number): number {
  return beginningOf(units[index] as number, units[index + 1] as number, units[index + 2] as number);
}

function beginningOf(first: number, second: number, third: number): number {
  return (first & UNIT_MASK) | ((second & UNIT_MASK) << UNIT_BITS) | ((third & UNIT_MASK) << (2 * UNIT_BITS));
}

/** How these keywords may begin, which have two units at least: anything may follow those of two. */
export function beginningsOf(keywords: readonly string[]): HashFilter {
  const numbers = keywords.flatMap((keyword) => {
    const [first, second] = [keyword.charCodeAt(0), keyword.charCodeAt(1)];
    if (keyword.length > 2) return [beginningOf(first, second, keyword.charCodeAt(2))];
    return Array.from({ length: UNIT_MASK + 1 }, (_, third) => beginningOf(first, second, third));
  });
  return createHashFilter(numbers);
}
