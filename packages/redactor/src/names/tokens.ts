/** Empty tokens before the first and after the last word, so that features may look two words around without a check. */
export const TOKEN_PADDING = 3;

/** How a word is written. */
export const Shape = {
  none: 0,
  lower: 1,
  capitalised: 2,
  allCaps: 3,
  initial: 4,
  mixedCase: 5,
  digits: 6,
  identifier: 7,
  uncased: 8,
} as const;

/** What stands between two words, coarsely. */
export const GapKind = {
  space: 0,
  newline: 1,
  sentenceEnd: 2,
  comma: 3,
  tight: 4,
  other: 5,
  /** A full stop and a space after an initial or a short capitalised word. */
  abbreviation: 6,
} as const;

/** The words of a stretch of text, as parallel arrays that grow and are used again. Words start at index `TOKEN_PADDING`. */
export interface Tokens {
  /** Number of words. */
  count: number;
  /** Index of a word's first UTF-16 unit. */
  start: Int32Array;
  /** Index after a word's last UTF-16 unit. */
  end: Int32Array;
  /** Hash of the lower-cased word. */
  hash: Int32Array;
  /** A `Shape`. */
  shape: Uint8Array;
  /** Hash of the first symbols between the previous word and this one. */
  gap: Int32Array;
  /** A `GapKind`: what stands between the previous word and this one. */
  gapKind: Uint8Array;
  /** Bits of the gazetteer. */
  lists: Uint8Array;
}

/** Makes room for the words of `capacity` UTF-16 units. */
export function createTokens(capacity: number): Tokens {
  const size = Math.ceil(capacity / 2) + 1 + 2 * TOKEN_PADDING;
  return {
    count: 0,
    start: new Int32Array(size),
    end: new Int32Array(size),
    hash: new Int32Array(size),
    shape: new Uint8Array(size),
    gap: new Int32Array(size),
    gapKind: new Uint8Array(size),
    lists: new Uint8Array(size),
  };
}
