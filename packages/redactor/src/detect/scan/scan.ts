import type { Finding } from "../finding.ts";
import { DIGIT, JOINER, KIND_OF_UNIT, UPPER } from "./characters.ts";
import { NEUTRAL, NONE } from "./labels.ts";

/** One pass over one text: what the detectors share. */
export interface Scan {
  text: string;
  /** Folded units of the text, and a zero after them. */
  units: Uint16Array;
  length: number;
  findings: Finding[];
  /** Types that are looked for. */
  wants: ReadonlySet<string>;
  skipPrivateIps: boolean;
  /** Tokens that begin before this index belong to something found or refused already. */
  consumedUntil: number;
  /** The last label seen, and where it stands. */
  label: number;
  labelStart: number;
  labelEnd: number;
  /** Where the last value after that label ends; 0 while there is none. */
  labelValueEnd: number;
  /** Labels of the columns of the table that is being read, when one is. */
  columns: ColumnTable | undefined;
  /** Colons before this index are known to belong to no IPv6 address. */
  colonsReadUntil: number;
  /** No key block is looked for before this index. */
  keySearchedUntil: number;
  /** Up to here nothing ends a URL, from the beginning of the last one on. */
  urlReadUntil: number;
}

/** A scan of a text whose units have been copied already. */
export function createScan(
  text: string,
  units: Uint16Array,
  wants: ReadonlySet<string>,
  skipPrivateIps: boolean,
): Scan {
  return {
    text,
    units,
    length: text.length,
    findings: [],
    wants,
    skipPrivateIps,
    consumedUntil: 0,
    label: NONE,
    labelStart: -1,
    labelEnd: Number.NEGATIVE_INFINITY,
    labelValueEnd: 0,
    columns: undefined,
    colonsReadUntil: 0,
    keySearchedUntil: 0,
    urlReadUntil: 0,
  };
}

/** Header of a table, and the place of the row that is being read. */
export interface ColumnTable {
  labels: readonly number[];
  /** Unit that divides the columns. */
  separator: number;
  /** Rows end with this unit: a line feed, or the closing bracket of a list of SQL values. */
  isSql: boolean;
  /** How far the row has been read, and the column there. */
  readUntil: number;
  column: number;
  quote: number;
}

/** A label counts for a value that begins at most so many units after it. */
export const LABEL_REACH = 45;

/** The class of the nearest preceding label, or of the column. */
export function labelBefore(scan: Scan, start: number): number {
  if (scan.columns !== undefined) {
    return columnLabel(scan, scan.columns, start);
  }
  if (start - scan.labelEnd > LABEL_REACH) return NONE;
  return scan.labelValueEnd > 0 && !isListJoint(scan, scan.labelValueEnd, start) ? NONE : scan.label;
}

/** Whether nothing but commas, "and" or "or" stands between two values: then one label serves both. */
function isListJoint(scan: Scan, from: number, to: number): boolean {
  let letters = 0;
  for (let index = from; index < to; index++) if (kindAt(scan, index) <= DIGIT) letters++;
  return letters <= LONGEST_JOINT;
}

/** Letters of "and", "und". */
const LONGEST_JOINT = 3;

function columnLabel(scan: Scan, table: ColumnTable, start: number): number {
  const { units } = scan;
  for (let index = table.readUntil; index < start; index++) {
    const unit = units[index] as number;
    if (table.quote !== 0) {
      if (unit === table.quote) table.quote = 0;
    } else if ((unit === 0x22 || unit === 0x27) && beginsField(units[index - 1] as number, table.separator))
      table.quote = unit;
    else if (unit === table.separator) table.column++;
    else if (table.isSql ? unit === 0x28 : unit === 0x0a) table.column = 0;
  }
  table.readUntil = Math.max(table.readUntil, start);
  return table.labels[table.column] ?? NONE;
}

/** Whether a quote after this unit opens a field; any other, as in O'Neil, is part of one. */
function beginsField(before: number, separator: number): boolean {
  return before === separator || before === 0x20 || before === 0x0a || before === 0x28;
}

/** Adds a finding unless its type is not wanted. */
export function report(scan: Scan, finding: Finding): void {
  if (finding.start >= scan.labelEnd && finding.type !== "EMAIL_ADDRESS") scan.labelValueEnd = finding.end;
  if (finding.end > scan.consumedUntil) scan.consumedUntil = finding.end;
  if (scan.wants.has(finding.type)) scan.findings.push(finding);
}

