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
export async function restoreCompletion(
  completion: ChatCompletion,
  { model, restorer }: View,
): Promise<ChatCompletion> {
  const restored = restorer ? await restorer.completion(completion) : completion;
  restored.model = model;
  return restored;
}

/** A streamed answer as the caller is to see it, as events ready to send. */
export interface RestoredStream {
  events: AsyncGenerator<string, void, undefined>;
  usage: UsageChunks;
}

/** What a streamed answer becomes on its way to the caller, and what is done about it. */
interface Restoring {
  view: View;
  spending: Spending;
  usage: UsageChunks;
  /** What has to be done before the caller has the last of the answer. */
  settle: (isCutShort: boolean) => Promise<void>;
}

/** Puts a streamed answer into the caller's view, chunk by chunk, for as long as it can be paid for. */
export function restoreStream(
  started: Promise<StartedStream>,
  view: View,
  spending: Spending,
  settle: Restoring["settle"],
): RestoredStream {
  const usage = createUsageChunks(view.includeUsage);
  return { events: restoredEvents(started, { view, spending, usage, settle }), usage };
}

async function* restoredEvents(
  started: Promise<StartedStream>,
  { view, spending, usage, settle }: Restoring,
): AsyncGenerator<string, void, undefined> {
  const { leading, chunks, fail } = await started;
  let text = "";
  let taken = 0;
  let hasBegun = false;
  let unpaid: ChatChunk | undefined;
  try {
    for (;;) {
      let chunk = taken < leading.length ? leading[taken++] : chunks.ready?.();
      if (!chunk) {
        // What arrives together goes out together. The answer begins even where nothing can be shown yet.
        if (text !== "" || !hasBegun) yield text;
        hasBegun = true;
        text = "";
        try {
          chunk = (await chunks.next()).value ?? undefined;
        } catch (error) {
          fail(error);
          throw error;
        }
        if (!chunk) break;
      }
      const isPaid = spending.deliver(chunk);
      if (isPaid !== true && !(await isPaid)) {
        unpaid = chunk;
        break;
      }
      text += encode(chunk, view, usage);
    }
    const end = unpaid && cutShort(unpaid, spending.estimate());
    if (end) await chunks.return?.();
    await settle(end !== undefined);
    for (const chunk of view.restorer?.end() ?? []) text += encodeSseJson(chunk);
    // The end of what was cut short is ours: there is nothing in it to restore.
    if (end) text += encode(end, { ...view, restorer: undefined }, usage);
    const last = usage.last();
    if (last) text += encodeSseJson(last);
    yield text + SSE_DONE;
  } catch (error) {
    // What came before it in the same piece.
    if (hasBegun && text !== "") yield text;
    throw error;
  } finally {
    await chunks.return?.();
  }
}

function encode(chunk: ChatChunk, { model, restorer }: View, usage: UsageChunks): string {
  chunk.model = model;
  const visible = usage.take(chunk);
  if (!visible) return "";
  if (!restorer) return encodeSseJson(visible);
  return restorer.chunk(visible).map(encodeSseJson).join("");
}

/** The end of an answer that stops before this chunk: OpenAI's word for a limit, and what was used by our own count. */
function cutShort({ choices, ...chunk }: ChatChunk, usage: Usage | undefined): ChatChunk {
  const ended = choices.map(({ index }) => ({ index, delta: {}, finish_reason: "length" as const }));
  return { ...chunk, choices: ended, usage };
}
