/** Numbers of which the smallest is always at hand. */
export interface RankQueue {
  size(): number;
  /** The smallest number; the queue must not be empty. */
  best(): number;
  add(rank: number): void;
  removeBest(): void;
}

/** Creates an empty queue: a binary heap, in which adding and removing take time logarithmic in its size. */
export function createRankQueue(): RankQueue {
  const heap: number[] = [];
  const rankAt = (index: number): number => heap[index] ?? Number.POSITIVE_INFINITY;

  return {
    size: () => heap.length,
    best: () => rankAt(0),
    add(rank) {
      let index = heap.length;
      while (index > 0) {
        const parent = (index - 1) >> 1;
        if (rankAt(parent) <= rank) break;
        heap[index] = rankAt(parent);
        index = parent;
      }
      heap[index] = rank;
    },
    removeBest() {
      const moved = heap.pop() as number;
      if (heap.length === 0) return;
      let index = 0;
      while (true) {
        const left = 2 * index + 1;
        const child = rankAt(left + 1) < rankAt(left) ? left + 1 : left;
        if (rankAt(child) >= moved) break;
        heap[index] = rankAt(child);
        index = child;
      }
      heap[index] = moved;
    },
  };
}
