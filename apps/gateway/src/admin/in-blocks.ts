import { setImmediate } from "node:timers/promises";

/** How much text goes out at once, in UTF-16 units. */
const BLOCK_LENGTH = 65_536;

/**
 * A download in blocks, the first of which is there when this resolves: what keeps it from being made is an error then,
 * and no half of a file. Between blocks others get their turn, also where a store answers without ever waiting; until
 * then nothing would be sent, and all of it be held in memory.
 */
export async function inBlocks(pieces: AsyncGenerator<string>): Promise<AsyncIterable<string>> {
  async function read(): Promise<IteratorResult<string>> {
    let block = "";
    while (block.length < BLOCK_LENGTH) {
      const piece = await pieces.next();
      if (piece.done) return block === "" ? piece : { done: false, value: block };
      block += piece.value;
    }
    return { done: false, value: block };
  }

  let first: IteratorResult<string> | undefined = await read();
  async function next(): Promise<IteratorResult<string>> {
    const held = first;
    first = undefined;
    if (held) return held;
    await setImmediate();
    return read();
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: () => pieces.return(undefined) }) };
}
