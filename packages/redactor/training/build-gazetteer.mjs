import { gazetteerKey, WordList } from "../src/names/gazetteer.ts";
import { pairHash } from "../src/names/hash.ts";
import { packSymbol, SYMBOL_COUNT } from "../src/names/packed-text.ts";
import { tokenize } from "../src/names/tokenize.ts";
import { createTokens, Shape, TOKEN_PADDING } from "../src/names/tokens.ts";
import { createUnitReader } from "../src/text-units.ts";

/** A word outside names is common when it is written small this often, and at least as often as this share of its capitals. */
const COMMON_COUNT = 3;
const COMMON_SHARE = 0.25;
/** Shorter list entries are too often something else. */
const MIN_NAME_LENGTH = 2;

const PARTICLES = new Set(
  "de la le el al del di da do dos du des van von der den ter the of and und y e i san santa saint st new".split(" "),
);

const readUnits = createUnitReader();

function words(text) {
  const tokens = createTokens(text.length + 1);
  tokenize(readUnits(text), 0, text.length, tokens);
  return { tokens, indexes: Array.from({ length: tokens.count }, (_, index) => index + TOKEN_PADDING) };
}

/** Builds key -> lists from the name lists and from how words are written in the training text. */
export function buildGazetteer(lists, documents) {
  const gazetteer = new Map();
  const add = (hash, bits) => gazetteer.set(gazetteerKey(hash), (gazetteer.get(gazetteerKey(hash)) ?? 0) | bits);

  const addNames = (names, bits) => {
    for (const name of names) {
      const { tokens, indexes } = words(name);
      if (indexes.length > 2) continue;
      for (const index of indexes) {
        const word = name.slice(tokens.start[index], tokens.end[index]);
        if (word.length >= MIN_NAME_LENGTH && !PARTICLES.has(word.toLowerCase())) add(tokens.hash[index], bits);
      }
    }
  };
  const addPlaces = (names, bits) => {
    for (const name of names) {
      const { tokens, indexes } = words(name);
      if (indexes.length === 1 && name.length >= MIN_NAME_LENGTH) add(tokens.hash[indexes[0]], bits);
      for (const index of indexes.slice(1))
        add(pairHash(tokens.hash[index - 1], tokens.hash[index]), WordList.placePair);
    }
  };
  addNames(lists.firstNames, WordList.firstName);
  addNames(lists.lastNames, WordList.lastName);
  addPlaces(lists.cities, WordList.city);
  addPlaces(lists.countries, WordList.country);
  addNames(lists.organizationWords, WordList.organization);
  addNames(lists.streetSuffixes, WordList.street);

  const lower = new Map();
  const capital = new Map();
  for (const { text, spans } of documents) {
    const { tokens, indexes } = words(text);
    for (const index of indexes) {
      const isNamed = spans.some(({ start, end }) => tokens.start[index] < end && tokens.end[index] > start);
      const shape = tokens.shape[index];
      const counts = shape === Shape.lower && !isNamed ? lower : shape === Shape.capitalised ? capital : undefined;
      counts?.set(tokens.hash[index], (counts.get(tokens.hash[index]) ?? 0) + 1);
    }
  }
  for (const [hash, count] of lower) {
    if (count >= COMMON_COUNT && count >= COMMON_SHARE * (capital.get(hash) ?? 0)) add(hash, WordList.common);
  }
  for (const word of [
    ...lists.nouns,
    ...lists.verbs,
    ...lists.adjectives,
    ...lists.otherWords,
    ...lists.months,
    ...lists.days,
  ]) {
    const { tokens, indexes } = words(word);
    if (indexes.length === 1) add(tokens.hash[indexes[0]], WordList.common);
  }
  return gazetteer;
}

/** Packs the keys of each combination of lists as differences; see `unpackGazetteer`. */
export function packGazetteer(gazetteer) {
  const base = Math.floor(SYMBOL_COUNT / 2);
  const keysByLists = new Map();
  for (const [key, bits] of gazetteer) {
    keysByLists.set(bits, [...(keysByLists.get(bits) ?? []), key]);
  }
  const packed = {};
  for (const bits of [...keysByLists.keys()].sort((first, second) => first - second)) {
    let previous = 0;
    let text = "";
    for (const key of keysByLists.get(bits).sort((first, second) => first - second)) {
      let rest = key - previous;
      previous = key;
      let digits = packSymbol(rest % base);
      for (rest = Math.floor(rest / base); rest > 0; rest = Math.floor(rest / base)) {
        digits = packSymbol((rest % base) + base) + digits;
      }
      text += digits;
    }
    packed[bits] = text;
  }
  return packed;
}
