import { SINGLE_TOKEN_RANGES } from "./single-token-ranges.ts";

/** Symbols: printing ASCII stands for itself, the rest of Unicode falls into these classes of UTF-16 units. 0 is none. */
export const CLASS = {
  control: 1,
  latin: 2,
  greek: 3,
  cyrillic: 4,
  cyrillicCapital: 26,
  cyrillicConsonant: 27,
  cyrillicVowel: 28,
  hebrew: 5,
  arabic: 6,
  devanagari: 7,
  indic: 8,
  southEastAsian: 11,
  kana: 12,
  hangul: 14,
  han: 15,
  punctuation: 16,
  invisible: 17,
  other: 18,
  /** Characters that are no token of their own, by the bytes that they have. */
  rareTwoBytes: 19,
  rareThreeBytes: 20,
  rareHangul: 21,
  rareHan: 22,
  emojiLead: 23,
  otherLead: 24,
  trail: 25,
} as const;

/** Unicode blocks: the first unit behind each, and its class. */
const BLOCKS: readonly (readonly [end: number, symbol: number])[] = [
  [0x00a0, CLASS.control],
  [0x00a1, CLASS.invisible],
  [0x00c0, CLASS.punctuation],
  [0x0250, CLASS.latin],
  [0x0300, CLASS.other],
  [0x0370, CLASS.invisible],
  [0x0400, CLASS.greek],
  [0x0410, CLASS.cyrillic],
  [0x0430, CLASS.cyrillicCapital],
  [0x0450, CLASS.cyrillicConsonant],
  [0x0530, CLASS.cyrillic],
  [0x0590, CLASS.other],
  [0x0600, CLASS.hebrew],
  [0x0780, CLASS.arabic],
  [0x0900, CLASS.other],
  [0x0980, CLASS.devanagari],
  [0x0e00, CLASS.indic],
  [0x1100, CLASS.southEastAsian],
  [0x1200, CLASS.hangul],
  [0x1780, CLASS.other],
  [0x1800, CLASS.southEastAsian],
  [0x1e00, CLASS.other],
  [0x1f00, CLASS.latin],
  [0x2000, CLASS.greek],
  [0x2010, CLASS.invisible],
  [0x2028, CLASS.punctuation],
  [0x2030, CLASS.invisible],
  [0x205f, CLASS.punctuation],
  [0x2070, CLASS.invisible],
  [0x3000, CLASS.punctuation],
  [0x3001, CLASS.invisible],
  [0x3040, CLASS.punctuation],
  [0x3100, CLASS.kana],
  [0x3400, CLASS.other],
  [0xa000, CLASS.han],
  [0xac00, CLASS.other],
  [0xd7b0, CLASS.hangul],
  [0xd83c, CLASS.otherLead],
  [0xd83f, CLASS.emojiLead],
  [0xdc00, CLASS.otherLead],
  [0xe000, CLASS.trail],
  [0xf900, CLASS.other],
  [0xfb00, CLASS.han],
  [0xfe00, CLASS.other],
  [0xfe20, CLASS.invisible],
  [0xff00, CLASS.other],
  [0xfff0, CLASS.punctuation],
  [0x10000, CLASS.other],
];

const CYRILLIC_VOWELS = "аеиоуыэюя";

/** The symbol of every UTF-16 unit. */
export function createSymbolTable(): Uint8Array {
  const symbols = new Uint8Array(0x10000);
  for (let unit = 0; unit < 0x80; unit++) symbols[unit] = isPlain(unit) ? unit : CLASS.control;
  const single = singleTokenUnits();
  let unit = 0x80;
  for (const [end, symbol] of BLOCKS) {
    for (; unit < end; unit++) symbols[unit] = single[unit] || isSurrogate(unit) ? symbol : rareClass(symbol, unit);
  }
  for (const vowel of CYRILLIC_VOWELS) symbols[vowel.charCodeAt(0)] = CLASS.cyrillicVowel;
  return symbols;
}

function isPlain(unit: number): boolean {
  return (unit >= 0x20 && unit < 0x7f) || unit === 0x09 || unit === 0x0a || unit === 0x0d;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xe000;
}

function rareClass(symbol: number, unit: number): number {
  if (symbol === CLASS.han) return CLASS.rareHan;
  if (symbol === CLASS.hangul) return CLASS.rareHangul;
  return unit < 0x800 ? CLASS.rareTwoBytes : CLASS.rareThreeBytes;
}

/** Unpacks the ranges: gaps and lengths in turn, in base 36, from U+0080 on. */
function singleTokenUnits(): Uint8Array {
  const single = new Uint8Array(0x10000);
  let unit = 0x80;
  SINGLE_TOKEN_RANGES.split(" ").forEach((step, index) => {
    const next = unit + Number.parseInt(step, 36);
    if (index % 2 === 1) single.fill(1, unit, next);
    unit = next;
  });
  return single;
}
