/** Most characters to tokenize at once: the time that a tokenizer takes grows with the square of a word's length. */
const LONGEST = 192;
/** A letter or digit, and what cannot go on the same word in any of OpenAI's vocabularies. */
const WORD_END = /^[\p{L}\p{N}][^\p{L}\p{N}\p{M}'\ud800-\udfff]$/u;

/** A piece of a text, and whether the tokens of what follows are sure not to begin in it. */
export interface TextSlice {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Cuts a text into pieces that are tokenized like the whole: behind words, and only in very long ones elsewhere. */
export function* sliceText(text: string): Generator<TextSlice> {
  let start = 0;
  while (text.length - start > LONGEST) {
    const end = lastWordEnd(text, start, start + LONGEST);
    const cut = end ?? start + LONGEST - (isLowSurrogate(text, start + LONGEST) ? 1 : 0);
    yield { text: text.slice(start, cut), isWhole: end !== undefined };
    start = cut;
  }
  if (start < text.length) yield { text: text.slice(start), isWhole: true };
}

function lastWordEnd(text: string, start: number, limit: number): number | undefined {
  for (let end = limit; end > start; end--) {
    if (WORD_END.test(text.slice(end - 1, end + 1))) return end;
  }
  return undefined;
}

function isLowSurrogate(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xdc00;
}
