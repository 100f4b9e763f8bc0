import { SYMBOL_COUNT, unpackSymbol } from "./packed-text.ts";

/** Lists that a word can stand in. */
export const WordList = {
  firstName: 1,
  lastName: 2,
  city: 4,
  country: 8,
  common: 16,
  organization: 32,
  street: 64,
  /** The pair of this word and the next one begins a place of several words. Keyed by the hash of the pair. */
  placePair: 128,
} as const;

/** Bits of a hash that the gazetteer keeps: with 60,000 words one unknown word in 800 is taken for a listed one. */
export const KEY_BITS = 26;
const KEY_SHIFT = 32 - KEY_BITS;

/** A difference of keys takes base-44 digits; all but the last are raised by 44. */
const DIFFERENCE_BASE = Math.floor(SYMBOL_COUNT / 2);

/** Looks up the lists of a word by its hash. */
export type Gazetteer = (hash: number) => number;

/** Key of a word's or pair's hash in the packed lists; never 0. */
export function gazetteerKey(hash: number): number {
  return hash >>> KEY_SHIFT || 1;
}

/** Reads packed lists: for each combination of lists the ascending keys as differences. */
export function unpackGazetteer(packed: Readonly<Record<number, string>>): Map<number, number> {
  const lists = new Map<number, number>();
  for (const [bits, text] of Object.entries(packed)) {
    let key = 0;
    let difference = 0;
    for (let index = 0; index < text.length; index++) {
      const symbol = unpackSymbol(text, index);
      if (symbol >= DIFFERENCE_BASE) {
        difference = difference * DIFFERENCE_BASE + symbol - DIFFERENCE_BASE;
      } else {
        key += difference * DIFFERENCE_BASE + symbol;
        difference = 0;
        lists.set(key, Number(bits));
      }
    }
  }
  return lists;
}

/** Slots of the table, as a power of two: filled to a third at most, which keeps probes short. */
const SLOT_BITS = 18;
const SLOT_MASK = (1 << SLOT_BITS) - 1;
/** The bits of a key that its slot does not tell are kept in the slot, above the lists. */
const REST_BITS = KEY_BITS - SLOT_BITS;
const REST_MASK = (1 << REST_BITS) - 1;
const LISTS_BITS = 8;
const LISTS_MASK = (1 << LISTS_BITS) - 1;

/** Builds the table that answers in constant time and with one look at memory, from keys with their lists. */
export function createGazetteer(lists: ReadonlyMap<number, number>): Gazetteer {
  const table = new Uint16Array(SLOT_MASK + 1);
  for (const [key, wordLists] of lists) {
    let slot = key >>> REST_BITS;
    while (table[slot] !== 0) {
      slot = (slot + 1) & SLOT_MASK;
    }
    table[slot] = ((key & REST_MASK) << LISTS_BITS) | wordLists;
  }
  return function lookUp(hash: number): number {
    const key = gazetteerKey(hash);
    const rest = key & REST_MASK;
    let slot = key >>> REST_BITS;
    let entry = table[slot] as number;
    while (entry !== 0) {
      if (entry >>> LISTS_BITS === rest) {
        return entry & LISTS_MASK;
      }
      slot = (slot + 1) & SLOT_MASK;
      entry = table[slot] as number;
    }
    return 0;
  };
}
