/** The most that is held back of a text that may grow into an entity, in UTF-16 units. */
export const MAX_HELD_LENGTH = 128;
/** The most that is held back of a key block that has begun and not ended, in UTF-16 units. */
export const MAX_HELD_KEY_LENGTH = 16 * 1024;

/** How much of a text is decided. */
export interface StableLength {
  length: number;
  /** The bound was reached: what is undecided goes all the same. */
  isForced: boolean;
}

const KEY_START = "-----BEGIN";
const KEY_END = /-----END[^-\n]{0,64}-----/;

/**
 * How much of a text cannot become part of an entity any more, whatever follows: all but the last word, and the words
 * before it that numbers and names are made of. `base` is where undecided text begins.
 */
export function stableLength(text: string, base: number): StableLength {
  const key = text.lastIndexOf(KEY_START);
  if (key >= 0 && !KEY_END.test(text.slice(key))) {
    const from = Math.max(base, key);
    const isForced = text.length - from > MAX_HELD_KEY_LENGTH;
    return { length: isForced ? text.length : from, isForced };
  }
  const limit = Math.max(base, text.length - MAX_HELD_LENGTH);
  let start = wordStart(text, text.length, limit);
  for (;;) {
    const end = gapStart(text, start, limit);
    if (end <= limit || end === start) break;
    const previous = wordStart(text, end, limit);
    if (!mayGoOn(text.slice(previous, end))) break;
    start = previous;
  }
  return { length: start, isForced: start === limit && limit > base };
}

function wordStart(text: string, end: number, limit: number): number {
  let start = end;
  while (start > limit && !isSpace(text.charCodeAt(start - 1))) start--;
  return start;
}

/** Where the single line break or the blanks before a word begin. */
function gapStart(text: string, wordAt: number, limit: number): number {
  let start = wordAt;
  let lines = 0;
  while (start > limit && isSpace(text.charCodeAt(start - 1))) {
    if (text.charCodeAt(start - 1) === 0x0a && ++lines > 1) return wordAt;
    start--;
  }
  return start;
}

/** A word with a digit, a mark of quoted mail, or a capitalised word that ends no sentence. */
function mayGoOn(word: string): boolean {
  return /\d|^>+$/.test(word) || (/^[^\p{L}]?\p{Lu}/u.test(word) && !/[.!?;:]$/.test(word));
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0xa0;
}
