import type { TokenizerFamily } from "./families/tokenizer-family.ts";
import { createTextMeasure, measureText } from "./text/text-meter.ts";
import { WEIGHTS } from "./text/vocabularies.ts";

/** Counts the tokens of an answer while it streams. */
export interface OutputCounter {
  /** Adds a piece of text: of the content, the reasoning, a refusal, or a tool call's name and arguments. */
  add(text: string): void;
  /** Likely tokens so far. */
  readonly expected: number;
  /** Tokens so far at most. */
  readonly bound: number;
}

/** Starts to count an answer of a model of this family. Pieces may be cut anywhere. */
export function createOutputCounter(family: TokenizerFamily): OutputCounter {
  const weights = WEIGHTS[family.vocabulary];
  const words = createTextMeasure();
  const counter = {
    expected: 0,
    bound: 0,
    add(text: string) {
      measureText(text, weights, words);
      counter.bound = Math.ceil(words.bound * family.text.bound);
      counter.expected = Math.min(counter.bound, Math.round(words.expected * family.text.expected));
    },
  };
  return counter;
}
