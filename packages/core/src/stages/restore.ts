import { type ChatChunk, type ChatCompletion, encodeSseJson, SSE_DONE, type Usage } from "@hub/protocol";
import { createUsageChunks, type UsageChunks } from "../usage-chunks.ts";
import type { StartedStream } from "./attempt.ts";
import type { Restorer } from "./inspect.ts";
import type { Spending } from "./reserve.ts";

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

/**
 * Puts a streamed answer into the caller's view, chunk by chunk, for as long as it can be paid for.
 *
 * @param settle what has to be done before the caller has the last of the answer
 */
export function restoreStream(
  started: Promise<StartedStream>,
  view: View,
  spending: Spending,
  settle: (isCutShort: boolean) => Promise<void>,
): RestoredStream {
  const usage = createUsageChunks(view.includeUsage);

  function encode(chunk: ChatChunk, restorer: Restorer | undefined): string {
    chunk.model = view.model;
    const visible = usage.take(chunk);
    if (!visible) return "";
    if (!restorer) return encodeSseJson(visible);
    return restorer.chunk(visible).map(encodeSseJson).join("");
  }

  /** Gives what is paid for, and returns the chunk at which that ended, if it did. */
  async function* paidFor({
    leading,
    chunks,
  }: StartedStream): AsyncGenerator<string, ChatChunk | undefined, undefined> {
    let text = "";
    for (const chunk of leading) {
      const isPaid = spending.deliver(chunk);
      if (isPaid !== true && !(await isPaid)) return chunk;
      text += encode(chunk, view.restorer);
    }
    yield text;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      const isPaid = spending.deliver(next.value);
      if (isPaid !== true && !(await isPaid)) return next.value;
      text = encode(next.value, view.restorer);
      if (text !== "") yield text;
    }
    return undefined;
  }

  async function* events(): AsyncGenerator<string, void, undefined> {
    const stream = await started;
    try {
      const unpaid = yield* paidFor(stream);
      const end = unpaid && cutShort(unpaid, spending.estimate());
      if (end) await stream.chunks.return?.();
      await settle(end !== undefined);
      const rest = (view.restorer?.end() ?? []).map(encodeSseJson);
      // The end of what was cut short is ours: there is nothing in it to restore.
      if (end) rest.push(encode(end, undefined));
      const last = usage.last();
      if (last) rest.push(encodeSseJson(last));
      yield rest.join("") + SSE_DONE;
    } finally {
      await stream.chunks.return?.();
    }
  }

  return { events: events(), usage };
}

/** The end of an answer that stops before this chunk: OpenAI's word for a limit, and what was used by our own count. */
function cutShort({ choices, ...chunk }: ChatChunk, usage: Usage | undefined): ChatChunk {
  const ended = choices.map(({ index }) => ({ index, delta: {}, finish_reason: "length" as const }));
  return { ...chunk, choices: ended, usage };
}
