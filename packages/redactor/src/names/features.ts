import { toLowerUnit } from "./characters.ts";
import { type Gazetteer, WordList } from "./gazetteer.ts";
import { pairHash } from "./hash.ts";
import { Label } from "./labels.ts";
import { GapKind, Shape, type Tokens } from "./tokens.ts";

/** Features of one word. */
export const FEATURE_COUNT = 25;

/** Those of them that know the word itself; training hides them at times, so that lists and context learn to speak. */
export const LEXICAL_FEATURES: readonly number[] = [1, 15, 16, 18, 19];

/** Rows of the weight table, as a power of two. */
export const ROW_BITS = 16;
const ROW_SHIFT = 32 - ROW_BITS;

const FEATURE_STEP = 0x9e3779b1 | 0;
const FEATURE_MIX = 0x2c1b3c6d;

const NAME_LISTS = WordList.firstName | WordList.lastName | WordList.city | WordList.country;

/** A lower-case word of this length may link two words of a name: de, van, und, y. */
const LINK_LENGTH = 4;
const WINDOW = 3;

/** Capitalised words in a row that are looked through for the last of them. */
const RUN_LENGTH = 5;

/** Keeps the values of different features apart. */
const FEATURE_SEEDS = Int32Array.from({ length: FEATURE_COUNT }, (_, feature) => Math.imul(feature + 1, FEATURE_STEP));

/** The row of weights of a feature's value. */
export function weightRow(feature: number, value: number): number {
  const hash = Math.imul(value ^ (FEATURE_SEEDS[feature] as number), FEATURE_MIX);
  return Math.imul(hash ^ (hash >>> 15), FEATURE_STEP) >>> ROW_SHIFT;
}

/** A small word that touches one of these belongs to an identifier, a path, a URL or an e-mail address. */
const CODE_NEIGHBOURS = new Uint8Array(0x80);
for (const symbol of "./=-@#~\\$:&%+*([{<>|`") {
  CODE_NEIGHBOURS[symbol.charCodeAt(0)] = 1;
}
/** A full stop after a word ends a sentence as often as it joins two identifiers. */
const CODE_FOLLOWERS = CODE_NEIGHBOURS.slice();
CODE_FOLLOWERS[".".charCodeAt(0)] = 0;

function standsInCode(units: Uint16Array, tokens: Tokens, token: number): boolean {
  const start = tokens.start[token] as number;
  const before = start > 0 ? (units[start - 1] as number) : 0;
  const after = units[tokens.end[token] as number] as number;
  return (
    CODE_NEIGHBOURS[before] === 1 ||
    CODE_FOLLOWERS[after] === 1 ||
    (tokens.gapKind[token + 1] === GapKind.tight && CODE_NEIGHBOURS[after] === 1)
  );
}

function mayEndName(shape: number): boolean {
  return shape === Shape.capitalised || shape === Shape.digits || shape === Shape.mixedCase || shape === Shape.allCaps;
}

function isLink(tokens: Tokens, token: number): boolean {
  return (tokens.end[token] as number) - (tokens.start[token] as number) <= LINK_LENGTH;
}

/** Whether a small word links two words of a name, alone or with another: `of Man`, `de la Frontera`. */
function continuesName(tokens: Tokens, token: number): boolean {
  const next = tokens.shape[token + 1] as number;
  return (
    isLink(tokens, token) &&
    (mayEndName(next) ||
      (next === Shape.lower &&
        isLink(tokens, token + 1) &&
        tokens.gapKind[token + 1] === GapKind.space &&
        tokens.gapKind[token + 2] === GapKind.space &&
        mayEndName(tokens.shape[token + 2] as number)))
  );
}

/** Most capitals begin sentences; there, a word that no list of names has and that a small word follows names nobody. */
function beginsSentence(tokens: Tokens, token: number): boolean {
  const kindBefore = tokens.gapKind[token] as number;
  const next = tokens.shape[token + 1] as number;
  return (
    tokens.lists[token] === WordList.common &&
    (next === Shape.lower || next === Shape.none) &&
    (kindBefore === GapKind.newline || kindBefore === GapKind.sentenceEnd || tokens.shape[token] === Shape.initial)
  );
}

/** Shapes of words that can begin an entity, whatever stands around them. */
const BEGINNING_SHAPES = new Uint8Array(Object.keys(Shape).length);
for (const shape of [Shape.capitalised, Shape.allCaps, Shape.initial, Shape.mixedCase, Shape.digits]) {
  BEGINNING_SHAPES[shape] = 1;
}

/** Shapes of words with a capital that are no identifiers. */
const CAPITAL_SHAPES = BEGINNING_SHAPES.slice();
CAPITAL_SHAPES[Shape.digits] = 0;

/** A quick look at a word by itself: whether it is worth asking `isCandidate` while no entity is open. */
export function mayBegin(shape: number, lists: number): boolean {
  return (
    BEGINNING_SHAPES[shape] === 1 ||
    (shape === Shape.lower && (lists & NAME_LISTS) !== 0 && (lists & WordList.common) === 0)
  );
}

