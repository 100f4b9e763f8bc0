import { createSymbolTable } from "./symbols.ts";
import { SYMBOL_COUNT, UNITS_PER_TOKEN, type Weights } from "./weights.ts";

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

/** So many weights add up to less than 31 bits. */
const STRIDE = 4_096;

/** Adds a text's tokens to what was measured. Two look-ups per UTF-16 unit; nothing is allocated. */
export function measureText(text: string, weights: Weights, measure: TextMeasure): void {
  const symbols = SYMBOLS;
  const { length } = text;
  const longWord = LONG_WORD_WEIGHT * UNITS_PER_TOKEN;
  let { run } = measure;
  let row = measure.last * SYMBOL_COUNT;
  for (let index = 0; index < length; ) {
    const end = Math.min(length, index + STRIDE);
    let expected = 0;
    let bound = 0;
    for (; index < end; index++) {
      const symbol = symbols[text.charCodeAt(index)] as number;
      run = symbol >= 97 && symbol <= 122 ? run + 1 : 0;
      const weight = weights[row + symbol] as number;
      expected += weight & 0xffff;
      bound += run > LONGEST_WORD ? longWord : weight >>> 16;
      row = symbol * SYMBOL_COUNT;
    }
    measure.expected += expected / UNITS_PER_TOKEN;
    measure.bound += bound / UNITS_PER_TOKEN;
  }
  measure.last = row / SYMBOL_COUNT;
  measure.run = run;
}
