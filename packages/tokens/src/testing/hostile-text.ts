/* Text that tokenizes badly: made, not found. The same for the same seed. */

/** Random numbers in [0, 1) that repeat for a seed (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const MARKS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const BASE64 = `${UPPER}${LOWER}${DIGITS}+/`;
const ASCII = `${MARKS}${LOWER}${UPPER}${DIGITS} `;
const COMMON_PAIRS = "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le".split(
  " ",
);
/** First unit and length of blocks of Unicode. */
const BLOCKS: Record<string, readonly [first: number, length: number]> = {
  latin1: [0xa1, 95],
  latinExtended: [0x100, 336],
  vietnamese: [0x1e00, 256],
  greek: [0x370, 144],
  cyrillic: [0x410, 64],
  cyrillicAll: [0x400, 304],
  armenian: [0x530, 96],
  hebrew: [0x591, 96],
  arabic: [0x600, 256],
  devanagari: [0x900, 128],
  bengali: [0x980, 128],
  tamil: [0xb80, 128],
  sinhala: [0xd80, 128],
  thai: [0xe01, 90],
  lao: [0xe80, 96],
  tibetan: [0xf00, 200],
  myanmar: [0x1000, 160],
  georgian: [0x10a0, 90],
  jamo: [0x1100, 255],
  ethiopic: [0x1200, 380],
  cherokee: [0x13a0, 85],
  khmer: [0x1780, 96],
  mongolian: [0x1820, 80],
  punctuation: [0x2010, 80],
  invisible: [0x200b, 5],
  currency: [0x20a0, 32],
  arrows: [0x2190, 112],
  mathematics: [0x2200, 256],
  boxes: [0x2500, 256],
  dingbats: [0x2700, 192],
  braille: [0x2800, 256],
  kana: [0x3041, 180],
  han: [0x4e00, 20_900],
  hanExtension: [0x3400, 6_500],
  yi: [0xa000, 1_160],
  hangul: [0xac00, 11_172],
  privateUse: [0xe000, 6_400],
  presentation: [0xfb50, 600],
  selectors: [0xfe00, 16],
  fullWidth: [0xff01, 200],
  combining: [0x300, 112],
  control: [1, 31],
};
const ASTRAL: typeof BLOCKS = {
  emoji: [0x1f300, 1_000],
  mathAlphabet: [0x1d400, 1_000],
  cuneiform: [0x12000, 900],
  hanB: [0x20000, 40_000],
  tags: [0xe0020, 90],
  flags: [0x1f1e6, 26],
};

/** Pieces of hostile text by name, `length` characters each. */
export function hostileText(seed: number, length: number): Record<string, string> {
  const random = createRandom(seed);
  const below = (bound: number) => Math.floor(random() * bound);
  const pick = (from: string | readonly string[]) => from[below(from.length)] as string;
  const repeat = (make: () => string) => {
    let text = "";
    while (text.length < length) text += make();
    return text;
  };
  const word = (letters: string | readonly string[], least: number, most: number) =>
    Array.from({ length: least + below(most - least + 1) }, () => pick(letters)).join("");
  const texts: Record<string, string> = {
    lower: repeat(() => pick(LOWER)),
    upper: repeat(() => pick(UPPER)),
    letters: repeat(() => pick(LOWER + UPPER)),
    consonants: repeat(() => pick("bcdfghjklmnpqrstvwxz")),
    digits: repeat(() => pick(DIGITS)),
    marks: repeat(() => pick(MARKS)),
    ascii: repeat(() => pick(ASCII)),
    base64: repeat(() => pick(BASE64)),
    hex: repeat(() => pick("0123456789abcdef")),
    bytes: repeat(() => String.fromCharCode(below(256))),
    units: repeat(() => String.fromCharCode(below(0x10000))),
    shortWords: repeat(() => `${word(LOWER, 1, 3)} `),
    words: repeat(() => `${word(LOWER, 2, 9)} `),
    longWords: repeat(() => `${word(LOWER, 9, 18)} `),
    capitalWords: repeat(() => `${pick(UPPER)}${word(LOWER, 1, 8)} `),
    camelCase: repeat(() => `${pick(UPPER)}${word(LOWER, 1, 4)}`),
    snakeCase: repeat(() => `${word(LOWER, 1, 5)}_`),
    alternating: repeat(() => pick(LOWER) + pick(UPPER)),
    leet: repeat(() => pick(LOWER) + pick(DIGITS)),
    letterMark: repeat(() => pick(LOWER) + pick(MARKS)),
    letterSpace: repeat(() => `${pick(LOWER + UPPER)} `),
    digitSpace: repeat(() => `${pick(DIGITS)} `),
    digitMark: repeat(() => pick(DIGITS) + pick(MARKS)),
    markSpace: repeat(() => `${pick(MARKS)} `),
    spaces: repeat(() => pick([" ", "\n", "\t", "  ", "\r\n", "    "])),
    lineOfOne: repeat(() => `${pick(ASCII)}\n`),
    commonPairs: repeat(() => pick(COMMON_PAIRS)),
    commonPairWords: repeat(() => `${word(COMMON_PAIRS, 1, 4)} `),
    commonPairLongWords: repeat(() => `${word(COMMON_PAIRS, 4, 8)} `),
    uuid: repeat(() => `${[8, 4, 4, 4, 12].map((size) => word("0123456789abcdef", size, size)).join("-")}\n`),
    escapes: repeat(() => `\\u${word("0123456789abcdef", 4, 4)}`),
    percent: repeat(() => `%${word("0123456789ABCDEF", 2, 2)}`),
    numbers: repeat(() => `${word(DIGITS, 1, 7)},`),
    apostrophes: repeat(() => `${word(LOWER, 1, 3)}'`),
    zalgo: repeat(() => pick(LOWER) + String.fromCharCode(0x300 + below(112))),
    hiddenLetters: repeat(() => pick(LOWER) + String.fromCharCode(0x200b + below(5))),
    loneSurrogates: repeat(() => String.fromCharCode(0xd800 + below(2_048))),
    mixedScripts: repeat(() => {
      const [first, size] = BLOCKS[pick(Object.keys(BLOCKS))] as [number, number];
      return String.fromCharCode(first + below(size));
    }),
  };
  for (const [name, [first, size]] of Object.entries(BLOCKS)) {
    texts[name] = repeat(() => String.fromCharCode(first + below(size)));
    texts[`${name}Spaced`] = repeat(
      () => `${String.fromCharCode(first + below(size))}${pick(["", "", " ", "a", "1", "."])}`,
    );
  }
  for (const [name, [first, size]] of Object.entries(ASTRAL)) {
    texts[name] = repeat(() => String.fromCodePoint(first + below(size)));
    texts[`${name}Spaced`] = repeat(() => `${String.fromCodePoint(first + below(size))}${pick(["", " ", "a"])}`);
  }
  return texts;
}

/** A run of each printing ASCII character, and of pairs of them. */
export function runs(length: number): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const character of ` \n\t\r${ASCII}éжא的が가\u200b\u200d\u00a0😀\ufe0f\u0301`) {
    texts[`run of U+${character.codePointAt(0)?.toString(16)}`] = character.repeat(length).slice(0, length);
  }
  return texts;
}
