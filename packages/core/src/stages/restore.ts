import { type ChatChunk, type ChatCompletion, encodeSseJson, SSE_DONE } from "@hub/protocol";
import { createUsageChunks, type UsageChunks } from "../usage-chunks.ts";
import type { StartedStream } from "./attempt.ts";
import type { Restorer } from "./inspect.ts";

/** What a caller is to see of an answer. */
export interface View {
  /** The model's name as the caller wrote it. */
  model: string;
  /** Whether the caller asked for usage in the stream. */
  includeUsage: boolean;
  restorer?: Restorer | undefined;
}

/** A whole answer as the caller is to see it. */
export function restoreCompletion(completion: ChatCompletion, { model, restorer }: View): ChatCompletion {
  const restored = restorer ? restorer.completion(completion) : completion;
  restored.model = model;
  return restored;
}

/** A streamed answer as the caller is to see it, as events ready to send. */
export interface RestoredStream {
  events: AsyncGenerator<string, void, undefined>;
  usage: UsageChunks;
}

/** Puts a streamed answer into the caller's view, chunk by chunk. */
export function restoreStream(started: Promise<StartedStream>, view: View): RestoredStream {
  const usage = createUsageChunks(view.includeUsage);

  function encode(chunk: ChatChunk): string {
    chunk.model = view.model;
    const visible = usage.take(chunk);
    if (!visible) return "";
    if (!view.restorer) return encodeSseJson(visible);
    return view.restorer.chunk(visible).map(encodeSseJson).join("");
  }

  async function* events(): AsyncGenerator<string, void, undefined> {
    const { leading, chunks } = await started;
    try {
      yield leading.map(encode).join("");
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
        const text = encode(next.value);
        if (text !== "") yield text;
      }
      const last = usage.last();
      const rest = [...(view.restorer?.end() ?? []), ...(last ? [last] : [])];
      yield rest.map(encodeSseJson).join("") + SSE_DONE;
    } finally {
      await chunks.return?.();
    }
  }

  return { events: events(), usage };
}
