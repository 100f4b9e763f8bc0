import {
  type ChatChunk,
  type ChatCompletion,
  type ChatRequest,
  foldChunks,
  HubError,
  isJsonObject,
} from "@hub/protocol";
import { createAnswerReader } from "./answer-reader.ts";
import type { Door } from "./door.ts";

/**
 * Translates a whole answer: it is read as a stream of one event.
 *
 * @throws HubError `upstream_error` when the body is not an answer
 */
export function toCompletion(body: unknown, request: ChatRequest, door: Door): ChatCompletion {
  const chunks = isJsonObject(body) ? createAnswerReader(request, door).read(body) : [];
  const completion = foldChunks(chunks);
  if (!completion || completion.choices.length === 0) {
    throw new HubError("upstream_error", `${door.name} answered with something that is not an answer.`);
  }
  for (const choice of completion.choices) Object.assign(choice.message, extensionsOf(chunks, choice.index));
  return completion;
}

/** What a choice's chunks hold beyond OpenAI's format. */
function extensionsOf(chunks: readonly ChatChunk[], index: number): object {
  const images: unknown[] = [];
  const google: Record<string, unknown> = {};
  for (const { choices } of chunks) {
    const [choice] = choices;
    if (choice?.index !== index) continue;
    if (Array.isArray(choice.delta.images)) images.push(...choice.delta.images);
    const extra = choice.delta.extra_content;
    if (isJsonObject(extra)) Object.assign(google, extra.google);
  }
  return {
    ...(images.length > 0 && { images }),
    ...(Object.keys(google).length > 0 && { extra_content: { google } }),
  };
}
