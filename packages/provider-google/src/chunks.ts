import { type ChatRequest, isJsonObject, parseJson } from "@hub/protocol";
import type { ChunkReducer } from "@hub/provider";
import { createAnswerReader } from "./answer-reader.ts";
import type { Door } from "./door.ts";
import { toAnswerError } from "./errors.ts";

/**
 * Creates the reducer for one stream. Google marks no end: the answer is complete when its candidates say so, though
 * usage and further candidates may follow.
 */
export function createChunks(request: ChatRequest, door: Door): ChunkReducer {
  const answer = createAnswerReader(request, door);
  return {
    push({ data }) {
      const response = parseJson(data, { exactIntegers: true });
      // Vertex may put an error into a list, in streams as elsewhere.
      if (Array.isArray(response) && isJsonObject(response[0])) throw toAnswerError(door.name, response[0]);
      return isJsonObject(response) ? answer.read(response) : [];
    },
    isComplete: answer.isComplete,
    isFinished: answer.isFinished,
  };
}
