import { mayHave } from "../hash-filter.ts";
import type { Places } from "./note-places.ts";
import type { PhraseBook } from "./phrases.ts";
import { type Alphabet, hashUnits, isWordUnit, LEET_SIGNS } from "./words.ts";

/** Longer runs are no words of any phrase. */
const LONGEST_WORD = 32;
const LOWER_CASE_BIT = 0x20;
const EXCLAMATION_MARK = 0x21;
const [LOWER_A, LOWER_Z] = [0x61, 0x7a];

/** By unit: whether it stands for a letter. */
export const IS_SIGN: Uint8Array = new Uint8Array(0x1_0000);
for (const sign of LEET_SIGNS) IS_SIGN[sign.charCodeAt(0)] = 1;

/**
 * Whether some word of a folded text that has digits or signs beside its letters is a word of the phrases, once they are
 * read as letters: without one, reading the text so brings no news. `units` are its UTF-16 units, `length` of them, and
 * a zero; `signs` are all its digits and signs. Takes linear time.
 */
export function hasLeetWord(
  units: Uint16Array,
  length: number,
  { count, indexes }: Places,
  alphabet: Alphabet,
  book: PhraseBook,
): boolean {
  /** Where the last run that was looked at ends. */
  let done = 0;
  for (let sign = 0; sign < count; sign += 1) {
    const index = indexes[sign] as number;
    if (index < done) continue;
    if (!isLatin(units[index + 1] as number) && !(index > done && isLatin(units[index - 1] as number))) continue;
    let start = index;
    while (start > done && isWordUnit(alphabet, units[start - 1] as number)) start -= 1;
    done = index + 1;
    while (done < length && isWordUnit(alphabet, units[done] as number)) done += 1;
    if (done - start > LONGEST_WORD) continue;
    const hash = hashUnits(units, start, withoutMarks(units, start, done), alphabet);
    if (mayHave(book.words, hash) && book.wordId(hash) >= 0) return true;
  }
  return false;
}

/** Where a word ends, before the marks that end its sentence. */
function withoutMarks(units: Uint16Array, start: number, end: number): number {
  let last = end;
  while (last > start && units[last - 1] === EXCLAMATION_MARK) last -= 1;
  return last;
}

function isLatin(unit: number): boolean {
  const lower = unit | LOWER_CASE_BIT;
  return lower >= LOWER_A && lower <= LOWER_Z;
}
