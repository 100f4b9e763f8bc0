/**
 * A set of characters, told apart only as far as safety needs it: one bit for each of ASCII, one for the letters beyond
 * it that are equal to "k" and "s" when case is ignored (the Kelvin sign, the long s), and one for all others. Letters
 * always stand for both cases.
 */
export type CharacterSet = bigint;

const ASCII_SIZE = 128;
const RELATIVES = 1n << BigInt(ASCII_SIZE);
const OTHERS = RELATIVES << 1n;
const BEYOND_ASCII = RELATIVES | OTHERS;

export const NOTHING: CharacterSet = 0n;
export const EVERYTHING: CharacterSet = (OTHERS << 1n) - 1n;

/** The set of all characters in a range of code points. */
export function rangeOf(first: number, last: number): CharacterSet {
  let set = last >= ASCII_SIZE ? BEYOND_ASCII : NOTHING;
  for (let code = first; code <= Math.min(last, ASCII_SIZE - 1); code++) set |= bothCases(code);
  return set;
}

/** All characters that are not in the set. Characters beyond ASCII are in every complement. */
export function complementOf(set: CharacterSet): CharacterSet {
  return (EVERYTHING & ~set) | BEYOND_ASCII;
}

export function overlap(first: CharacterSet, second: CharacterSet): boolean {
  return (first & second) !== NOTHING;
}

function bothCases(code: number): CharacterSet {
  const letter = code | 0x20;
  if (letter < 0x61 || letter > 0x7a) return 1n << BigInt(code);
  const hasRelatives = letter === 0x6b || letter === 0x73;
  return (1n << BigInt(letter)) | (1n << BigInt(letter - 0x20)) | (hasRelatives ? RELATIVES : NOTHING);
}

const DIGITS = rangeOf(0x30, 0x39);
const WORD = DIGITS | rangeOf(0x61, 0x7a) | rangeOf(0x5f, 0x5f);
const SPACE = rangeOf(0x09, 0x0d) | rangeOf(0x20, 0x20) | BEYOND_ASCII;

/** Whether a word can begin or end between two characters of these sets. The relatives count as letters. */
export function canPartWords(before: CharacterSet, after: CharacterSet): boolean {
  const noWord = EVERYTHING & ~WORD;
  return (overlap(before, WORD) && overlap(after, noWord)) || (overlap(before, noWord) && overlap(after, WORD));
}

/** What `\d`, `\W` and their like match. */
export const CLASS_ESCAPES: Readonly<Record<string, CharacterSet>> = {
  d: DIGITS,
  D: complementOf(DIGITS),
  w: WORD,
  W: complementOf(WORD),
  s: SPACE,
  S: complementOf(SPACE),
};
