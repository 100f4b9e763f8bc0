import { createUnitReader, isAscii } from "../text-units.ts";
import { decodedTexts } from "./encoded.ts";
import { type Evidence, NO_EVIDENCE, scoreOf, stronger, withRule } from "./evidence.ts";
import { findMarks, IS_ANCHOR } from "./find-marks.ts";
import { createFold, type FoldedText } from "./fold.ts";
import { hasLeetWord, IS_SIGN } from "./leet-words.ts";
import { createPlaceFinder } from "./note-places.ts";
import { compilePhrases } from "./phrases.ts";
import { createPhraseReader, type PhraseReading } from "./read-phrases.ts";
import { REVERSED_HINT, ROT13_HINT } from "./rules/hints.ts";
import { COMMON_WORDS, LISTS_WITH_TYPOS, PHRASE_RULES, WORD_LISTS } from "./rules/index.ts";
import { closeUp, type WordEnds } from "./spaced-out.ts";
import { hashBeginnings, hashWord, leetAlphabet, plainAlphabet } from "./words.ts";

/** What is thought of one text. */
export interface InjectionVerdict {
  /** 0 to 1: how much the text looks like an attempt to take the model over. */
  score: number;
  /** Names of the rules that spoke for it, never text. */
  rules: readonly string[];
}

/** Options of the detector. */
export interface InjectionDetectorOptions {
  /** Longer texts are judged by their first and last half of this, in UTF-16 units. Default 4,194,304. */
  maxLength?: number;
}

/** Scores from which on the presets act. */
export const INJECTION_THRESHOLDS: { strict: number; balanced: number; relaxed: number } = {
  strict: 0.4,
  balanced: 0.5,
  relaxed: 0.7,
};

const DEFAULT_MAX_LENGTH = 4_194_304;
/** Texts inside texts: base64 in base64. */
const MAX_DEPTH = 2;
/** How much is read altogether, in lengths of the text. */
const MAX_READINGS = 6;
const MIN_BUDGET = 4096;
/** So many words with digits or signs among the letters make it worth reading them as letters. */
const MIN_LEET_WORDS = 2;
const LEET_WORD = /[a-z][0-9@$!|+]+[a-z]|\b[0-9@$!|+]+[a-z]{2,}/gi;
/** So many words of one letter in a row are perhaps one word with its letters apart. */
const MIN_SINGLES = 7;
/** Longest word that is looked for in letters that stand apart. */
const MAX_WORD = 16;
const LOWER_CASE_BIT = 0x20;
const LOWER_A = 0x61;
const HALF_ALPHABET = 13;
const ENCODED = { name: "encoded-text", weight: 0.25 };
const HIDDEN = { name: "hidden-text", weight: 0.8 };
const TELLING_AMOUNT = 0.5;

/** Creates the detector. Tables are built here, once, in a few milliseconds; what it returns keeps no state. */
export function createInjectionDetector(options: InjectionDetectorOptions = {}): (text: string) => InjectionVerdict {
  const maxLength = options.maxLength ?? DEFAULT_MAX_LENGTH;
  const fold = createFold();
  const readUnits = createUnitReader();
  const plain = plainAlphabet();
  const leet = leetAlphabet(plain);
  const source = {
    rules: PHRASE_RULES,
    lists: WORD_LISTS,
    listsWithTypos: LISTS_WITH_TYPOS,
    fold: (text: string) => fold(text).text,
  };
  const plainBook = compilePhrases(source, plain);
  const notePlaces = createPlaceFinder(IS_ANCHOR, IS_SIGN);
  const readPlain = createPhraseReader(plain, plainBook, PHRASE_RULES);
  const leetBook = compilePhrases(source, leet);
  const readLeet = createPhraseReader(leet, leetBook, PHRASE_RULES);
  const commonWords = new Set(COMMON_WORDS.split(/\s+/).map((word) => hashWord(word, plain)));
  const endsOfWords: WordEnds = (letters, start, onEnd) =>
    hashBeginnings(letters, start, MAX_WORD, plain, (hash, end) => {
      if (plainBook.wordId(hash) >= 0 || commonWords.has(hash)) onEnd(end);
    });

  /** Nearly all texts are ASCII that folding leaves as it is: they are read at once. */
  function read(text: string): { folded: FoldedText; units: Uint16Array; reading: PhraseReading } {
    if (isAscii(text)) {
      const units = readUnits(text);
      const reading = readPlain(text, units);
      if (reading) return { folded: { text, hidden: "", invisible: 0 }, units, reading };
    }
    const folded = fold(text);
    const units = readUnits(folded.text);
    return { folded, units, reading: readPlain(folded.text, units) as PhraseReading };
  }

  function judge(text: string, depth: number, budget: { left: number }): Evidence {
    if (budget.left < text.length) return NO_EVIDENCE;
    budget.left -= text.length;
    const { folded, units, reading } = read(text);
    let evidence = reading.evidence;
    const { length } = folded.text;
    const { anchors, signs } = notePlaces(units, length);
    if (hasLeetWord(units, length, signs, leet, leetBook) && hasMany(folded.text, LEET_WORD, MIN_LEET_WORDS)) {
      evidence = stronger(evidence, readLeet(folded.text, units)?.evidence ?? NO_EVIDENCE);
    }
    for (const { name, weight } of findMarks(folded.text, units, anchors)) evidence = withRule(evidence, name, weight);
    if (depth === MAX_DEPTH) return evidence;

    const inner: string[] = decodedTexts(folded.text, units);
    if (folded.hidden !== "") inner.push(folded.hidden);
    if (reading.singles >= MIN_SINGLES) inner.push(closeUp(folded.text, endsOfWords));
    if (reading.hints.has(ROT13_HINT)) inner.push(rot13(folded.text));
    if (reading.hints.has(REVERSED_HINT)) inner.push(reversed(folded.text));
    for (const innerText of inner) {
      const found = judge(innerText, depth + 1, budget);
      const isNews = found.amount >= TELLING_AMOUNT && found.amount > evidence.amount;
      if (isNews) evidence = stronger(evidence, withRule(found, ENCODED.name, ENCODED.weight));
    }
    return folded.hidden === "" ? evidence : withRule(evidence, HIDDEN.name, HIDDEN.weight);
  }

  return function detectInjection(text) {
    const judged =
      text.length <= maxLength ? text : `${text.slice(0, maxLength / 2)}\n\n${text.slice(text.length - maxLength / 2)}`;
    const evidence = judge(judged, 0, { left: Math.max(MIN_BUDGET, judged.length * MAX_READINGS) });
    const score = scoreOf(evidence);
    return { score, rules: score === 0 ? [] : [...evidence.rules].sort() };
  };
}

function hasMany(text: string, pattern: RegExp, count: number): boolean {
  let found = 0;
  pattern.lastIndex = 0;
  while (found < count && pattern.test(text)) found += 1;
  pattern.lastIndex = 0;
  return found >= count;
}

function rot13(text: string): string {
  const units = new Uint16Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const lower = code | LOWER_CASE_BIT;
    const isLetter = lower >= LOWER_A && lower < LOWER_A + 2 * HALF_ALPHABET;
    units[index] = isLetter ? code + (lower < LOWER_A + HALF_ALPHABET ? HALF_ALPHABET : -HALF_ALPHABET) : code;
  }
  return new TextDecoder("utf-16le").decode(units);
}

function reversed(text: string): string {
  return text.split("").reverse().join("");
}
