/** A bit for each of 65,536 slots: whether any of some hashes falls there. It takes 8 KB, which stay near. */
export type HashFilter = Uint8Array;

const SLOT_BITS = 16;
const SLOT_MASK = (1 << SLOT_BITS) - 1;

function slotOf(hash: number): number {
  return (hash ^ (hash >>> SLOT_BITS)) & SLOT_MASK;
}

/** Creates the filter of some hashes of 32 bits: the one look that nearly all words of a text get. */
export function createHashFilter(hashes: Iterable<number>): HashFilter {
  const filter = new Uint8Array(1 << (SLOT_BITS - 3));
  for (const hash of hashes) {
    const slot = slotOf(hash);
    filter[slot >> 3] = (filter[slot >> 3] as number) | (1 << (slot & 7));
  }
  return filter;
}

/** Whether this may be one of the hashes; if it is one, then certainly. */
export function mayHave(filter: HashFilter, hash: number): boolean {
  const slot = slotOf(hash);
  return (((filter[slot >> 3] as number) >> (slot & 7)) & 1) === 1;
}
