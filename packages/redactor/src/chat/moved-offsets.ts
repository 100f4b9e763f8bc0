import { findPlaceholders, restoreText } from "../text/text-restorer.ts";
import type { Vault } from "../text/vault.ts";

/** How offsets in a text move when the text is restored. */
export interface MovedOffsets {
  /** Takes the next piece of the text, as the model wrote it. */
  push(piece: string): void;
  /** One inside a placeholder moves to its end. */
  offsetOf(offset: number): number;
}

/** No placeholder is longer. */
const MAX_PLACEHOLDER_LENGTH = 128;

/** Creates the map of one text. Together, its pieces and questions take time linear in the text's length. */
export function createMovedOffsets(vault: Vault): MovedOffsets {
  const moves = createMoves();
  let unread = "";
  let unreadStart = 0;
  /** The moves in what is unread; none where there is more to read. */
  let latestTail: Moves | undefined;

  /** The placeholders in what is not yet settled, and where the settled part of it ends. */
  function read(): Moves {
    const tail = createMoves();
    const settledEnd = Math.max(0, unread.length - MAX_PLACEHOLDER_LENGTH);
    let end = settledEnd;
    for (const found of findPlaceholders(vault, unread)) {
      const placeholder = unread.slice(found.start, found.end);
      const difference = restoreText(vault, placeholder, "text").length - placeholder.length;
      // What comes next may belong to a placeholder at the end.
      const isSettled = found.end <= settledEnd;
      if (!isSettled) end = Math.min(end, found.start);
      (isSettled ? moves : tail).add(unreadStart + found.start, difference);
    }
    unread = unread.slice(end);
    unreadStart += end;
    return tail;
  }

  return {
    push(piece) {
      unread += piece;
      latestTail = undefined;
    },
    offsetOf(offset) {
      latestTail ??= read();
      const tail = latestTail;
      return offset + moves.before(offset) + tail.before(offset);
    },
  };
}

/** By how much the places behind some offsets have moved. */
interface Moves {
  /** Offsets come in order. */
  add(offset: number, difference: number): void;
  /** What all moves before an offset come to. */
  before(offset: number): number;
}

function createMoves(): Moves {
  const offsets: number[] = [];
  const sums: number[] = [];
  return {
    add(offset, difference) {
      offsets.push(offset);
      sums.push((sums.at(-1) ?? 0) + difference);
    },
    before: (offset) => sums[countBefore(offsets, offset) - 1] ?? 0,
  };
}

/** How many of these ascending numbers are below a limit. */
function countBefore(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
