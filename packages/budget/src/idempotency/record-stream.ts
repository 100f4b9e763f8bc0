import type { Flight } from "./flight.ts";
import type { Leader, StreamRecorder } from "./leader.ts";

/**
 * Passes a stream on and takes it down. Whoever reads it may stop: it is then read to its end for those who wait, or,
 * where nobody does, returned.
 */
export function recordStream(
  source: AsyncIterable<string>,
  recorder: StreamRecorder,
  leader: Leader,
  flight: Flight,
): AsyncIterableIterator<string> {
  const iterator = source[Symbol.asyncIterator]();
  let isOver = false;

  async function next(): Promise<IteratorResult<string>> {
    if (isOver) return { done: true, value: undefined };
    try {
      const result = await iterator.next();
      if (!result.done) recorder.push(result.value);
      else if (!isOver) {
        isOver = true;
        await recorder.end();
      }
      return result;
    } catch (error) {
      isOver = true;
      await (flight.deserted.aborted ? leader.abandon() : recorder.fail(error));
      throw error;
    }
  }

  async function readOn(): Promise<void> {
    try {
      while (!(await next()).done);
    } catch {
      // Those who wait have been told.
    }
  }

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    next,
    async return() {
      if (isOver) return { done: true, value: undefined };
      flight.leave();
      if (flight.isWanted()) {
        void readOn();
        return { done: true, value: undefined };
      }
      isOver = true;
      try {
        await iterator.return?.();
      } finally {
        await leader.abandon();
      }
      return { done: true, value: undefined };
    },
  };
}
