import { createFenceLines, type FenceLines } from "./fence-lines.ts";
import { createJsonTracker, type JsonTracker } from "./json-tracker.ts";

/** Follows prose through the fenced blocks of Markdown, into those that hold JSON. */
export interface FenceReader {
  /** Takes a text from a place on, as far as it is all the same. Gives where that ends. */
  feed(text: string, start: number): number;
  /**
   * What came of the last unit. `marks`: a line begins like that of a fence; `line`: such a line has ended; `close`:
   * three marks behind JSON have ended it.
   */
  event(): "marks" | "line" | "close" | undefined;
  /** The JSON that this point is in. */
  json(): JsonTracker | undefined;
}

const [NEWLINE, BACKTICK] = [0x0a, 0x60];
const MARKS = 3;

/**
 * Creates a reader at the start of prose. JSON is what stands in a block with a label for it, or in one without a label
 * that looks like it. No JSON has a line that begins like that of a fence, or three backticks between its strings: these
 * end it, whatever the fence that it began with.
 */
export function createFenceReader(): FenceReader {
  const lines = createFenceLines();
  let event: ReturnType<FenceReader["event"]>;
  let json: JsonTracker | undefined;
  /** Whether this is in a block, whatever it holds. */
  let isOpen = false;
  /** Whether a block has ended in this line. */
  let isClosing = false;
  let backticks = 0;

  function close(): void {
    json = undefined;
    isOpen = false;
    isClosing = true;
  }

  function feedJson(text: string, start: number, end: number): void {
    json?.feed(text, start, end);
    if (json?.verdict() === "text") json = undefined;
  }

  function endLine(line: ReturnType<FenceLines["feed"]>): void {
    if (line === "json" || (line !== undefined && !isClosing)) {
      isOpen = true;
      json = line === "other" ? undefined : createJsonTracker(line === "json" ? "json" : "auto");
    }
    isClosing = false;
    backticks = 0;
  }

  function feedUnit(text: string, index: number): ReturnType<FenceReader["event"]> {
    const unit = text.charCodeAt(index);
    const line = lines.feed(unit);
    if (unit === NEWLINE) {
      feedJson(text, index, index + 1);
      endLine(line);
      return line && "line";
    }
    backticks = unit === BACKTICK ? backticks + 1 : 0;
    if (line === "marks") {
      if (isOpen) close();
      return "marks";
    }
    if (json && backticks === MARKS && json.depth() === 0) {
      close();
      return "close";
    }
    feedJson(text, index, index + 1);
    return undefined;
  }

  /** Where something may happen next, in a line that is none of a fence. */
  function nextMark(text: string, start: number): number {
    if (!json) {
      const newline = text.indexOf("\n", start);
      return newline < 0 ? text.length : newline;
    }
    let end = start;
    while (end < text.length && text.charCodeAt(end) !== NEWLINE && text.charCodeAt(end) !== BACKTICK) end++;
    return end;
  }

  return {
    feed(text, start) {
      const end = lines.isOther() ? nextMark(text, start) : start;
      if (end === start) {
        event = feedUnit(text, start);
        return start + 1;
      }
      event = undefined;
      backticks = 0;
      if (json) feedJson(text, start, end);
      return end;
    },
    event: () => event,
    json: () => json,
  };
}

/** A stretch of a text. */
export interface Stretch {
  start: number;
  end: number;
}

/** The fenced blocks of a text. */
export interface Fences {
  /** The JSON in them, in order. */
  documents: Stretch[];
  /** What makes them, in order of its ends. Without it, the text would be another. */
  marks: Stretch[];
}

/** Finds the fenced blocks in prose, as a {@link FenceReader} sees them. */
export function findFences(text: string): Fences {
  const fences: Fences = { documents: [], marks: [] };
  if (!text.includes("```") && !text.includes("~~~")) return fences;
  const reader = createFenceReader();
  let lineStart = 0;
  let json: JsonTracker | undefined;
  let jsonStart = 0;

  function endJson(end: number): void {
    if (json?.verdict() === "json") fences.documents.push({ start: jsonStart, end: Math.max(jsonStart, end) });
  }

  for (let index = 0; index < text.length; ) {
    index = reader.feed(text, index);
    const event = reader.event();
    // The line break before a fence is part of it.
    const start = event === "close" ? index - MARKS : Math.max(0, lineStart - 1);
    if (event) fences.marks.push({ start, end: index });
    if (json !== reader.json()) {
      endJson(start);
      json = reader.json();
      jsonStart = index;
    }
    if (text.charCodeAt(index - 1) === NEWLINE) lineStart = index;
  }
  endJson(text.length);
  return fences;
}
