import { type HashFilter, mayHave } from "../hash-filter.ts";

/** What is known of a word besides its letters. */
export const WORD_FLAGS = {
  /** First of a sentence, a line, a quotation or a bracket. */
  clauseStart: 1,
  /** Between quotation marks. */
  quoted: 2,
  /** Two capitals or more and nothing else. */
  capitals: 4,
} as const;

/** One word: its hash, its position counted in words (with a jump after a sentence), where it starts and ends, its flags. */
export type WordSink = (hash: number, position: number, start: number, end: number, flags: number) => void;

/** How many words the end of a sentence counts for: a gap in a phrase does not easily cross it. */
const SENTENCE_JUMP = 3;
/** A quotation is closed by force after so many characters, and at the end of a line: an apostrophe must not quote the rest. */
const MAX_QUOTATION = 400;

const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

const SEPARATOR = 0;
const LETTER = 1;
const IDEOGRAPH = 2;
const APOSTROPHE = 3;
const QUOTE = 4;
const SENTENCE_END = 5;
const NEW_LINE = 6;
const CLAUSE_END = 7;
const SPACE = 8;
/** A letter when one follows, else the end of a sentence: "!nstruct!ons!". */
const LETTER_OR_END = 9;
/** A control character: folding leaves none of them. */
const CONTROL = 10;

/** In place of the longest run: the text must be folded before it is read. */
export const NOT_FOLDED = -1;

const APOSTROPHE_UNIT = 0x27;
const UPPER_A = 0x41;
const UPPER_Z = 0x5a;
const FIRST_IDEOGRAPH = 0x2e80;
const FIRST_HANGUL = 0xac00;
const LAST_HANGUL = 0xd7a3;
const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "2": "z",
  "3": "e",
  "4": "a",
  "5": "s",
  "6": "g",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  $: "s",
  "|": "i",
  "+": "t",
  "!": "i",
  l: "i",
};

/** What stands for a letter. */
export const LEET_SIGNS: readonly string[] = Object.keys(LEET).filter((sign) => sign !== "l");

/** How characters are read: their class and the letter that they count as. */
export interface Alphabet {
  readonly classes: Uint8Array;
  readonly letters: Uint16Array;
}

/** Letters, digits and ideographs as they are, in lower case. */
export function plainAlphabet(): Alphabet {
  const classes = new Uint8Array(0x10000);
  const letters = new Uint16Array(0x10000);
  const letter = /[\p{L}\p{N}]/u;
  classes.fill(CONTROL, 0, 0x20);
  classes[0x7f] = CONTROL;
  for (let code = 0; code < classes.length; code += 1) {
    letters[code] = code;
    if (code < 0x80 || (code >= 0xa0 && code < FIRST_IDEOGRAPH)) {
      const character = String.fromCharCode(code);
      if (letter.test(character)) {
        classes[code] = LETTER;
        letters[code] = character.toLowerCase().charCodeAt(0);
      }
    } else if (code >= FIRST_HANGUL && code <= LAST_HANGUL) classes[code] = LETTER;
    else if (code >= 0x3040 && code < 0xd800) classes[code] = IDEOGRAPH;
  }
  set(classes, "'", APOSTROPHE);
  set(classes, '"`', QUOTE);
  set(classes, ".!?;", SENTENCE_END);
  set(classes, "\n", NEW_LINE);
  set(classes, ":,()[]{}<>*#-|", CLAUSE_END);
  set(classes, " \t", SPACE);
  set(classes, "\r", SEPARATOR);
  return { classes, letters };
}

/** The same with digits and signs read as the letters they resemble. "l" counts as "i", for 1 stands for both. */
export function leetAlphabet(plain: Alphabet): Alphabet {
  const classes = plain.classes.slice();
  const letters = plain.letters.slice();
  for (const [sign, letter] of Object.entries(LEET)) {
    for (const code of [sign.charCodeAt(0), sign.toUpperCase().charCodeAt(0)]) {
      letters[code] = letter.charCodeAt(0);
      classes[code] = sign === "!" ? LETTER_OR_END : LETTER;
    }
  }
  return { classes, letters };
}

function set(classes: Uint8Array, characters: string, value: number): void {
  for (const character of characters) classes[character.charCodeAt(0)] = value;
}

/** Whether a unit may stand in a word, or inside one. */
export function isWordUnit({ classes }: Alphabet, unit: number): boolean {
  const kind = classes[unit];
  return kind === LETTER || kind === LETTER_OR_END || kind === APOSTROPHE;
}

/** The hash of one word in an alphabet; apostrophes inside it do not count. */
export function hashWord(word: string, { letters }: Alphabet): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < word.length; index += 1) {
    const code = word.charCodeAt(index);
    if (word[index] !== "'") hash = Math.imul(hash ^ (letters[code] ?? code), FNV_PRIME);
  }
  return hash;
}

