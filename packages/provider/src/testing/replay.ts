import {
  type ChatChunk,
  type ChatCompletion,
  type ChatRequest,
  createSseDecoder,
  foldChunks,
  HubError,
} from "@hub/protocol";
import type { EventDecoder, WireFormat } from "../wire-format.ts";

/** What became of a stream. */
export interface Replay {
  chunks: ChatChunk[];
  /** The completion that the chunks amount to; `undefined` when there were none. */
  folded: ChatCompletion | undefined;
  /** Whether the vendor said that the answer is complete. */
  finished: boolean;
  /** How many events could not be read. */
  skipped: number;
}

/**
 * Puts a stream through a wire format, without a network, in the pieces given. Broken events are skipped and
 * counted, as a provider does.
 *
 * @throws HubError when the stream holds the vendor's error
 */
export function replayStream(wire: WireFormat, pieces: Iterable<Uint8Array>, request: ChatRequest): Replay {
  const decoder: EventDecoder = wire.framing?.createDecoder({}) ?? createSseDecoder();
  const reducer = wire.chunks(request);
  const chunks: ChatChunk[] = [];
  let skipped = 0;
  const take = (events: ReturnType<typeof decoder.push>) => {
    for (const event of events) {
      try {
        if (!reducer.isFinished()) chunks.push(...reducer.push(event));
      } catch (error) {
        if (HubError.isInstance(error) && error.code !== "invalid_json") throw error;
        skipped++;
      }
    }
  };
  for (const piece of pieces) take(decoder.push(piece));
  take(decoder.end());
  return { chunks, folded: foldChunks(chunks), finished: reducer.isComplete?.() ?? reducer.isFinished(), skipped };
}

/**
 * A text for comparing two readings of one stream: without the time of reading, and with ids that were not in the
 * stream, and so were made up, all alike.
 */
export function comparable(value: unknown, stream: Uint8Array): string {
  const source = Buffer.from(stream).toString("utf8");
  return JSON.stringify(value, (key, item) => {
    if (key === "created" && !source.includes(`"created"`)) return 0;
    return key === "id" && typeof item === "string" && !source.includes(item) ? "made up" : item;
  });
}
