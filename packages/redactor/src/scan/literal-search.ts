import { createUnitReader } from "../text-units.ts";
import { finished, type Steps } from "./steps.ts";
import type { ValueMatch } from "./value-search.ts";
import { hasOtherForms, isInsideRun } from "./value-tokens.ts";

/**
 * Finds all places at which values stand as they are written, as whole words, in no order; `undefined` for a text in
 * which too much looks like a value.
 */
export type LiteralSearch = (text: string) => Steps<ValueMatch[] | undefined>;

/** So many units at the beginning of each value are looked for, or as many as the shortest value has. */
const LONGEST_OPENING = 10;
const SHORTEST_OPENING = 6;
/** The search goes by hashes of so many units: where openings are short, by those of fewer, to pass over more. */
const [GRAM, SHORT_GRAM] = [4, 3];
const LONG_OPENING = 2 * GRAM;
/** Slots of the tables for each value: few stretches of a text find theirs taken. */
const SLOTS_A_VALUE = 32;
const [MIN_SLOT_BITS, MAX_SLOT_BITS] = [8, 15];
const [HASH_FACTOR, OPENING_FACTOR] = [0x9e3779b1, 0x85ebca6b];
const NO_VALUE = -1;
/** Units of values that are compared for each unit of a text, at most. Matches seldom overlap. */
const MOST_COMPARED = 2;
const UNITS_A_STEP = 65_536;
/** Values times text: up to here, looking for one after the other takes less than making tables. */
const EASY_WORK = 32_768;
/** What repeats itself is not passed over fast any more where it is longer. */
const LONGEST_EASY = 256;

/** Scratch memory within one step. */
const readUnits = createUnitReader();

/**
 * Prepares a search for values as they are written; `undefined` when some are too short for it or may be written in
 * several ways.
 */
export function createLiteralSearch(values: readonly string[]): LiteralSearch | undefined {
  let shortest = LONGEST_OPENING;
  let longest = 0;
  for (const { length } of values) {
    shortest = Math.min(shortest, length);
    longest = Math.max(longest, length);
  }
  if (shortest < SHORTEST_OPENING || values.some(hasOtherForms)) return undefined;
  let findAll: LiteralSearch | undefined;
  return (text) => {
    const isEasy = longest <= LONGEST_EASY && values.length * text.length <= EASY_WORK;
    if (isEasy) return finished(findEach(values, text));
    findAll ??= createSearchForAll(values, shortest);
    return findAll(text);
  };
}

/** Looks for one value after the other. */
function findEach(values: readonly string[], text: string): ValueMatch[] | undefined {
  const matches: ValueMatch[] = [];
  let compared = 0;
  for (const [value, written] of values.entries()) {
    for (let start = text.indexOf(written); start >= 0; start = text.indexOf(written, start + 1)) {
      compared += written.length;
      if (compared > MOST_COMPARED * text.length) return undefined;
      const end = start + written.length;
      if (standsAlone(text, start, end)) matches.push({ start, end, value });
    }
  }
  return matches;
}

/** A search for all values at once that passes over what cannot be in the opening of any, as that of Wu and Manber. */
function createSearchForAll(values: readonly string[], length: number): LiteralSearch {
  const isLong = length >= LONG_OPENING;
  /** Where the last gram of an opening begins. */
  const reach = length - (isLong ? GRAM : SHORT_GRAM);
  const fourth = isLong ? 0xffff : 0;
  const wanted = 32 - Math.clz32(values.length * SLOTS_A_VALUE);
  const bits = Math.min(MAX_SLOT_BITS, Math.max(MIN_SLOT_BITS, wanted));
  const slots = 1 << bits;
  /** By the slot of a gram: how far behind it the next opening may end, at least. */
  const shifts = new Uint8Array(slots).fill(reach + 1);
  /** By the slot of an opening: the last value that has it. */
  const lasts = new Int32Array(slots).fill(NO_VALUE);
  /** By value: the one before it whose opening has the same slot, and the key of the opening. */
  const previous = new Int32Array(values.length);
  const openings = new Int32Array(values.length);

  const head = new Uint16Array(length + 1);
  for (const [index, value] of values.entries()) {
    for (let place = 0; place < length; place++) head[place] = value.charCodeAt(place);
    for (let place = 0; place <= reach; place++) {
      const slot = slotOf(gramAt(head, place));
      shifts[slot] = Math.min(shifts[slot] as number, reach - place);
    }
    const opening = openingAt(head, 0);
    const slot = slotOf(opening);
    openings[index] = opening;
    previous[index] = lasts[slot] as number;
    lasts[slot] = index;
  }

  function slotOf(key: number): number {
    return Math.imul(key, HASH_FACTOR) >>> (32 - bits);
  }

  /** The key of three or four units from a place on. */
  function gramAt(units: Uint16Array, place: number): number {
    return (
      (units[place] as number) ^
      ((units[place + 1] as number) << 8) ^
      ((units[place + 2] as number) << 16) ^
      (((units[place + 3] as number) & fourth) << 24)
    );
  }

  /** The key of the opening at a place: of its first and its last gram. */
  function openingAt(units: Uint16Array, place: number): number {
    return (gramAt(units, place) + Math.imul(gramAt(units, place + reach), OPENING_FACTOR)) | 0;
  }

  /** Where the next opening may be, from a place on; `limit` or what follows it if there is none before. */
  function nextOpening(units: Uint16Array, from: number, limit: number): number {
    let place = from;
    while (place < limit) {
      const shift = shifts[slotOf(gramAt(units, place + reach))] as number;
      if (shift === 0 && lasts[slotOf(openingAt(units, place))] !== NO_VALUE) break;
      place += shift || 1;
    }
    return place;
  }

  /** Adds the matches that begin in so many units of a text; gives how many units it has compared, about `most` at most. */
  function findIn(text: string, from: number, count: number, most: number, matches: ValueMatch[]): number {
    let compared = 0;
    const units = readUnits(text.slice(from, from + count + length - 1));
    for (let place = nextOpening(units, 0, count); place < count; place = nextOpening(units, place + 1, count)) {
      const opening = openingAt(units, place);
      const start = from + place;
      for (let value = lasts[slotOf(opening)] as number; value !== NO_VALUE; value = previous[value] as number) {
        const written = values[value] as string;
        const end = start + written.length;
        compared++;
        // Many words begin alike; few end alike as well.
        if (openings[value] !== opening || text.charCodeAt(end - 1) !== written.charCodeAt(written.length - 1))
          continue;
        compared += written.length;
        if (text.startsWith(written, start) && standsAlone(text, start, end)) matches.push({ start, end, value });
      }
      if (compared > most) break;
    }
    return compared;
  }

  return (text) => findInPieces(text, length, findIn);
}

/** Out here: a generator made within would keep everything that stands around it until the next full collection. */
function* findInPieces(
  text: string,
  length: number,
  findIn: (text: string, from: number, count: number, most: number, matches: ValueMatch[]) => number,
): Steps<ValueMatch[] | undefined> {
  const matches: ValueMatch[] = [];
  let left = MOST_COMPARED * text.length;
  const last = text.length - length;
  for (let from = 0; from <= last; from += UNITS_A_STEP) {
    if (from > 0) yield;
    left -= findIn(text, from, Math.min(last + 1 - from, UNITS_A_STEP), left, matches);
    if (left < 0) return undefined;
  }
  return matches;
}

/** Whether a stretch neither begins nor ends inside a run of letters and digits. */
function standsAlone(text: string, start: number, end: number): boolean {
  return !isInsideRun(text, start) && !isInsideRun(text, end);
}
