import { CharacterClass, characterClasses, toLowerUnit } from "./characters.ts";
import { extendWordHash, mixHash, WORD_SEED } from "./hash.ts";
import { GapKind, Shape, TOKEN_PADDING, type Tokens } from "./tokens.ts";

const APOSTROPHE = 0x27;
const TYPOGRAPHIC_APOSTROPHE = 0x2019;
const LETTER_A = 0x61;
const LETTER_C = 0x63;
const LETTER_S = 0x73;
const UPPER_M = 0x4d;
const ASCII_LIMIT = 0x80;

/** Symbols of a gap that its hash covers: enough for `": "` and `>,\n`. */
const GAP_SYMBOLS = 6;
const GAP_STEP = 31;
const SYMBOL_SPACE = 1;
const SYMBOL_NEWLINE = 2;
const SYMBOL_NON_ASCII = 3;
const SYMBOL_START_OF_TEXT = 4;

const SYMBOLS_BY_QUOTE = new Map([
  [TYPOGRAPHIC_APOSTROPHE, APOSTROPHE],
  [0x2018, APOSTROPHE],
  [0x201c, 0x22],
  [0x201d, 0x22],
]);

const FULL_STOP = ".".charCodeAt(0);

/** What a space after each ASCII symbol makes of a gap. */
const KIND_BEFORE_SPACE = new Uint8Array(ASCII_LIMIT).fill(GapKind.other);
KIND_BEFORE_SPACE[0] = GapKind.space;
KIND_BEFORE_SPACE[",".charCodeAt(0)] = GapKind.comma;
for (const symbol of ".!?:;") {
  KIND_BEFORE_SPACE[symbol.charCodeAt(0)] = GapKind.sentenceEnd;
}

/** A full stop after a capitalised word of this length at most may stand for the rest of it: Dr., St., Wm. */
const ABBREVIATION_LENGTH = 3;

/** Bits of what was seen in a word or gap. */
const SAW_LOWER = 1;
const SAW_UPPER = 2;
const SAW_DIGIT = 4;
const SAW_UNCASED = 8;
const SAW_UNDERSCORE = 16;
const UPPER_FIRST = 32;

function shapeOf(seen: number, length: number): number {
  const isCamelCase = (seen & SAW_UPPER) !== 0 && (seen & UPPER_FIRST) === 0;
  if (isCamelCase || (seen & SAW_UNDERSCORE) !== 0 || ((seen & SAW_DIGIT) !== 0 && seen !== SAW_DIGIT)) {
    return Shape.identifier;
  }
  if ((seen & SAW_DIGIT) !== 0) {
    return Shape.digits;
  }
  if ((seen & SAW_UPPER) === 0) {
    return (seen & SAW_LOWER) === 0 ? Shape.uncased : Shape.lower;
  }
  if (length === 1) {
    return Shape.initial;
  }
  if ((seen & SAW_LOWER) === 0) {
    return Shape.allCaps;
  }
  return Shape.mixedCase;
}

function gapSymbol(unit: number): number {
  if (unit < ASCII_LIMIT) {
    return unit;
  }
  return SYMBOLS_BY_QUOTE.get(unit) ?? SYMBOL_NON_ASCII;
}

function isApostrophe(unit: number): boolean {
  return unit === APOSTROPHE || unit === TYPOGRAPHIC_APOSTROPHE;
}

function isLetter(characterClass: number): boolean {
  return characterClass >= CharacterClass.lower && characterClass <= CharacterClass.uncased;
}

/** An apostrophe belongs to the word in O'Brien and don't, not in "Anna's" and quotes. */
function joinsWord(units: Uint16Array, index: number): boolean {
  const next = units[index + 1] as number;
  if (!isLetter(characterClasses[next] as number)) {
    return false;
  }
  const isPossessive = toLowerUnit(next) === LETTER_S;
  return !(isPossessive && !isLetter(characterClasses[units[index + 2] as number] as number));
}

function beginsWithMc(units: Uint16Array, start: number): boolean {
  const second = units[start + 1];
  return units[start] === UPPER_M && (second === LETTER_C || (second === LETTER_A && units[start + 2] === LETTER_C));
}

function endsInAbbreviation(tokens: Tokens, token: number): boolean {
  const shape = tokens.shape[token] as number;
  const length = (tokens.end[token] as number) - (tokens.start[token] as number);
  return shape === Shape.initial || (shape === Shape.capitalised && length <= ABBREVIATION_LENGTH);
}

function clearPadding(tokens: Tokens, first: number): void {
  for (let token = first; token < first + TOKEN_PADDING; token++) {
    tokens.hash[token] = 0;
    tokens.shape[token] = Shape.none;
    tokens.lists[token] = 0;
    tokens.gap[token] = 0;
    tokens.gapKind[token] = GapKind.newline;
  }
}

/** Reads what stands between two words into the gap of `token`; returns where the next word begins. */
function scanGap(units: Uint16Array, from: number, to: number, tokens: Tokens, token: number): number {
  const classes = characterClasses;
  let index = from;
  let gapHash = token === TOKEN_PADDING ? SYMBOL_START_OF_TEXT : 0;
  let kind: number = token === TOKEN_PADDING ? GapKind.newline : GapKind.tight;
  let symbols = 0;
  let previousSymbol = 0;
  while (index < to) {
    const unit = units[index] as number;
    const characterClass = classes[unit] as number;
    if (characterClass >= CharacterClass.lower) {
      break;
    }
    let symbol: number;
    if (characterClass === CharacterClass.space) {
      symbol = SYMBOL_SPACE;
      if (kind === GapKind.tight) {
        kind = KIND_BEFORE_SPACE[previousSymbol] as number;
        if (symbols === 1 && previousSymbol === FULL_STOP && endsInAbbreviation(tokens, token - 1)) {
          kind = GapKind.abbreviation;
        }
      }
    } else if (characterClass === CharacterClass.newline) {
      symbol = SYMBOL_NEWLINE;
      kind = GapKind.newline;
    } else {
      symbol = gapSymbol(unit);
      if (kind === GapKind.space) {
        kind = GapKind.other;
      }
    }
    if (symbol !== previousSymbol && symbols < GAP_SYMBOLS) {
      gapHash = Math.imul(gapHash, GAP_STEP) + symbol;
      symbols++;
    }
    previousSymbol = symbol;
    index++;
  }
  tokens.gap[token] = gapHash;
  tokens.gapKind[token] = kind;
  return index;
}

