const MIX_1 = 0x85ebca6b;
const MIX_2 = 0xc2b2ae35 | 0;
const WORD_STEP = 0x01000193;

/** Where the hash of a word begins (FNV-1a's offset basis). */
export const WORD_SEED = 0x811c9dc5 | 0;

/** Takes one lower-cased unit into the hash of a word (FNV-1a). */
export function extendWordHash(hash: number, unit: number): number {
  return Math.imul(hash ^ unit, WORD_STEP);
}

/** Spreads a hash over all its bits (the finalizer of MurmurHash3, public domain). */
export function mixHash(hash: number): number {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, MIX_1);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, MIX_2);
  return mixed ^ (mixed >>> 16);
}

/** Hash of two words in their order. */
export function pairHash(first: number, second: number): number {
  return mixHash(Math.imul(first, WORD_STEP) ^ second);
}
