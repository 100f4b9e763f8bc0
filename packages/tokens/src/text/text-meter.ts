import { createSymbolTable } from "./symbols.ts";
import { SYMBOL_COUNT, type Weights } from "./weights.ts";

/** Tokens of some text: what is likely, and what it is at worst. Fractions are kept until the end. */
export interface TextMeasure {
  expected: number;
  bound: number;
  /** Where the next text goes on: its last symbol, and how many small letters came last. */
  last: number;
  run: number;
}

/** Stands before a text's first symbol: a token begins there. */
const START = 0;
/** Small letters in a row; few words have more. */
export const LONGEST_WORD = 12;
/** Tokens at most for each letter behind those: gibberish of common pairs of letters looks like words otherwise. */
export const LONG_WORD_WEIGHT = 1;

const SYMBOLS = createSymbolTable();

/** Nothing measured so far. */
export function createTextMeasure(): TextMeasure {
  return { expected: 0, bound: 0, last: START, run: 0 };
}

/** Ends a text, so that the next one does not go on from it. */
export function endText(measure: TextMeasure): void {
  measure.last = START;
  measure.run = 0;
}

/** Adds a text's tokens to what was measured. Two look-ups per UTF-16 unit; nothing is allocated. */
export function measureText(text: string, weights: Weights, measure: TextMeasure): void {
  const { expected: expectedWeights, bound: boundWeights } = weights;
  const symbols = SYMBOLS;
  const { length } = text;
  let { expected, bound, run } = measure;
  let row = measure.last * SYMBOL_COUNT;
  for (let index = 0; index < length; index++) {
    const symbol = symbols[text.charCodeAt(index)] as number;
    run = symbol >= 97 && symbol <= 122 ? run + 1 : 0;
    expected += expectedWeights[row + symbol] as number;
    bound += run > LONGEST_WORD ? LONG_WORD_WEIGHT : (boundWeights[row + symbol] as number);
    row = symbol * SYMBOL_COUNT;
  }
  measure.expected = expected;
  measure.bound = bound;
  measure.last = row / SYMBOL_COUNT;
  measure.run = run;
}