/** Reads a word of any form that begins at `start` into `token`; returns where it ends. */
function scanMixedWord(units: Uint16Array, start: number, tokens: Tokens, token: number): number {
  let index = start;
  let wordHash = WORD_SEED;
  let seen = 0;
  let uppers = 0;
  let hasApostrophe = false;
  for (; ; index++) {
    const unit = units[index] as number;
    const characterClass = characterClasses[unit] as number;
    if (characterClass === CharacterClass.lower) {
      seen |= SAW_LOWER;
      wordHash = extendWordHash(wordHash, unit);
    } else if (characterClass === CharacterClass.upper) {
      seen |= index === start ? SAW_UPPER | UPPER_FIRST : SAW_UPPER;
      uppers++;
      wordHash = extendWordHash(wordHash, toLowerUnit(unit));
    } else if (characterClass >= CharacterClass.uncased) {
      if (characterClass === CharacterClass.digit) {
        seen |= SAW_DIGIT;
      } else {
        seen |= characterClass === CharacterClass.underscore ? SAW_UNDERSCORE : SAW_UNCASED;
      }
      wordHash = extendWordHash(wordHash, unit);
    } else if (isApostrophe(unit) && (seen & SAW_DIGIT) === 0 && joinsWord(units, index)) {
      wordHash = extendWordHash(wordHash, APOSTROPHE);
      hasApostrophe = true;
    } else {
      break;
    }
  }
  const isCapitalised = uppers === 1 || hasApostrophe || (uppers === 2 && beginsWithMc(units, start));
  const wordShape = seen === SAW_LOWER ? Shape.lower : shapeOf(seen, index - start);
  tokens.end[token] = index;
  tokens.hash[token] = mixHash(wordHash);
  tokens.shape[token] = isCapitalised && wordShape === Shape.mixedCase ? Shape.capitalised : wordShape;
  return index;
}

/**
 * Reads the word that begins at `start` into `token`; returns where it ends. Nearly all words are small letters, perhaps
 * after one capital, or digits: as long as nothing else comes, nothing has to be remembered of them.
 */
function scanWord(units: Uint16Array, start: number, tokens: Tokens, token: number): number {
  const classes = characterClasses;
  tokens.start[token] = start;
  let index = start;
  let unit = units[index] as number;
  let characterClass = classes[unit] as number;
  let wordHash = WORD_SEED;
  let shape: number = Shape.lower;
  if (characterClass === CharacterClass.digit) {
    shape = Shape.digits;
    do {
      wordHash = extendWordHash(wordHash, unit);
      unit = units[++index] as number;
      characterClass = classes[unit] as number;
    } while (characterClass === CharacterClass.digit);
  } else {
    if (characterClass === CharacterClass.upper) {
      shape = Shape.capitalised;
      wordHash = extendWordHash(wordHash, toLowerUnit(unit));
      unit = units[++index] as number;
      characterClass = classes[unit] as number;
    }
    while (characterClass === CharacterClass.lower) {
      wordHash = extendWordHash(wordHash, unit);
      unit = units[++index] as number;
      characterClass = classes[unit] as number;
    }
    if (isApostrophe(unit)) return scanMixedWord(units, start, tokens, token);
    if (shape === Shape.capitalised && index === start + 1) shape = Shape.initial;
  }
  if (characterClass >= CharacterClass.lower) return scanMixedWord(units, start, tokens, token);
  tokens.end[token] = index;
  tokens.hash[token] = mixHash(wordHash);
  tokens.shape[token] = shape;
  return index;
}

/**
 * Splits the units from `from` to `to` into words: runs of letters, marks, digits, underscores and inner apostrophes.
 * Everything between two words goes into the gap of the second. `tokens` must have room for `to - from` units, and
 * `units` for one more than there are.
 */
export function tokenize(units: Uint16Array, from: number, to: number, tokens: Tokens): void {
  // No word goes beyond a zero, so that none of the loops has to ask where the stretch ends.
  const after = units[to] as number;
  units[to] = 0;
  const classes = characterClasses;
  clearPadding(tokens, 0);
  let token = TOKEN_PADDING;
  let index = scanGap(units, from, to, tokens, token);
  while (index < to) {
    index = scanWord(units, index, tokens, token);
    token++;
    const isOneSpace =
      classes[units[index] as number] === CharacterClass.space &&
      (classes[units[index + 1] as number] as number) >= CharacterClass.lower;
    if (isOneSpace) {
      tokens.gap[token] = SYMBOL_SPACE;
      tokens.gapKind[token] = GapKind.space;
      index++;
    } else {
      index = scanGap(units, index, to, tokens, token);
    }
  }
  tokens.count = token - TOKEN_PADDING;
  const lastGap = tokens.gap[token] as number;
  const lastKind = tokens.gapKind[token] as number;
  clearPadding(tokens, token);
  tokens.gap[token] = lastGap;
  tokens.gapKind[token] = lastKind === GapKind.tight ? GapKind.newline : lastKind;
  units[to] = after;
}
