/** How many symbols there are for what a text is made of. */
export const SYMBOL_COUNT = 128;

/** Rows of 128 weights for each symbol that may stand before, one character each. */
export interface PackedWeights {
  /** How many tokens begin at a symbol, on average in natural text. */
  readonly expected: readonly string[];
  /** The same at worst: no text that was tried has more. */
  readonly bound: readonly string[];
}

/**
 * By `before * SYMBOL_COUNT + symbol`, in units of 1 / {@link UNITS_PER_TOKEN} token: what is expected in the lower 16
 * bits, the bound in the upper. Whole numbers add up twice as fast as fractions, which are boxed on the way.
 */
export type Weights = Uint32Array;

/** The largest weight of three tokens has room in 16 bits. */
export const UNITS_PER_TOKEN = 16_384;

/** The largest weight, in tokens: a unit has three bytes at most. */
export const LARGEST_WEIGHT = 3;

/** What stands for weights from 0 to the largest, by the square of its place: small ones are fine, large ones coarse. */
export const WEIGHT_LEVELS =
  "#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";

/** Reads the tables; a table takes some 0.1 ms. A bound is rounded up. */
export function unpackWeights({ expected, bound }: PackedWeights): Weights {
  const expectedOf = unitsByLevel(Math.round);
  const boundOf = unitsByLevel(Math.ceil);
  const weights = new Uint32Array(SYMBOL_COUNT * SYMBOL_COUNT);
  for (let before = 0; before < SYMBOL_COUNT; before++) {
    const levels = { expected: expected[before] as string, bound: bound[before] as string };
    for (let symbol = 0; symbol < SYMBOL_COUNT; symbol++) {
      const most = boundOf[levels.bound.charCodeAt(symbol)] as number;
      weights[before * SYMBOL_COUNT + symbol] =
        (most << 16) | (expectedOf[levels.expected.charCodeAt(symbol)] as number);
    }
  }
  return weights;
}

/** What each level's character stands for, in units. */
function unitsByLevel(round: (units: number) => number): Uint16Array {
  const units = new Uint16Array(128);
  for (let place = 0; place < WEIGHT_LEVELS.length; place++) {
    const tokens = (place / (WEIGHT_LEVELS.length - 1)) ** 2 * LARGEST_WEIGHT;
    units[WEIGHT_LEVELS.charCodeAt(place)] = round(tokens * UNITS_PER_TOKEN);
  }
  return units;
}
