import { hashWord, labelOf, NEUTRAL, NONE, QUALIFIER } from "./labels.ts";
import type { ColumnTable, Scan } from "./scan.ts";

/** A header longer than this is no header. */
const MAX_HEADER = 1024;
const MIN_COLUMNS = 3;
const SEPARATORS = [",", "\t", ";", "|"];

/** Reads `[start, end)` as the header of a table: at least three columns of words, some of them labels. */
export function readHeader(scan: Scan, start: number, end: number, isSql: boolean): ColumnTable | undefined {
  if (end - start > MAX_HEADER) return undefined;
  const line = scan.text.slice(start, end);
  if (/[0-9=:{}<>()]/.test(line)) return undefined;
  const separator = SEPARATORS.find((candidate) => line.includes(candidate));
  if (separator === undefined) return undefined;
  const columns = line.split(separator);
  if (columns.length < MIN_COLUMNS || columns.some((column) => column.length > 40)) return undefined;
  const labels = columns.map(labelOfColumn);
  if (labels.every((label) => label === NONE || label === NEUTRAL || label === QUALIFIER)) return undefined;
  return { labels, separator: separator.charCodeAt(0), isSql, readUntil: end, column: 0, quote: 0 };
}

/** The last label of a column's name: `customer_ssn`, `Social Security Number`, `dateOfBirth`. */
function labelOfColumn(name: string): number {
  let label = NONE;
  let previous = 0;
  for (const [word] of name.matchAll(/[A-Z]*[a-z]+|[A-Z]+/g)) {
    const lower = word.toLowerCase();
    const found = labelOf(hashWord(lower), lower.length, previous);
    if (found !== NONE && (found !== QUALIFIER || label === NONE)) label = found;
    if (lower.length > 2) previous = hashWord(lower);
  }
  return label;
}

/** The bracketed list of columns before the word VALUES of an SQL statement, if there is one. */
export function readSqlColumns(scan: Scan, valuesStart: number): ColumnTable | undefined {
  const { units } = scan;
  let close = valuesStart - 1;
  while (close > 0 && (units[close] === 0x20 || units[close] === 0x0a)) close--;
  if (units[close] !== 0x29) return undefined;
  let open = close - 1;
  const limit = Math.max(0, close - MAX_HEADER);
  while (open > limit && units[open] !== 0x28) open--;
  if (units[open] !== 0x28) return undefined;
  const table = readHeader(scan, open + 1, close, true);
  if (table !== undefined) table.readUntil = valuesStart;
  return table;
}

/** Units that no header of a table has: digits, and punctuation of code. */
const NOT_IN_HEADER = new Uint8Array(128);
for (const character of "0123456789=:{}<>()") NOT_IN_HEADER[character.charCodeAt(0)] = 1;

/** A cheap look at a line: whether it has two separators and nothing that a header has not. */
export function mayBeHeader(scan: Scan, start: number, end: number): boolean {
  if (end - start > MAX_HEADER) return false;
  let separators = 0;
  for (let index = start; index < end; index++) {
    const unit = scan.units[index] as number;
    if (NOT_IN_HEADER[unit] === 1) return false;
    if (unit === 0x2c || unit === 0x09 || unit === 0x3b || unit === 0x7c) separators++;
  }
  return separators >= MIN_COLUMNS - 1;
}
