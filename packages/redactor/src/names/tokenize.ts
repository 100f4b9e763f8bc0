import { CharacterClass, characterClasses, toLowerUnit } from "./characters.ts";
import { extendWordHash, mixHash, WORD_SEED } from "./hash.ts";
import { GapKind, Shape, TOKEN_PADDING, type Tokens } from "./tokens.ts";

const APOSTROPHE = 0x27;
const TYPOGRAPHIC_APOSTROPHE = 0x2019;
const LETTER_S = 0x73;
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

function isLetter(characterClass: number): boolean {
  return characterClass >= CharacterClass.lower && characterClass <= CharacterClass.uncased;
}

/** An apostrophe belongs to the word in O'Brien and don't, not in "Anna's" and quotes. */
function joinsWord(text: string, index: number, to: number): boolean {
  if (index + 1 >= to || !isLetter(characterClasses[text.charCodeAt(index + 1)] as number)) {
    return false;
  }
  const isPossessive = toLowerUnit(text.charCodeAt(index + 1)) === LETTER_S;
  return !(isPossessive && (index + 2 >= to || !isLetter(characterClasses[text.charCodeAt(index + 2)] as number)));
}

function beginsWithMc(text: string, start: number): boolean {
  return text.startsWith("Mc", start) || text.startsWith("Mac", start);
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
function scanGap(text: string, from: number, to: number, tokens: Tokens, token: number): number {
  let index = from;
  let gapHash = token === TOKEN_PADDING ? SYMBOL_START_OF_TEXT : 0;
  let kind: number = token === TOKEN_PADDING ? GapKind.newline : GapKind.tight;
  let symbols = 0;
  let previousSymbol = 0;
  while (index < to) {
    const unit = text.charCodeAt(index);
    const characterClass = characterClasses[unit] as number;
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

/** Reads the word that begins at `from` into `token`; returns where it ends. */
function scanWord(text: string, from: number, to: number, tokens: Tokens, token: number): number {
  let index = from;
  let wordHash = WORD_SEED;
  let seen = 0;
  let uppers = 0;
  let hasApostrophe = false;
  while (index < to) {
    const unit = text.charCodeAt(index);
    const characterClass = characterClasses[unit] as number;
    if (characterClass === CharacterClass.lower) {
      seen |= SAW_LOWER;
      wordHash = extendWordHash(wordHash, unit);
    } else if (characterClass === CharacterClass.upper) {
      seen |= index === from ? SAW_UPPER | UPPER_FIRST : SAW_UPPER;
      uppers++;
      wordHash = extendWordHash(wordHash, toLowerUnit(unit));
    } else if (characterClass >= CharacterClass.uncased) {
      if (characterClass === CharacterClass.digit) {
        seen |= SAW_DIGIT;
      } else {
        seen |= characterClass === CharacterClass.underscore ? SAW_UNDERSCORE : SAW_UNCASED;
      }
      wordHash = extendWordHash(wordHash, unit);
    } else if (
      (unit === APOSTROPHE || unit === TYPOGRAPHIC_APOSTROPHE) &&
      (seen & SAW_DIGIT) === 0 &&
      joinsWord(text, index, to)
    ) {
      wordHash = extendWordHash(wordHash, APOSTROPHE);
      hasApostrophe = true;
    } else {
      break;
    }
    index++;
  }
  const isCapitalised = uppers === 1 || hasApostrophe || (uppers === 2 && beginsWithMc(text, from));
  const wordShape = seen === SAW_LOWER ? Shape.lower : shapeOf(seen, index - from);
  tokens.start[token] = from;
  tokens.end[token] = index;
  tokens.hash[token] = mixHash(wordHash);
  tokens.shape[token] = isCapitalised && wordShape === Shape.mixedCase ? Shape.capitalised : wordShape;
  return index;
}

/**
 * Splits `text` from `from` to `to` into words: runs of letters, marks, digits, underscores and inner apostrophes.
 * Everything between two words goes into the gap of the second. `tokens` must have room for `to - from` units.
 */
export function tokenize(text: string, from: number, to: number, tokens: Tokens): void {
  clearPadding(tokens, 0);
  let token = TOKEN_PADDING;
  let index = scanGap(text, from, to, tokens, token);
  while (index < to) {
    index = scanWord(text, index, to, tokens, token);
    token++;
    const isOneSpace =
      index + 1 < to &&
      characterClasses[text.charCodeAt(index)] === CharacterClass.space &&
      (characterClasses[text.charCodeAt(index + 1)] as number) >= CharacterClass.lower;
    if (isOneSpace) {
      tokens.gap[token] = SYMBOL_SPACE;
      tokens.gapKind[token] = GapKind.space;
      index++;
    } else {
      index = scanGap(text, index, to, tokens, token);
    }
  }
  tokens.count = token - TOKEN_PADDING;
  const lastGap = tokens.gap[token] as number;
  const lastKind = tokens.gapKind[token] as number;
  clearPadding(tokens, token);
  tokens.gap[token] = lastGap;
  tokens.gapKind[token] = lastKind === GapKind.tight ? GapKind.newline : lastKind;
}
