/** What a UTF-16 unit is to the tokenizer. */
export const CharacterClass = {
  other: 0,
  space: 1,
  newline: 2,
  lower: 3,
  upper: 4,
  uncased: 5,
  digit: 6,
  underscore: 7,
} as const;

/** No letter with case stands above this in the scripts that the tagger reads (Latin, Greek, Cyrillic, Armenian, Georgian). */
const CASED_LIMIT = 0x2000;
const UNIT_COUNT = 0x10000;
const UNICODE_SPACES = [0xa0, 0x1680, 0x202f, 0x205f, 0x3000, 0xfeff];

/** Class of each UTF-16 unit; surrogates are `other`, so that emoji end words. */
export const characterClasses: Uint8Array = new Uint8Array(UNIT_COUNT);

/** Lower-case unit of each unit below 0x2000; letters whose lower case takes two units stand for themselves. */
export const lowerCase: Uint16Array = new Uint16Array(CASED_LIMIT);

for (let unit = 0; unit < CASED_LIMIT; unit++) {
  const character = String.fromCharCode(unit);
  const lower = character.toLowerCase();
  lowerCase[unit] = lower.length === 1 ? lower.charCodeAt(0) : unit;
  if (lower !== character) {
    characterClasses[unit] = CharacterClass.upper;
  } else if (character.toUpperCase() !== character) {
    characterClasses[unit] = CharacterClass.lower;
  } else if (/[\p{L}\p{M}]/u.test(character)) {
    characterClasses[unit] = CharacterClass.uncased;
  }
}
characterClasses.fill(CharacterClass.uncased, 0x3041, 0xa48d);
characterClasses.fill(CharacterClass.uncased, 0xac00, 0xd7a4);
characterClasses.fill(CharacterClass.space, 0x2000, 0x200b);
for (const unit of UNICODE_SPACES) {
  characterClasses[unit] = CharacterClass.space;
}
for (const unit of [" ", "\t", "\v", "\f"]) {
  characterClasses[unit.charCodeAt(0)] = CharacterClass.space;
}
for (const unit of ["\n", "\r", "\u0085", "\u2028", "\u2029"]) {
  characterClasses[unit.charCodeAt(0)] = CharacterClass.newline;
}
characterClasses.fill(CharacterClass.digit, "0".charCodeAt(0), "9".charCodeAt(0) + 1);
characterClasses["_".charCodeAt(0)] = CharacterClass.underscore;

/** Lower-case form of a UTF-16 unit. */
export function toLowerUnit(unit: number): number {
  return unit < CASED_LIMIT ? (lowerCase[unit] as number) : unit;
}
