import { lookAlikes } from "./look-alikes.ts";

/** What folding a text gives. */
export interface FoldedText {
  /** The text as a reader sees it: compatibility forms, look-alikes and accents become plain letters; invisible characters are gone. */
  text: string;
  /** What invisible characters spell (Unicode tags, bytes in variation selectors); empty when they spell nothing. */
  hidden: string;
  /** How many invisible characters were left out. */
  invisible: number;
}

const UNKNOWN = 0;
const DROPPED = 0xffff;
const EXPANDED = 0xfffe;
const TABLE_SIZE = 0x20000;
const CHUNK = 8192;
/** Longer decompositions are single signs for whole formulas (U+FDFA): read as symbols, or a text would grow. */
const MAX_EXPANSION = 4;
/** Stands for symbols and rare ideographs, which no phrase contains. */
const OTHER_SYMBOL = 0xfffd;
/** Less is no message. */
const MIN_HIDDEN_LENGTH = 8;

const [FIRST_PRINTABLE, LAST_PRINTABLE] = [0x20, 0x7e];
const TAGS_BASE = 0xe0000;
const TAGS_FIRST = 0xe0009;
const TAGS_LAST = 0xe007e;
const SELECTORS_FIRST = 0xe0100;
const SELECTORS_LAST = 0xe01ef;
/** The first of these selectors is the seventeenth of all, and stands for byte 16. */
const FIRST_SELECTOR_BYTE = 16;
/** Flags of regions are spelt with tags too: this emoji and up to six letters. */
const BLACK_FLAG = 0x1f3f4;
const FLAG_LETTERS = 6;
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;
const HANGUL_FIRST = 0xac00;
const HANGUL_LAST = 0xd7a3;

const ASCII = /^[\0-\x7f]$/;
const PLAIN = /^[\n\r\t\x20-\x7e]*$/;
const INVISIBLE = /^[\p{Cc}\p{Cf}\p{Mn}\p{Me}\p{Cn}\u115f\u1160\u3164\uffa0\u180e\u2800]$/u;
/** Counts as white space in JavaScript, and is invisible. */
const BYTE_ORDER_MARK = "\ufeff";
const WHITE_SPACE = /^\s$/u;

/**
 * Creates the folding of text to what it looks like. Code points are folded one by one, never by normalising the text:
 * sorting a long run of combining marks takes a normaliser quadratic time. The fold does not keep offsets.
 */
export function createFold(): (text: string) => FoldedText {
  const table = new Uint16Array(TABLE_SIZE);
  const expansions = new Map<number, string>();
  for (const [codePoint, letter] of lookAlikes()) table[codePoint] = letter;
  const units = new Uint16Array(CHUNK);
  const decoder = new TextDecoder("utf-16le");

  function lookUp(codePoint: number): number {
    const character = String.fromCodePoint(codePoint);
    if (character === "\n" || character === "\t") return codePoint;
    if (character !== BYTE_ORDER_MARK && WHITE_SPACE.test(character)) return 0x20;
    if (INVISIBLE.test(character)) return DROPPED;
    const lower = table[character.toLowerCase().codePointAt(0) ?? 0] ?? UNKNOWN;
    if (lower !== UNKNOWN && lower < EXPANDED && !ASCII.test(character)) return lower;
    if (codePoint >= HANGUL_FIRST && codePoint <= HANGUL_LAST) return codePoint;
    let plain = "";
    for (const part of character.normalize("NFKD")) {
      if (INVISIBLE.test(part)) continue;
      const partCode = part.codePointAt(0) ?? 0;
      const known = partCode < TABLE_SIZE ? (table[partCode] ?? UNKNOWN) : UNKNOWN;
      plain += known !== UNKNOWN && known < EXPANDED ? String.fromCharCode(known) : part;
    }
    if (plain === "") return DROPPED;
    if (plain.length === 1) return plain.charCodeAt(0);
    if (plain === character || plain.length > MAX_EXPANSION) return OTHER_SYMBOL;
    expansions.set(codePoint, plain);
    return EXPANDED;
  }

  function textOf(used: number): string {
    return decoder.decode(units.subarray(0, used));
  }

  return function fold(text) {
    if (PLAIN.test(text)) return { text, hidden: "", invisible: 0 };
    const parts: string[] = [];
    let used = 0;
    let invisible = 0;
    let tags = "";
    let flagLetters = 0;
    const selectors: number[] = [];

    for (let index = 0; index < text.length; index += 1) {
      let codePoint = text.charCodeAt(index);
      if (used > CHUNK - MAX_EXPANSION) {
        parts.push(textOf(used));
        used = 0;
      }
      // Nearly all of most texts, which folding leaves as it is.
      if (codePoint >= FIRST_PRINTABLE && codePoint <= LAST_PRINTABLE) {
        units[used++] = codePoint;
        flagLetters = 0;
        continue;
      }
      if (codePoint >= FIRST_SURROGATE && codePoint <= LAST_SURROGATE) {
        codePoint = text.codePointAt(index) ?? 0;
        if (codePoint > 0xffff) index += 1;
      }
      if (codePoint >= TABLE_SIZE) {
        if (codePoint >= TAGS_FIRST && codePoint <= TAGS_LAST) {
          if (flagLetters > 0) flagLetters -= 1;
          else tags += String.fromCharCode(codePoint - TAGS_BASE);
        } else if (codePoint >= SELECTORS_FIRST && codePoint <= SELECTORS_LAST) {
          selectors.push(codePoint - SELECTORS_FIRST + FIRST_SELECTOR_BYTE);
        } else if (codePoint < TAGS_FIRST) units[used++] = OTHER_SYMBOL;
        continue;
      }
      flagLetters = codePoint === BLACK_FLAG ? FLAG_LETTERS : 0;
      let folded = table[codePoint] ?? UNKNOWN;
      if (folded === UNKNOWN) {
        folded = lookUp(codePoint);
        table[codePoint] = folded;
      }
      if (folded === DROPPED) {
        invisible += 1;
      } else if (folded === EXPANDED) {
        for (const unit of expansions.get(codePoint) ?? "") units[used++] = unit.charCodeAt(0);
      } else {
        units[used++] = folded;
      }
    }
    parts.push(textOf(used));
    const spelt = tags.length >= MIN_HIDDEN_LENGTH ? tags : "";
    const smuggled = selectors.length >= MIN_HIDDEN_LENGTH ? new TextDecoder().decode(Uint8Array.from(selectors)) : "";
    return { text: parts.join(""), hidden: spelt + smuggled, invisible };
  };
}
