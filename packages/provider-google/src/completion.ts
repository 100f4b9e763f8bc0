import { type ChatCompletion, type ChatRequest, foldChunks, HubError, isJsonObject } from "@hub/protocol";
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
  return completion;
}
