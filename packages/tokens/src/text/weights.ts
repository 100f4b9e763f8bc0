/** How many symbols there are for what a text is made of. */
export const SYMBOL_COUNT = 128;

/** Rows of 128 weights for each symbol that may stand before, one character each. */
export interface PackedWeights {
  /** How many tokens begin at a symbol, on average in natural text. */
  readonly expected: readonly string[];
  /** The same at worst: no text that was tried has more. */
  readonly bound: readonly string[];
}

/** Tables by `before * SYMBOL_COUNT + symbol`, in tokens. */
export interface Weights {
  readonly expected: Float32Array;
  readonly bound: Float32Array;
}

/** The largest weight, in tokens: a unit has three bytes at most. */
export const LARGEST_WEIGHT = 3;

/** What stands for weights from 0 to the largest, by the square of its place: small ones are fine, large ones coarse. */
export const WEIGHT_LEVELS =
  "#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~";

/** Reads the tables; a table takes some 0.1 ms. */
export function unpackWeights({ expected, bound }: PackedWeights): Weights {
  return { expected: unpack(expected), bound: unpack(bound) };
}

function unpack(rows: readonly string[]): Float32Array {
  const weightOf = new Float32Array(128);
  for (let place = 0; place < WEIGHT_LEVELS.length; place++) {
    weightOf[WEIGHT_LEVELS.charCodeAt(place)] = (place / (WEIGHT_LEVELS.length - 1)) ** 2 * LARGEST_WEIGHT;
  }
  const weights = new Float32Array(SYMBOL_COUNT * SYMBOL_COUNT);
  rows.forEach((levels, row) => {
    for (let column = 0; column < SYMBOL_COUNT; column++) {
      weights[row * SYMBOL_COUNT + column] = weightOf[levels.charCodeAt(column)] as number;
    }
  });
  return weights;
}
