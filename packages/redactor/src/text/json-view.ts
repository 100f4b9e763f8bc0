import type { Fences, Stretch } from "./fences.ts";
import { createJsonStructure } from "./json-structure.ts";
import { looksLikeJson, MAX_STRING_DEPTH, OPENING_LENGTH } from "./json-tracker.ts";

/**
 * A text with the escapes inside the strings of its JSON undone, also in strings that hold JSON themselves: what
 * detectors read. The arrays say for each unit of the view where it comes from.
 */
export interface JsonView {
  text: string;
  /** Where each unit begins in the original, and the original's length. */
  offsets: Int32Array;
  /** Inside how many strings each unit is. */
  depths: Uint8Array;
  /** 1 for what stays where it is: the quotes around strings, and the marks of fenced blocks. */
  isFixed: Uint8Array;
  /** 1 where a number would be a value: between the strings of JSON, and no name of a field. */
  isValue: Uint8Array;
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const SIMPLE_ESCAPES: ReadonlyMap<number, number> = new Map(
  Object.entries({ '"': 0x22, "\\": 0x5c, "/": 0x2f, b: 0x08, f: 0x0c, n: 0x0a, r: 0x0d, t: 0x09 }).map(
    ([letter, unit]) => [letter.charCodeAt(0), unit],
  ),
);

/** A stretch of units and where each begins in the original. */
interface Units {
  codes: Uint16Array;
  offsets: Int32Array;
  start: number;
  end: number;
}

/**
 * Makes the view of a text that is JSON, or of prose with fenced blocks. Never fails: what is not valid JSON is read as
 * it stands.
 */
export function viewJson(original: string, fences?: Fences): JsonView {
  const size = original.length;
  const view = {
    codes: new Uint16Array(size),
    offsets: new Int32Array(size + 1),
    depths: new Uint8Array(size + 1),
    isFixed: new Uint8Array(size + 1),
    isValue: new Uint8Array(size + 1),
    length: 0,
  };

  function add(code: number, offset: number, depth: number, isFixed: 0 | 1): void {
    view.codes[view.length] = code;
    view.offsets[view.length] = offset;
    view.depths[view.length] = depth;
    view.isFixed[view.length] = isFixed;
    view.length++;
  }

  function readDocument({ codes, offsets, start, end }: Units, depth: number): void {
    const structure = createJsonStructure();
    for (let index = start; index < end; index++) {
      const code = codes[index] as number;
      const isString = code === QUOTE;
      if (structure.expectsValue) view.isValue[view.length] = 1;
      structure.feed(code);
      add(code, offsets[index] as number, depth, isString ? 1 : 0);
      if (!isString) continue;
      const close = endOfString(codes, index + 1, end);
      readString(withoutEscapes({ codes, offsets, start: index + 1, end: close }), depth + 1);
      if (close < end) add(QUOTE, offsets[close] as number, depth, 1);
      index = close;
    }
  }

  function readString(content: Units, depth: number): void {
    if (depth < MAX_STRING_DEPTH && mayBeJson(content) && looksLikeJson(openingOf(content))) {
      readDocument(content, depth);
      return;
    }
    for (let index = content.start; index < content.end; index++) {
      add(content.codes[index] as number, content.offsets[index] as number, depth, 0);
    }
  }

  function readProse({ codes, offsets }: Units, { documents, marks }: Fences): void {
    let next = 0;
    let index = 0;
    for (const { start, end } of [...documents, { start: size, end: size }]) {
      for (; index < start; index++) {
        while (next < marks.length && (marks[next] as Stretch).end <= index) next++;
        const isMark = next < marks.length && (marks[next] as Stretch).start <= index;
        add(codes[index] as number, index, 0, isMark ? 1 : 0);
      }
      readDocument({ codes, offsets, start, end }, 0);
      index = end;
    }
  }

  if (fences) readProse(unitsOf(original), fences);
  else readDocument(unitsOf(original), 0);
  view.offsets[view.length] = size;
  return { ...view, text: toText(view.codes, 0, view.length) };
}

function unitsOf(text: string): Units {
  const codes = new Uint16Array(text.length);
  const offsets = new Int32Array(text.length);
  for (let index = 0; index < text.length; index++) {
    codes[index] = text.charCodeAt(index);
    offsets[index] = index;
  }
  return { codes, offsets, start: 0, end: text.length };
}

function endOfString(codes: Uint16Array, start: number, end: number): number {
  let index = start;
  while (index < end && codes[index] !== QUOTE) index += codes[index] === BACKSLASH ? 2 : 1;
  return Math.min(index, end);
}

/** Undoes one level of escapes. Escapes that JSON does not know stay as they are. */
function withoutEscapes(units: Units): Units {
  const { codes, offsets, start, end } = units;
  let first = start;
  while (first < end && codes[first] !== BACKSLASH) first++;
  if (first === end) return units;
  const plain = { codes: codes.slice(start, end), offsets: offsets.slice(start, end), start: 0, end: first - start };
  for (let index = first; index < end; ) {
    const [code, taken] = unitAt(codes, index, end);
    plain.codes[plain.end] = code;
    plain.offsets[plain.end] = offsets[index] as number;
    plain.end++;
    index += taken;
  }
  return plain;
}

function unitAt(codes: Uint16Array, index: number, end: number): [code: number, taken: number] {
  const code = codes[index] as number;
  if (code !== BACKSLASH || index + 1 >= end) return [code, 1];
  const simple = SIMPLE_ESCAPES.get(codes[index + 1] as number);
  if (simple !== undefined) return [simple, 2];
  if (codes[index + 1] === 0x75 && index + 6 <= end) {
    const digits = toText(codes, index + 2, index + 6);
    if (/^[0-9a-fA-F]{4}$/.test(digits)) return [Number.parseInt(digits, 16), 6];
  }
  return [code, 1];
}

/** Whether the first unit that is no space is a bracket: the one look that nearly all strings get. */
function mayBeJson({ codes, start, end }: Units): boolean {
  let index = start;
  while (index < end && (codes[index] as number) <= 0x20) index++;
  return index < end && (codes[index] === 0x7b || codes[index] === 0x5b);
}

function openingOf({ codes, start, end }: Units): string {
  return toText(codes, start, Math.min(end, start + OPENING_LENGTH));
}

const PIECE_LENGTH = 8192;

function toText(codes: Uint16Array, start: number, end: number): string {
  let text = "";
  for (let from = start; from < end; from += PIECE_LENGTH) {
    const piece = codes.subarray(from, Math.min(end, from + PIECE_LENGTH));
    // Spreading a typed array goes through its iterator, which is ten times as slow.
    text += String.fromCharCode.apply(null, piece as unknown as number[]);
  }
  return text;
}