/** The same for a word that stands in a text, by the units of the text. */
export function hashUnits(units: Uint16Array, start: number, end: number, { letters }: Alphabet): number {
  let hash = FNV_OFFSET;
  for (let index = start; index < end; index += 1) {
    const unit = units[index] as number;
    if (unit !== APOSTROPHE_UNIT) hash = Math.imul(hash ^ (letters[unit] as number), FNV_PRIME);
  }
  return hash;
}

/** Hashes every beginning, of two letters or more, of the word at a place, up to a length. */
export function hashBeginnings(
  text: string,
  start: number,
  mostLetters: number,
  { letters }: Alphabet,
  onHash: (hash: number, end: number) => void,
): void {
  let hash = FNV_OFFSET;
  const last = Math.min(text.length, start + mostLetters);
  for (let index = start; index < last; index += 1) {
    const code = text.charCodeAt(index);
    hash = Math.imul(hash ^ (letters[code] ?? code), FNV_PRIME);
    if (index > start) onHash(hash, index + 1);
  }
}

/**
 * Reads the units of a folded text word by word, in one pass, and tells of the words that the filter lets through. A zero
 * stands after the units. Each ideograph is a word of its own. Returns the longest run of words of one character, or
 * {@link NOT_FOLDED} for ASCII that has to be folded.
 */
export function readWords(
  units: Uint16Array,
  length: number,
  { classes, letters }: Alphabet,
  filter: HashFilter,
  onWord: WordSink,
): number {
  let position = 0;
  let flags: number = WORD_FLAGS.clauseStart;
  let quotedUntil = 0;
  let previous = SPACE;
  let singles = 0;
  let mostSingles = 0;

  for (let index = 0; index < length; index += 1) {
    let code = units[index] as number;
    let kind = classes[code] as number;
    if (kind === LETTER_OR_END) kind = classes[units[index + 1] as number] === LETTER ? LETTER : SENTENCE_END;
    if (kind === LETTER) {
      const start = index;
      let hash = FNV_OFFSET;
      while (kind === LETTER) {
        hash = Math.imul(hash ^ (letters[code] as number), FNV_PRIME);
        code = units[++index] as number;
        kind = classes[code] as number;
        if (kind !== APOSTROPHE && kind !== LETTER_OR_END) continue;
        if (classes[units[index + 1] as number] !== LETTER) break;
        if (kind === APOSTROPHE) code = units[++index] as number;
        kind = LETTER;
      }
      if (mayHave(filter, hash)) {
        const shouted = isShouted(units, start, index) ? WORD_FLAGS.capitals : 0;
        onWord(hash, position, start, index, flags | shouted | (start < quotedUntil ? WORD_FLAGS.quoted : 0));
      }
      singles = index - start === 1 ? singles + 1 : 0;
      if (singles > mostSingles) mostSingles = singles;
      position += 1;
      flags = 0;
      previous = LETTER;
      if (index === length) break;
      if (kind === LETTER_OR_END) kind = SENTENCE_END;
    }
    if (kind === SPACE) {
      previous = SPACE;
      continue;
    }
    if (kind === IDEOGRAPH) {
      const hash = Math.imul(FNV_OFFSET ^ code, FNV_PRIME);
      if (mayHave(filter, hash)) {
        onWord(hash, position, index, index + 1, flags | (index < quotedUntil ? WORD_FLAGS.quoted : 0));
      }
      singles += 1;
      if (singles > mostSingles) mostSingles = singles;
      position += 1;
      flags = 0;
    } else if (kind === SENTENCE_END) {
      if (classes[units[index + 1] as number] !== LETTER) {
        position += SENTENCE_JUMP;
        flags = WORD_FLAGS.clauseStart;
      }
    } else if (kind === NEW_LINE) {
      quotedUntil = 0;
      if (previous === NEW_LINE) position += SENTENCE_JUMP;
      flags = WORD_FLAGS.clauseStart;
    } else if (kind === CONTROL) return NOT_FOLDED;
    else {
      if (kind === APOSTROPHE) kind = QUOTE;
      if (kind === QUOTE) quotedUntil = index < quotedUntil ? 0 : index + MAX_QUOTATION;
      if (kind !== SEPARATOR) flags = WORD_FLAGS.clauseStart;
    }
    previous = kind;
  }
  return mostSingles;
}

/** Whether a word is two capitals or more and nothing else. */
function isShouted(units: Uint16Array, start: number, end: number): boolean {
  for (let index = start; index < end; index += 1) {
    const unit = units[index] as number;
    if (unit < UPPER_A || unit > UPPER_Z) return false;
  }
  return end - start > 1;
}
