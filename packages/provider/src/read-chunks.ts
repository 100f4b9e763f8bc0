import { type ChatChunk, HubError, type SseEvent } from "@hub/protocol";
import type { ChunkIterator } from "./provider.ts";
import type { ResponseBody } from "./response-body.ts";
import { incompleteAnswer } from "./vendor-error.ts";
import type { ChunkReducer, EventDecoder } from "./wire-format.ts";

/** What the chunks of one answer are made of. */
export interface ChunkSource {
  /** The vendor, for people. */
  name: string;
  body: ResponseBody;
  decoder: EventDecoder;
  reducer: ChunkReducer;
  /** Takes the credential out of an error in which the vendor repeats it. */
  conceal(error: HubError): HubError;
  onWarning: ((warning: string) => void) | undefined;
}

const NO_CHUNKS: readonly ChatChunk[] = [];

/**
 * Reads the chunks of a streamed answer, as its body arrives. Reading stops with the answer, also where the body goes on.
 * By hand and not as a generator: what came in one piece of the body is there to be taken at once.
 */
export function readChunks({ name, body, decoder, reducer, conceal, onWarning }: ChunkSource): ChunkIterator {
  const pieces = body[Symbol.asyncIterator]();
  let events: Iterator<SseEvent> | undefined;
  let chunks = NO_CHUNKS;
  let taken = 0;
  /** What reading has failed with, until it can be told. */
  let failure: { error: unknown } | undefined;
  let hasEnded = false;
  let isOver = false;

  function reduce(event: SseEvent): readonly ChatChunk[] {
    try {
      return reducer.push(event);
    } catch (error) {
      if (HubError.isInstance(error) && error.code !== "invalid_json") throw conceal(error);
      onWarning?.(`${name} sent a stream event that cannot be read; it was skipped.`);
      return NO_CHUNKS;
    }
  }

  function ready(): ChatChunk | undefined {
    while (!isOver) {
      if (taken < chunks.length) return chunks[taken++];
      // Nothing is kept while the vendor is waited for.
      chunks = NO_CHUNKS;
      if (!events || failure || reducer.isFinished()) return undefined;
      try {
        const event = events.next();
        if (event.done) events = undefined;
        else chunks = reduce(event.value);
        taken = 0;
      } catch (error) {
        failure = { error };
      }
    }
    return undefined;
  }

  function close(): void {
    if (isOver) return;
    isOver = true;
    chunks = NO_CHUNKS;
    if (reducer.isFinished()) body.drain();
    else body.cancel();
  }

  return {
    ready,
    async next() {
      for (let chunk = ready(); ; chunk = ready()) {
        if (chunk) return { done: false, value: chunk };
        if (isOver || failure || hasEnded || reducer.isFinished()) break;
        try {
          const piece = await pieces.next();
          hasEnded = piece.done === true;
          events = (piece.done ? decoder.end() : decoder.push(piece.value))[Symbol.iterator]();
        } catch (error) {
          failure = { error };
        }
      }
      if (isOver) return { done: true, value: undefined };
      close();
      if (failure) throw failure.error;
      if (!reducer.isFinished() && !reducer.isComplete?.()) throw incompleteAnswer(name);
      return { done: true, value: undefined };
    },
    async return() {
      close();
      return { done: true, value: undefined };
    },
  };
}
