import { ATTEMPT_NAMES, NUDGE_NAMES, PROGRESS_NAMES, plainName, RESULT_NAMES, TASK_NAMES } from "./noise-names.ts";

/** What is passed over in a text of some kind. */
export interface Noise {
  /** Names of values that are noise; none where all are. */
  labels?: ReadonlySet<string>;
  /** Words that are noise by their own form; sticky. */
  word: RegExp;
}

/** What stands in place of noise. */
export const MASK = "#";
/** How far back a word may begin, and how far apart a label and its value may be. */
const MAX_WORD = 128;
const MAX_LABEL = 24;
const MAX_SEPARATOR = 6;
/** Words that begin with a letter are noise from this length on only. */
const SHORTEST_ID = 8;

const DATE_TIME = String.raw`\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d)?(?:[.,]\d{1,9})?(?:z|[+-]\d\d:?\d\d)?`;
const CLOCK = String.raw`\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?`;
const ORDINAL = String.raw`\d{1,9}(?:st|nd|rd|th) (?:attempt|retry|try|iteration)\b`;
const UUID = String.raw`[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}(?!\w)`;
const HASH = String.raw`(?:0x[\da-f]{4,64}|(?=[a-f]{0,40}\d)(?=\d{0,40}[a-f])[\da-f]{8,128})(?!\w)`;
const LONG_ID = String.raw`(?=[a-z]{0,40}\d)(?=\d{0,40}[a-z])[\da-z]{16,128}(?!\w)`;
const EPOCH = String.raw`1[5-9]\d{8}(?:\d{3})?(?:\.\d{1,9})?(?!\w)`;
/** How long something took; not how long it will still take, which is progress. */
const DURATION = String.raw`\d{1,9}(?:\.\d{1,9})? ?(?:ns|us|µs|ms|msecs?|milliseconds?|s|secs?|seconds?)(?!\w| remaining| left| to go)`;

function anyWord(...forms: string[]): RegExp {
  return new RegExp(forms.join("|"), "iy");
}

/** Numbers and ids are the substance of a task ("translate item 17"), save times, ids of requests, and attempts. */
export const TASK_NOISE: Noise = {
  labels: TASK_NAMES,
  word: anyWord(DATE_TIME, CLOCK, ORDINAL),
};
/** Times may be what a call is about ("from 10:00:00 on"). */
export const ARGUMENT_NOISE: Noise = { labels: ATTEMPT_NAMES, word: anyWord(ORDINAL) };
/** Results carry ids, times and durations that differ with each call. Other numbers are news ("45 % done"). */
export const RESULT_NOISE: Noise = {
  labels: RESULT_NAMES,
  word: anyWord(DATE_TIME, CLOCK, ORDINAL, UUID, HASH, EPOCH, LONG_ID, DURATION),
};
/** What makes a model go on after a call: a result, or words around it. */
export const NUDGE_NOISE: Noise = { labels: NUDGE_NAMES, word: RESULT_NOISE.word };
/** An error with other numbers is the same error. */
export const ERROR_NOISE: Noise = { word: RESULT_NOISE.word };

const LABELLED_VALUE = /[\w.:+/=-]{1,128}(?: of \d{1,9})?/y;

/**
 * A text with its noise masked. All noise has digits, so that only words with digits are looked at, each once: the
 * time it takes is in proportion to the text's length, whatever the text.
 */
export function maskNoise(text: string, noise: Noise): string {
  let masked = "";
  let kept = 0;
  let at = 0;
  while (at < text.length) {
    if (!isDigit(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = startOfWord(text, at, kept);
    const next = endOfWord(text, at);
    const end = endOfNoise(text, start, start === at || next - start >= SHORTEST_ID, noise);
    if (end > 0) {
      masked += text.slice(kept, start) + MASK;
      kept = end;
    }
    at = Math.max(end, next);
  }
  return masked + text.slice(kept);
}

/** Where noise that begins here ends; 0 where there is none. */
function endOfNoise(text: string, start: number, mayMatch: boolean, { labels, word }: Noise): number {
  const end = mayMatch ? endOfMatch(word, text, start) : 0;
  if (end > 0 && !(labels && isLabelled(text, start, PROGRESS_NAMES))) return end;
  return !labels || isLabelled(text, start, labels) ? endOfMatch(LABELLED_VALUE, text, start) : 0;
}

/** Where a match that begins here ends; 0 where there is none. */
function endOfMatch(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : 0;
}

/** Whether what begins here has one of these names: `attempt 3`, `"request_id": "7f"`, `retries left: 2`. */
function isLabelled(text: string, start: number, labels: ReadonlySet<string>): boolean {
  let end = start;
  while (end > start - MAX_SEPARATOR && isSeparator(text.charCodeAt(end - 1))) end--;
  const last = startOfName(text, end);
  if (last === end) return false;
  const name = plainName(text.slice(last, end));
  if (labels.has(name)) return true;
  if (text.charCodeAt(last - 1) !== SPACE) return false;
  return labels.has(plainName(text.slice(startOfName(text, last - 1), last - 1)) + name);
}

function startOfName(text: string, end: number): number {
  let start = end;
  while (start > end - MAX_LABEL && isName(text.charCodeAt(start - 1))) start--;
  return start;
}

function startOfWord(text: string, at: number, kept: number): number {
  const first = Math.max(kept, at - MAX_WORD);
  let start = at;
  while (start > first && isWord(text.charCodeAt(start - 1))) start--;
  return start;
}

function endOfWord(text: string, at: number): number {
  let end = at;
  while (isWord(text.charCodeAt(end))) end++;
  return end;
}

const SPACE = 32;
const DASH = 45;
const UNDERSCORE = 95;
/** Besides, `"`, `#`, `'`, `.`, `:` and `=`. */
const SEPARATORS: ReadonlySet<number> = new Set([SPACE, UNDERSCORE, 34, 35, 39, 46, 58, 61]);

function isSeparator(code: number): boolean {
  return SEPARATORS.has(code);
}

function isName(code: number): boolean {
  return code === DASH || code === UNDERSCORE || (isWord(code) && !isDigit(code));
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isWord(code: number): boolean {
  const lower = code | 32;
  return isDigit(code) || (lower >= 97 && lower <= 122);
}
