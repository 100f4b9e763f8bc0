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

function row(feature: number, value: number): number {
  const hash = Math.imul(value ^ Math.imul(feature + 1, FEATURE_STEP), FEATURE_MIX);
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

function standsInCode(text: string, tokens: Tokens, token: number): boolean {
  const start = tokens.start[token] as number;
  const end = tokens.end[token] as number;
  return (
    (start > 0 && CODE_NEIGHBOURS[text.charCodeAt(start - 1)] === 1) ||
    (end < text.length &&
      (CODE_FOLLOWERS[text.charCodeAt(end)] === 1 ||
        (tokens.gapKind[token + 1] === GapKind.tight && CODE_NEIGHBOURS[text.charCodeAt(end)] === 1)))
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

/** Whether a word can be part of an entity at all: what cannot is `outside` without a look at the weights. */
export function isCandidate(text: string, tokens: Tokens, token: number, previousLabel: number): boolean {
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
        return !standsInCode(text, tokens, token);
      }
      if (previousLabel === Label.outside) {
        return false;
      }
      return (
        continuesName(tokens, token) ||
        (((lists & NAME_LISTS) !== 0 || (lists & WordList.common) === 0) &&
          tokens.shape[token - 1] === Shape.lower &&
          !standsInCode(text, tokens, token))
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

/** Writes the weight rows of a word's features into `rows`. Looks two words and three units around, never further. */
export function collectFeatures(
  text: string,
  tokens: Tokens,
  token: number,
  previousLabel: number,
  gazetteer: Gazetteer,
  rows: Int32Array,
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

  const last = toLowerUnit(text.charCodeAt(end - 1));
  const last2 = (last << 8) ^ (end - 2 >= start ? toLowerUnit(text.charCodeAt(end - 2)) : 0);
  const last3 = (last2 << 8) ^ (end - 3 >= start ? toLowerUnit(text.charCodeAt(end - 3)) : 0);
  const first = toLowerUnit(text.charCodeAt(start));
  const first3 =
    (first << 16) ^
    ((start + 1 < end ? toLowerUnit(text.charCodeAt(start + 1)) : 0) << 8) ^
    (start + 2 < end ? toLowerUnit(text.charCodeAt(start + 2)) : 0);

  let capitals = 0;
  for (let near = token - WINDOW; near <= token + WINDOW; near++) {
    const nearShape = shape[near] as number;
    capitals += nearShape >= Shape.capitalised && nearShape <= Shape.mixedCase ? 1 : 0;
  }
  const pairBefore = gazetteer(pairHash(before, word)) & WordList.placePair;
  const pairAfter = gazetteer(pairHash(word, after)) & WordList.placePair;
  const pairs = (pairBefore >> 6) | (pairAfter >> 7);
  const shapes = (shapeBefore << 8) | (shapeHere << 4) | shapeAfter;

  rows[0] = row(0, (shapeHere << 4) | previousLabel);
  rows[1] = row(1, word);
  rows[2] = row(2, (last3 << 3) ^ shapeHere);
  rows[3] = row(3, last2);
  rows[4] = row(4, first3);
  rows[5] = row(5, before);
  rows[6] = row(6, after);
  rows[7] = row(7, before ^ Math.imul(gapBefore, FEATURE_MIX));
  rows[8] = row(8, after ^ Math.imul(gapAfter, FEATURE_MIX));
  rows[9] = row(9, pairHash(before2, before));
  rows[10] = row(10, (listsHere << 8) | (shapeHere << 4) | previousLabel);
  rows[11] = row(11, (listsHere << 16) | (listsAfter << 8) | (shapeAfter << 4) | kindAfter);
  rows[12] = row(12, (listsHere << 16) | (listsBefore << 8) | (previousLabel << 4) | kindBefore);
  rows[13] = row(13, (shapes << 8) | (kindBefore << 4) | kindAfter);
  rows[14] = row(14, Math.imul(gapBefore, FEATURE_MIX) ^ ((previousLabel << 4) | shapeHere));
  rows[15] = row(15, pairHash(word, after));
  rows[16] = row(16, pairHash(before, word));
  rows[17] = row(17, before2);
  rows[18] = row(18, word ^ Math.imul(shapeHere + 1, FEATURE_MIX));
  rows[19] = row(19, word ^ Math.imul(kindBefore + 1, FEATURE_MIX));
  rows[20] = row(20, (capitals << 16) | (listsHere << 8) | shapes);
  rows[21] = row(21, (pairs << 16) | (previousLabel << 8) | listsHere);
  rows[22] = row(22, after ^ Math.imul((listsHere << 4) | shapeHere | 1, FEATURE_MIX));
  rows[23] = row(23, pairHash(before2, before) ^ Math.imul((listsHere << 4) | shapeHere | 1, FEATURE_MIX));
  rows[24] = row(24, (Math.min(end - start, 15) << 8) | (shapeHere << 4) | (listsHere & WordList.common ? 1 : 0));
}
