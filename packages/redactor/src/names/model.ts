import { FEATURE_COUNT, ROW_BITS, weightRow } from "./features.ts";
import { ENTITY_LABEL_COUNT } from "./labels.ts";
import { unpackSymbol } from "./packed-text.ts";

/** Weights are whole numbers from -44 to 44. */
export const WEIGHT_LIMIT = 44;

/**
 * Weights are biased by 44 and kept as bytes, four to a number. Odd and even bytes are summed apart, two 16-bit lanes to a
 * number: sums of 25 biased weights stay below 2^16, so that lanes never touch.
 */
const LANE_BITS = 16;
const LANE_MASK = (1 << LANE_BITS) - 1;
const BYTE_BITS = 8;
const EVEN_BYTES = 0x00ff00ff;
const NUMBERS_PER_ROW = 2;
const TOTAL_BIAS = WEIGHT_LIMIT * FEATURE_COUNT;
/** No score is further from zero. */
export const SCORE_LIMIT: number = TOTAL_BIAS;
const ZERO_ROW = " ";

/** Scores of one word: adds the weights of its features and writes a score per entity label, in units of the weights. */
export type Scorer = (values: Int32Array, scores: Int32Array) => void;

/** Reads packed weights: a symbol per weight, or a space for a row of zeros. */
export function unpackWeights(packed: string): Int8Array {
  const weights = new Int8Array(ENTITY_LABEL_COUNT << ROW_BITS);
  let target = 0;
  let index = 0;
  while (index < packed.length) {
    if (packed[index] !== ZERO_ROW) {
      for (let label = 0; label < ENTITY_LABEL_COUNT; label++) {
        weights[target + label] = unpackSymbol(packed, index + label) - WEIGHT_LIMIT;
      }
      index += ENTITY_LABEL_COUNT;
    } else {
      index++;
    }
    target += ENTITY_LABEL_COUNT;
  }
  return weights;
}

/** Makes the scorer of a table of weights, one row of eight per hash value. */
export function createScorer(weights: Int8Array): Scorer {
  const table = new Int32Array(weights.length / 4);
  for (let index = 0; index < weights.length; index++) {
    const biased = (weights[index] as number) + WEIGHT_LIMIT;
    table[index >> 2] = (table[index >> 2] as number) | (biased << (BYTE_BITS * (index & 3)));
  }
  return function score(values: Int32Array, scores: Int32Array): void {
    let sum0 = 0;
    let sum1 = 0;
    let sum4 = 0;
    let sum5 = 0;
    for (let feature = 0; feature < FEATURE_COUNT; feature++) {
      const base = weightRow(feature, values[feature] as number) * NUMBERS_PER_ROW;
      const first = table[base] as number;
      const second = table[base + 1] as number;
      sum0 = (sum0 + (first & EVEN_BYTES)) | 0;
      sum1 = (sum1 + ((first >>> BYTE_BITS) & EVEN_BYTES)) | 0;
      sum4 = (sum4 + (second & EVEN_BYTES)) | 0;
      sum5 = (sum5 + ((second >>> BYTE_BITS) & EVEN_BYTES)) | 0;
    }
    scores[0] = (sum0 & LANE_MASK) - TOTAL_BIAS;
    scores[1] = (sum1 & LANE_MASK) - TOTAL_BIAS;
    scores[2] = (sum0 >>> LANE_BITS) - TOTAL_BIAS;
    scores[3] = (sum1 >>> LANE_BITS) - TOTAL_BIAS;
    scores[4] = (sum4 & LANE_MASK) - TOTAL_BIAS;
    scores[5] = (sum5 & LANE_MASK) - TOTAL_BIAS;
    scores[6] = (sum4 >>> LANE_BITS) - TOTAL_BIAS;
    scores[7] = (sum5 >>> LANE_BITS) - TOTAL_BIAS;
  };
}