/** Whether a word can be part of an entity at all: what cannot is `outside` without a look at the weights. */
export function isCandidate(units: Uint16Array, tokens: Tokens, token: number, previousLabel: number): boolean {
  const shape = tokens.shape[token] as number;
  switch (shape) {
    case Shape.capitalised:
    case Shape.initial:
      return previousLabel !== Label.outside || !beginsSentence(tokens, token);
    case Shape.allCaps:
    case Shape.mixedCase:
      return true;
    case Shape.lower: {
      const lists = tokens.lists[token] as number;
      if ((lists & NAME_LISTS) !== 0 && (lists & WordList.common) === 0) {
        return !standsInCode(units, tokens, token);
      }
      if (previousLabel === Label.outside) {
        return false;
      }
      return (
        continuesName(tokens, token) ||
        (((lists & NAME_LISTS) !== 0 || (lists & WordList.common) === 0) &&
          tokens.shape[token - 1] === Shape.lower &&
          !standsInCode(units, tokens, token))
      );
    }
    case Shape.digits: {
      const next = tokens.shape[token + 1] as number;
      return (
        previousLabel >= Label.beginLocation ||
        ((tokens.gapKind[token + 1] as number) === GapKind.space &&
          (next === Shape.capitalised || next === Shape.digits))
      );
    }
    case Shape.identifier:
      return previousLabel >= Label.beginAddress;
    default:
      return false;
  }
}

/**
 * The last of the capitalised words that follow each other from `token` on, of which there are two at least: `Square` in
 * `Jack London Square` says what it is.
 */
function lastOfRun(tokens: Tokens, token: number): number {
  const { gapKind, shape } = tokens;
  let last = token + 1;
  while (last < token + RUN_LENGTH && gapKind[last + 1] === GapKind.space) {
    const next = shape[last + 1] as number;
    if (next !== Shape.capitalised && next !== Shape.allCaps) break;
    last++;
  }
  return last;
}

/**
 * Writes the features of a word into `values`; with their places there, they have the rows of `weightRow`. Looks two words
 * back, five ahead, and three units around, never further.
 */
export function collectFeatures(
  units: Uint16Array,
  tokens: Tokens,
  token: number,
  previousLabel: number,
  gazetteer: Gazetteer,
  values: Int32Array,
): void {
  const { hash, shape, gap, gapKind, lists } = tokens;
  const word = hash[token] as number;
  const before = hash[token - 1] as number;
  const after = hash[token + 1] as number;
  const before2 = hash[token - 2] as number;
  const shapeHere = shape[token] as number;
  const shapeBefore = shape[token - 1] as number;
  const shapeAfter = shape[token + 1] as number;
  const gapBefore = gap[token] as number;
  const gapAfter = gap[token + 1] as number;
  const kindBefore = gapKind[token] as number;
  const kindAfter = gapKind[token + 1] as number;
  const listsHere = lists[token] as number;
  const listsBefore = lists[token - 1] as number;
  const listsAfter = lists[token + 1] as number;
  const end = tokens.end[token] as number;
  const start = tokens.start[token] as number;

  const last = toLowerUnit(units[end - 1] as number);
  const last2 = (last << 8) ^ (end - 2 >= start ? toLowerUnit(units[end - 2] as number) : 0);
  const last3 = (last2 << 8) ^ (end - 3 >= start ? toLowerUnit(units[end - 3] as number) : 0);
  const first = toLowerUnit(units[start] as number);
  const first3 =
    (first << 16) ^
    ((start + 1 < end ? toLowerUnit(units[start + 1] as number) : 0) << 8) ^
    (start + 2 < end ? toLowerUnit(units[start + 2] as number) : 0);

  let capitals = 0;
  for (let near = token - WINDOW; near <= token + WINDOW; near++) {
    capitals += CAPITAL_SHAPES[shape[near] as number] as number;
  }
  const wordsTillHere = pairHash(before, word);
  const wordsFromHere = pairHash(word, after);
  const wordsBefore = pairHash(before2, before);
  const pairBefore = gazetteer(wordsTillHere) & WordList.placePair;
  const pairAfter = gazetteer(wordsFromHere) & WordList.placePair;
  const pairs = (pairBefore >> 6) | (pairAfter >> 7);
  const listsAndShape = Math.imul((listsHere << 4) | shapeHere | 1, FEATURE_MIX);
  const beginsRun = kindAfter === GapKind.space && (shapeAfter === Shape.capitalised || shapeAfter === Shape.allCaps);
  const shapes = (shapeBefore << 8) | (shapeHere << 4) | shapeAfter;

  values[0] = (shapeHere << 4) | previousLabel;
  values[1] = word;
  values[2] = (last3 << 3) ^ shapeHere;
  values[3] = beginsRun ? (hash[lastOfRun(tokens, token)] as number) : 0;
  values[4] = first3;
  values[5] = before;
  values[6] = after;
  values[7] = before ^ Math.imul(gapBefore, FEATURE_MIX);
  values[8] = after ^ Math.imul(gapAfter, FEATURE_MIX);
  values[9] = wordsBefore;
  values[10] = (listsHere << 8) | (shapeHere << 4) | previousLabel;
  values[11] = (listsHere << 16) | (listsAfter << 8) | (shapeAfter << 4) | kindAfter;
  values[12] = (listsHere << 16) | (listsBefore << 8) | (previousLabel << 4) | kindBefore;
  values[13] = (shapes << 8) | (kindBefore << 4) | kindAfter;
  values[14] = Math.imul(gapBefore, FEATURE_MIX) ^ ((previousLabel << 4) | shapeHere);
  values[15] = wordsFromHere;
  values[16] = wordsTillHere;
  values[17] = before2;
  values[18] = word ^ Math.imul(shapeHere + 1, FEATURE_MIX);
  values[19] = word ^ Math.imul(kindBefore + 1, FEATURE_MIX);
  values[20] = (capitals << 16) | (listsHere << 8) | shapes;
  values[21] = (pairs << 16) | (previousLabel << 8) | listsHere;
  values[22] = after ^ listsAndShape;
  values[23] = wordsBefore ^ listsAndShape;
  values[24] = (Math.min(end - start, 15) << 8) | (shapeHere << 4) | (listsHere & WordList.common ? 1 : 0);
}
