/**
 * Numbers are packed one to a printable ASCII character: no escapes in a string literal, and gzip's Huffman codes see
 * each number as one symbol. A space, a quotation mark, a
 * dollar sign and a backslash stand for nothing.
 */
const FIRST_CODE = "%".charCodeAt(0);
const BACKSLASH = "\\".charCodeAt(0);

/** Numbers from 0 to 88 have a character. */
export const SYMBOL_COUNT = 89;

/** The character of a number from 0 to 88. */
export function packSymbol(value: number): string {
  const code = value + FIRST_CODE;
  return String.fromCharCode(code >= BACKSLASH ? code + 1 : code);
}

/** The number whose character stands at `index`. */
export function unpackSymbol(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return (code > BACKSLASH ? code - 1 : code) - FIRST_CODE;
}
