/** What a UTF-16 unit is to the scanner. The order matters: everything up to `DIGIT` is a letter or a digit. */
export const LOWER = 0;
export const UPPER = 1;
export const DIGIT = 2;
/** Punctuation that stands inside tokens of secrets, file names and addresses: `_ - . + / ~ %`. */
export const JOINER = 3;
export const OTHER = 4;
export const AT = 5;
export const COLON = 6;
export const EQUALS = 7;
export const NEWLINE = 8;

const UNITS = 0x1_0000;

/** Kind of every UTF-16 unit. Letters beyond ASCII count as lower case: no label begins inside them. */
export const KIND_OF_UNIT = kindOfUnits();

function kindOfUnits(): Uint8Array {
  const kinds = new Uint8Array(UNITS).fill(OTHER, 0, 0xc0);
  kinds.fill(OTHER, 0x2000, 0x2c00).fill(OTHER, 0x3000, 0x3040).fill(OTHER, 0xd800, 0xf900).fill(OTHER, 0xfe00, 0xff21);
  for (const unit of [0xd7, 0xf7, 0x37e, 0x387]) kinds[unit] = OTHER;
  for (const unit of [0xaa, 0xb5, 0xba]) kinds[unit] = LOWER;
  kinds.fill(DIGIT, 48, 58).fill(UPPER, 65, 91).fill(LOWER, 97, 123);
  for (const joiner of "_-.+/~%") kinds[joiner.charCodeAt(0)] = JOINER;
  kinds["@".charCodeAt(0)] = AT;
  kinds[":".charCodeAt(0)] = COLON;
  kinds["=".charCodeAt(0)] = EQUALS;
  kinds["\n".charCodeAt(0)] = NEWLINE;
  return kinds;
}

const SPACE = 0x20;
const HYPHEN = 0x2d;
const ZERO = 0x30;
const FULL_WIDTH_SHIFT = 0xff01 - 0x21;

/**
 * The ASCII unit that people mean by a look-alike of the same length: no-break spaces, typographic dashes and quotes,
 * full-width forms, digits of Arabic and Devanagari script. Offsets stay those of the original text.
 */
export function foldUnit(unit: number): number {
  if (unit < 0xa0) return unit;
  if (unit >= 0xff01 && unit <= 0xff5e) return unit - FULL_WIDTH_SHIFT;
  if (unit === 0xa0 || (unit >= 0x2000 && unit <= 0x200a) || unit === 0x202f || unit === 0x3000) return SPACE;
  if ((unit >= 0x2010 && unit <= 0x2015) || unit === 0x2212) return HYPHEN;
  if (unit === 0x2018 || unit === 0x2019) return 0x27;
  if (unit === 0x201c || unit === 0x201d) return 0x22;
  if (unit >= 0x660 && unit <= 0x669) return unit - 0x660 + ZERO;
  if (unit >= 0x6f0 && unit <= 0x6f9) return unit - 0x6f0 + ZERO;
  if (unit >= 0x966 && unit <= 0x96f) return unit - 0x966 + ZERO;
  return unit;
}
