import {
  type ChatChunk,
  type ChunkChoice,
  HubError,
  isJsonObject,
  type JsonObject,
  parseJson,
  type SseEvent,
} from "@hub/protocol";
import { toUpstreamError } from "../vendor-error.ts";
import type { ChunkReducer } from "../wire-format.ts";
import { readError, statusOfStreamError } from "./error.ts";
import { toFinishReason } from "./finish-reason.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";
import { createToolCallNormalizer } from "./tool-calls.ts";

/** Completes the chunks of one stream, in place, to what OpenAI's schema demands. */
export function createChunkReducer(spec: OpenAICompatibleSpec): ChunkReducer {
  const created = Math.floor(Date.now() / 1000);
  const toolCalls = new Map<number, (choice: ChunkChoice) => void>();
  let finished = false;

  function completeChoice(choice: ChunkChoice, position: number): void {
    choice.index ??= position;
    choice.delta ??= {};
    choice.finish_reason = choice.finish_reason
      ? toFinishReason(choice.finish_reason, toolCalls.has(choice.index))
      : null;
    let normalize = toolCalls.get(choice.index);
    if (!normalize && choice.delta.tool_calls?.length) {
      normalize = createToolCallNormalizer();
      toolCalls.set(choice.index, normalize);
    }
    if (normalize) normalize(choice);
    else delete choice.delta.tool_calls;
  }

  function push({ event, data }: SseEvent): ChatChunk[] {
    if (data === "[DONE]") {
      finished = true;
      return [];
    }
    if (data === "") return [];
    const parsed = parseJson(data);
    if (!isJsonObject(parsed)) throw new HubError("invalid_json", "The event is not an object.");
    if (event === "error" || (parsed.error !== undefined && parsed.error !== null)) throw toStreamError(parsed);
    const chunk = parsed as ChatChunk & JsonObject;
    spec.adjustChunk?.(chunk);
    chunk.id ??= "";
    chunk.object = "chat.completion.chunk";
    chunk.created ??= created;
    chunk.model ??= "";
    chunk.choices ??= [];
    // Random padding against the measuring of stream lengths: it has no meaning beyond the vendor's own connection.
    delete chunk.obfuscation;
    chunk.choices.forEach(completeChoice);
    return [chunk];
  }

  function toStreamError(body: JsonObject): HubError {
    const failure = { status: statusOfStreamError(body), headers: {}, body };
    return toUpstreamError(spec.name, failure, readError(failure, spec));
  }

  return {
    push,
    get finished() {
      return finished;
    },
  };
}
