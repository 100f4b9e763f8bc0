/** Pieces of at most four letters or punctuation marks, or three digits; a leading space belongs to the piece. */
const piece = / ?\p{L}{1,4}|\p{N}{1,3}| ?[^\s\p{L}\p{N}]{1,4}|\s{1,8}/gu;

/** Cuts text into the sandbox's tokens; joined again they are the text. */
export function tokenize(text: string): string[] {
  return text.match(piece) ?? [];
}

/** Number of tokens of a text, by the same rule as {@link tokenize}. */
export function countTokens(text: string): number {
  piece.lastIndex = 0;
  let count = 0;
  while (piece.test(text)) count += 1;
  return count;
}
