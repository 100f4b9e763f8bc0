import type { Finding } from "../detect/finding.ts";

/** A stretch of a long text, with what detectors have to know of its surroundings. */
export interface Slice {
  /** What is looked at: the line that may name the columns, some context, the stretch, and what follows it. */
  text: string;
  /** Where the findings of this slice begin in the whole text: from here... */
  start: number;
  /** ... up to here. */
  end: number;
  /** What to add to an index in `text`, to get that in the whole text. Smaller indexes are of the line of columns. */
  shift: number;
  /** Where the line of columns ends in `text`. */
  from: number;
}

/** Texts are looked at in stretches of so many UTF-16 units, so that nothing else waits for long. */
export const SLICE_LENGTH = 64 * 1024;
/** What labels and names need to see before them. */
const CONTEXT_LENGTH = 512;
/** No finding is longer, key blocks apart. */
const LONGEST_FINDING = 512;
/** The longest first line of a table. */
const LONGEST_HEADER = 1024;
/** A key block that begins near the end of a slice is left to the next one, if it is no longer than this. */
const LONGEST_KEY = 16 * 1024;
const KEY_START = "-----BEGIN";
const KEY_END = "-----END";

/** Cuts a text where no word ends up in two pieces, if there is such a place. */
export function slicesOf(text: string): Slice[] {
  if (text.length <= SLICE_LENGTH + LONGEST_FINDING) {
    return [{ text, start: 0, end: text.length, shift: 0, from: 0 }];
  }
  const slices: Slice[] = [];
  let header = "";
  for (let start = 0; start < text.length; ) {
    const end = cutBefore(text, start, start + SLICE_LENGTH);
    const contextStart = start === 0 ? 0 : spaceBefore(text, start - CONTEXT_LENGTH);
    const contextEnd = Math.min(text.length, end + LONGEST_FINDING);
    slices.push({
      text: header + text.slice(contextStart, contextEnd),
      start,
      end,
      shift: contextStart - header.length,
      from: header.length,
    });
    header = headerAt(text, start, end, header);
    start = end;
  }
  return slices;
}

/** The findings of a slice, at their places in the whole text. */
export function findingsOf(slice: Slice, findings: readonly Finding[]): Finding[] {
  const { start, end, shift, from } = slice;
  const own: Finding[] = [];
  for (const finding of findings) {
    const place = finding.start + shift;
    if (finding.start < from || place < start || place >= end) continue;
    own.push(shift === 0 ? finding : { ...finding, start: place, end: finding.end + shift });
  }
  return own;
}

function cutBefore(text: string, start: number, limit: number): number {
  if (limit >= text.length) return text.length;
  const cut = spaceBefore(text, limit);
  const near = text.slice(Math.max(start, cut - LONGEST_KEY), cut);
  const key = near.lastIndexOf(KEY_START);
  return key > 0 && !near.includes(KEY_END, key) ? cut - near.length + key : cut;
}

/** The nearest place after a space, no further back than the longest finding; else the place itself. */
function spaceBefore(text: string, place: number): number {
  const from = Math.max(0, place - LONGEST_FINDING);
  const near = text.slice(from, place);
  const space = Math.max(near.lastIndexOf(" "), near.lastIndexOf("\n"));
  return space < 0 ? place : from + space + 1;
}

/** The first line of the paragraph that goes on at the end of a slice: a table has its columns there. */
function headerAt(text: string, start: number, end: number, before: string): string {
  const blank = text.slice(start, end).lastIndexOf("\n\n");
  if (blank < 0 && start > 0) return before;
  const from = blank < 0 ? 0 : start + blank + 2;
  const line = text.slice(from, Math.min(end, from + LONGEST_HEADER)).indexOf("\n");
  return line < 0 ? "" : text.slice(from, from + line + 1);
}
