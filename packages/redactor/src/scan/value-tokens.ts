import { DIGIT, KIND_OF_UNIT } from "../detect/scan/characters.ts";
import { isAscii } from "../text-units.ts";

/** A run of letters and digits, or one unit of anything else. */
export interface Token {
  /** Equal for equal tokens; {@link NO_TOKEN} for a run that the vocabulary does not have. */
  id: number;
  end: number;
}

/** The runs of letters and digits that matter, numbered. */
export interface Vocabulary {
  /** Reads the token at an index. With `isGrowing`, an unknown run gets a number. */
  read(text: string, start: number, token: Token, isGrowing: boolean): void;
}

/** A run that is in no vocabulary. */
export const NO_TOKEN = -1;
/** What has no width, and so does not count. */
export const NO_WIDTH = -2;

const [MARK, WORD, UNSEEN] = [0, 1, 2];
const UNITS = 0x1_0000;
const KINDS = kindsOfUnits();

/** Scripts without spaces between words have no runs: each unit is a token. */
function kindsOfUnits(): Uint8Array {
  const kinds = KIND_OF_UNIT.map((kind) => (kind <= DIGIT ? WORD : MARK));
  kinds.fill(MARK, 0x0e00, 0x0f00).fill(MARK, 0x1000, 0x10a0).fill(MARK, 0x1780, 0x1800).fill(MARK, 0x2e80, 0xd800);
  for (const unit of [0x00ad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff]) kinds[unit] = UNSEEN;
  return kinds;
}

/** What may stand inside a run without being seen. */
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]/;
const ALL_INVISIBLE = new RegExp(INVISIBLE, "g");

/** Whether there is something in a text that may stand inside a run without being seen. */
export function hasInvisible(text: string): boolean {
  return !isAscii(text) && INVISIBLE.test(text);
}

/** A stretch of a value that every text has in which the value is found, unless the text {@link hasInvisible}. */
export function probeOf(value: string): string {
  let longest = "";
  for (let start = 0, index = 0; index <= value.length; index++) {
    if (index < value.length && KINDS[value.charCodeAt(index)] === WORD) continue;
    if (index - start > longest.length) longest = value.slice(start, index);
    start = index + 1;
  }
  return HAS_OTHER_FORMS.test(value) ? "" : longest;
}

/** Values with one of these may be found where none of their stretches stands. */
const HAS_OTHER_FORMS = new RegExp(`[%&]|${INVISIBLE.source}`);

/** Whether {@link nextOtherForm} finds anything in a value. */
export function hasOtherForms(value: string): boolean {
  return HAS_OTHER_FORMS.test(value) && nextOtherForm(value, 0) !== undefined;
}

/** The filter has some slots for each unit, so that few runs of a text find theirs taken. */
const SLOTS_A_UNIT = 8;
const MIN_FILTER_BITS = 9;
const MAX_FILTER_BITS = 16;
const HASH_FACTOR = 0x01000193;
/** `%40`, `&#64;`: punctuation as URLs and HTML write it. */
const ENCODED_MARK = /%([0-9a-f]{2})|&#(\d{2,3});/iy;
const [PERCENT, AMPERSAND] = [0x25, 0x26];
/** `&#999;` */
export const LONGEST_ENCODED = 6;
const OTHER_FORM = new RegExp(`${ENCODED_MARK.source}|${INVISIBLE.source}+`, "gi");

/** Where tokens of a text may next be written otherwise than elsewhere, from a place on: encoded, or interrupted. */
export function nextOtherForm(text: string, from: number): { start: number; end: number } | undefined {
  OTHER_FORM.lastIndex = from;
  const match = OTHER_FORM.exec(text);
  return match ? { start: match.index, end: OTHER_FORM.lastIndex } : undefined;
}

/** Whether {@link nextOtherForm} may find anything: nearly always plain at once. */
export function mayHaveOtherForms(text: string): boolean {
  return text.includes("%") || text.includes("&#") || hasInvisible(text);
}

/** Whether a place is inside a run of letters and digits. */
export function isInsideRun(text: string, place: number): boolean {
  return KINDS[text.charCodeAt(place)] === WORD && KINDS[text.charCodeAt(place - 1)] === WORD;
}

/** Creates an empty vocabulary. `length` is that of everything that will be in it, in UTF-16 units. */
export function createVocabulary(length: number): Vocabulary {
  const ids = new Map<string, number>();
  const bits = Math.min(MAX_FILTER_BITS, Math.max(MIN_FILTER_BITS, 32 - Math.clz32(length * SLOTS_A_UNIT)));
  /** Whether any run has this hash: the one look that nearly all runs of a text get. */
  const filter = new Uint8Array(1 << bits);
  const mask = filter.length - 1;

  function readWord(text: string, start: number, token: Token, isGrowing: boolean): void {
    let hash = 0;
    let hasInvisible = false;
    let index = start;
    for (; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      const kind = KINDS[unit];
      if (kind === WORD) hash = Math.imul(hash ^ unit, HASH_FACTOR);
      else if (kind === UNSEEN) hasInvisible = true;
      else break;
    }
    token.end = index;
    const slot = (hash ^ (hash >>> 16)) & mask;
    if (filter[slot] === 0 && !isGrowing) {
      token.id = NO_TOKEN;
      return;
    }
    filter[slot] = 1;
    const written = text.slice(start, index);
    const word = hasInvisible ? written.replaceAll(ALL_INVISIBLE, "") : written;
    let id = ids.get(word);
    if (id === undefined && isGrowing) {
      id = UNITS + ids.size;
      ids.set(word, id);
    }
    token.id = id ?? NO_TOKEN;
  }

  return {
    read(text, start, token, isGrowing) {
      const unit = text.charCodeAt(start);
      const kind = KINDS[unit];
      if (kind === WORD) {
        readWord(text, start, token, isGrowing);
        return;
      }
      token.id = kind === UNSEEN ? NO_WIDTH : unit;
      token.end = start + 1;
      if (unit !== PERCENT && unit !== AMPERSAND) return;
      ENCODED_MARK.lastIndex = start;
      const match = ENCODED_MARK.exec(text);
      if (!match) return;
      const meant = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
      if (KINDS[meant] !== MARK) return;
      token.id = meant;
      token.end = start + match[0].length;
    },
  };
}
