import { extendHash, HASH_SEED, labelOf, NEUTRAL, NONE, QUALIFIER } from "./labels.ts";
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
  for (let index = 0; index < name.length; ) {
    const start = index;
    let hash = HASH_SEED;
    while (isUpper(name.charCodeAt(index))) hash = extendHash(hash, name.charCodeAt(index++) | 0x20);
    while (isLower(name.charCodeAt(index))) hash = extendHash(hash, name.charCodeAt(index++));
    if (index === start) {
      index++;
      continue;
    }
    const found = labelOf(hash, index - start, previous);
    if (found !== NONE && (found !== QUALIFIER || label === NONE)) label = found;
    if (index - start > 2) previous = hash;
  }
  return label;
}

function isUpper(unit: number): boolean {
  return unit >= 0x41 && unit <= 0x5a;
}

function isLower(unit: number): boolean {
  return unit >= 0x61 && unit <= 0x7a;
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

/** What units say of a line: that it is no header, for digits and punctuation of code, or that it may have columns. */
const [NOT_IN_HEADER, DIVIDES_COLUMNS] = [1, 2];
const HEADER_SIGNS = new Uint8Array(0x1_0000);
for (const character of "0123456789=:{}<>()") HEADER_SIGNS[character.charCodeAt(0)] = NOT_IN_HEADER;
for (const character of SEPARATORS) HEADER_SIGNS[character.charCodeAt(0)] = DIVIDES_COLUMNS;

/** A cheap look at a line: whether it has two separators and nothing that a header has not. */
export function mayBeHeader(scan: Scan, start: number, end: number): boolean {
  if (end - start > MAX_HEADER) return false;
  const signs = HEADER_SIGNS;
  let separators = 0;
  for (let index = start; index < end; index++) {
    const sign = signs[scan.units[index] as number] as number;
    if (sign === NOT_IN_HEADER) return false;
    if (sign === DIVIDES_COLUMNS) separators++;
  }
  return separators >= MIN_COLUMNS - 1;
}