/** The kind of the unit at this index; `OTHER` outside the text. */
export function kindAt(scan: Scan, index: number): number {
  return KIND_OF_UNIT[index < 0 ? 0 : (scan.units[index] as number)] as number;
}

/** The text in `[start, end)` as its folded units have it. */
export function foldedText({ text, units }: Scan, start: number, end: number): string {
  let index = start;
  while (index < end && text.charCodeAt(index) === units[index]) index++;
  let folded = text.slice(start, index);
  for (; index < end; index++) folded += String.fromCharCode(units[index] as number);
  return folded;
}

/** Whether a letter or a digit stands at this index. */
export function isAlphanumericAt(scan: Scan, index: number): boolean {
  return kindAt(scan, index) <= DIGIT;
}

/** Whether the stretch stands by itself: no letter, digit or underscore touches it. */
export function standsAlone(scan: Scan, start: number, end: number): boolean {
  const before = start > 0 ? scan.units[start - 1] : 0;
  return (
    !isAlphanumericAt(scan, start - 1) && before !== 0x5f && !isAlphanumericAt(scan, end) && scan.units[end] !== 0x5f
  );
}

/** Letters and digits from `start` on without the single spaces and hyphens between them. */
export interface Compact {
  /** Upper case. */
  text: string;
  /** Index after the last character taken. */
  end: number;
}

/**
 * Reads `count` letters and digits, with at most one space or hyphen between two of them. `undefined` when there are
 * fewer, or when another letter or digit follows at once.
 */
export function readCompact(scan: Scan, start: number, count: number): Compact | undefined {
  let text = "";
  let index = start;
  for (; text.length < count; index++) {
    const unit = scan.units[index] as number;
    const kind = KIND_OF_UNIT[unit] as number;
    if (kind <= DIGIT && unit < 128) text += String.fromCharCode(unit);
    else if ((unit !== 0x20 && unit !== 0x2d) || !isAlphanumericAt(scan, index + 1) || text === "") return undefined;
  }
  return isAlphanumericAt(scan, index) ? undefined : { text: text.toUpperCase(), end: index };
}

/** Whether only digits stand in this compact text. */
export function isAllDigits(text: string): boolean {
  return /^[0-9]+$/.test(text);
}

/** How far ahead a label may stand behind its value: about six words. */
const LOOK_AHEAD = 40;

/** Some words, with a letter in mind that one of them begins with. */
export interface WordSet {
  readonly words: ReadonlySet<string>;
  /** Bit n is set when a word begins with the n-th letter. */
  readonly firstLetters: number;
}

/** Lower-case ASCII words to be looked for. */
export function wordSet(...words: readonly string[]): WordSet {
  const firstLetters = words.reduce((letters, word) => letters | (1 << (word.charCodeAt(0) & 31)), 0);
  return { words: new Set(words), firstLetters };
}

/** Whether one of these words stands within reach behind a value, before the line ends. */
export function someWordAfter(scan: Scan, end: number, { words, firstLetters }: WordSet): boolean {
  const limit = Math.min(end + LOOK_AHEAD, scan.length);
  let wordStart = -1;
  for (let index = end; index <= limit; index++) {
    const unit = scan.units[index] as number;
    const kind = KIND_OF_UNIT[unit] as number;
    if (kind <= UPPER) {
      if (wordStart < 0) wordStart = index;
      continue;
    }
    if (wordStart >= 0 && (firstLetters >> ((scan.units[wordStart] as number) & 31)) & 1) {
      if (words.has(scan.text.slice(wordStart, index).toLowerCase())) return true;
    }
    wordStart = -1;
    if (kind === DIGIT || unit === 0x0a || unit === 0x3b || (unit === 0x2e && scan.units[index + 1] === 0x20))
      return false;
  }
  return false;
}

/** Whether the nearest label says that a number is something ordinary. */
export function isNeutral(label: number): boolean {
  return label === NEUTRAL;
}

/** Whether the unit at this index may stand inside a token of a secret. */
export function isTokenUnitAt(scan: Scan, index: number): boolean {
  return kindAt(scan, index) <= JOINER;
}
