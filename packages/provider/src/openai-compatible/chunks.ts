import {
  type ChatChunk,
  type ChunkChoice,
  type Delta,
  HubError,
  isJsonObject,
  type JsonObject,
  parseJson,
  type SseEvent,
  tryParseJson,
} from "@hub/protocol";
import { naturalOr } from "../translation/values.ts";
import { incompleteAnswer, toUpstreamError } from "../vendor-error.ts";
import type { ChunkReducer } from "../wire-format.ts";
import { completeText } from "./answer-text.ts";
import { readError, statusOfStreamError } from "./error.ts";
import { toFinishReason } from "./finish-reason.ts";
import { completeLogprobs } from "./logprobs.ts";
import { isReadable } from "./shape.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";
import { argumentText, createToolCallNormalizer } from "./tool-calls.ts";
import { toUsage } from "./usage.ts";

/** Completes the chunks of one stream, in place, to what OpenAI's schema demands. */
export function createChunkReducer(spec: OpenAICompatibleSpec): ChunkReducer {
  const created = Math.floor(Date.now() / 1000);
  const toolCalls = new Map<number, (choice: ChunkChoice) => void>();
  /** Whether each choice that has been seen has come to its end. */
  const ended = new Map<number, boolean>();
  let isMetered = false;
  let finished = false;

  function completeChoice(choice: ChunkChoice, position: number): void {
    const { delta } = choice;
    completeText(delta, spec);
    if (!isReadable(delta)) throw malformed();
    choice.index = naturalOr(choice.index, position);
    if (choice.logprobs) completeLogprobs(choice.logprobs);
    if (delta.role) delta.role = "assistant";
    else if (delta.role !== undefined) delete delta.role;
    const saidFinish: unknown = choice.finish_reason;
    choice.finish_reason =
      typeof saidFinish === "string" && saidFinish !== ""
        ? toFinishReason(saidFinish, toolCalls.has(choice.index) || hasItems(delta.tool_calls))
        : null;
    if (choice.finish_reason !== null) ended.set(choice.index, true);
    else if (!ended.has(choice.index)) ended.set(choice.index, false);
    let normalize = toolCalls.get(choice.index);
    if (!normalize && hasItems(delta.tool_calls)) {
      normalize = createToolCallNormalizer();
      toolCalls.set(choice.index, normalize);
    }
    if (normalize) normalize(choice);
    else if (delta.tool_calls !== undefined) delete delta.tool_calls;
    if (delta.function_call !== undefined) completeFunctionCall(delta);
  }

  function push({ event, data }: SseEvent): ChatChunk[] {
    if (data === "[DONE]") {
      assertComplete();
      finished = true;
      return [];
    }
    if (data === "") return [];
    if (event === "error") throw toStreamError(tryParseJson(data));
    const chunk = parseJson(data);
    if (!isJsonObject(chunk)) throw malformed();
    if ((chunk.error !== undefined && chunk.error !== null) || chunk.object === "error") throw toStreamError(chunk);
    if (!hasChoices(chunk)) throw malformed();
    spec.adjustChunk?.(chunk);
    if (typeof chunk.id !== "string") chunk.id = "";
    chunk.object = "chat.completion.chunk";
    chunk.created = naturalOr(chunk.created, created);
    if (typeof chunk.model !== "string") chunk.model = "";
    if (chunk.usage !== null && chunk.usage !== undefined && !toUsage(chunk.usage)) delete chunk.usage;
    if (chunk.usage) isMetered = true;
    // Random padding against the measuring of stream lengths: it has no meaning beyond the vendor's own connection.
    if (chunk.obfuscation !== undefined) delete chunk.obfuscation;
    chunk.choices.forEach(completeChoice);
    return [chunk];
  }

  /**
   * Proxies write `[DONE]` also after a stream that was cut off behind them. Some resellers never say why a choice
   * ended (recorded: OpenRouter with Novita, 2025-07); those that report usage have seen the end.
   */
  function assertComplete(): void {
    if (ended.size > 0 && (isMetered || [...ended.values()].every((hasEnded) => hasEnded))) return;
    throw incompleteAnswer(spec.name);
  }

  function toStreamError(body: unknown): HubError {
    const failure = { status: statusOfStreamError(body), headers: {}, body };
    return toUpstreamError(spec.name, failure, readError(failure, spec));
  }

  return {
    push,
    isFinished: () => finished,
  };
}

/** Whether the chunk's choices are objects with a delta each. Vendors leave out what has nothing to say. */
function hasChoices(chunk: JsonObject): chunk is ChatChunk & JsonObject {
  chunk.choices ??= [];
  return Array.isArray(chunk.choices) && chunk.choices.every(hasDelta);
}

function hasDelta(choice: unknown): boolean {
  if (!isJsonObject(choice)) return false;
  choice.delta ??= {};
  return isJsonObject(choice.delta);
}

function completeFunctionCall(delta: Delta): void {
  const called = delta.function_call;
  if (called) called.arguments = argumentText(called.arguments);
  else delete delta.function_call;
}

function hasItems(list: readonly unknown[] | undefined | null): boolean {
  return list !== undefined && list !== null && list.length > 0;
}

function malformed(): HubError {
  return new HubError("invalid_json", "The event is not a chunk.");
}
