import {
  type ChatChunk,
  type ChatRequest,
  type ChunkChoice,
  type Delta,
  type FinishReason,
  isJsonObject,
  type JsonObject,
} from "@hub/protocol";
import { createAnswerId, isLegacy, naturalOr } from "@hub/provider";
import { type CandidateReader, createCandidateReader } from "./candidate-reader.ts";
import type { Door } from "./door.ts";
import { toAnswerError } from "./errors.ts";
import { toServedTier, toUsage } from "./usage.ts";

/** Reads one answer, in one response or in the many of a stream: Google sends the same objects in both. */
export interface AnswerReader {
  /**
   * The chunks that a `GenerateContentResponse` amounts to, its usage on the last of them.
   *
   * @throws HubError when it is an error, or an answer that cannot be used
   */
  read(response: JsonObject): ChatChunk[];
  /** Whether all candidates that began have come to their end, or the prompt was blocked. */
  isComplete(): boolean;
  /** Whether that holds for as many candidates as were asked for, and usage came with it. Nothing follows then. */
  isFinished(): boolean;
}

/** What becomes one choice of a chunk. */
export interface ChoicePiece {
  delta: Delta;
  logprobs?: ChunkChoice["logprobs"];
  finishReason?: FinishReason | undefined;
}

/** What every chunk of an answer begins with. */
type Head = Pick<ChatChunk, "id" | "object" | "created" | "model" | "service_tier">;

/** Most choices of a request; a larger index is none. */
const MAX_CHOICES = 128;

/** Creates the reader for one answer. */
export function createAnswerReader(request: ChatRequest, door: Door): AnswerReader {
  // Copies: a function below that named the request would keep it, prompt and all, as long as the stream is open.
  const askedModel = request.model.slice(request.model.lastIndexOf("/") + 1);
  const expected = request.n ?? 1;
  const legacy = isLegacy(request);
  const candidates = new Map<number, CandidateReader>();
  let head: Head | undefined;
  let searches = 0;
  let isBlocked = false;
  /** Whether the last usage came with the end, or after it. */
  let isCounted = false;

  function headOf(response: JsonObject): Head {
    const { responseId, modelVersion } = response;
    return {
      id: typeof responseId === "string" && responseId !== "" ? responseId : createAnswerId(),
      object: "chat.completion.chunk",
      created: Math.floor(Date.now() / 1000),
      model: typeof modelVersion === "string" ? modelVersion : askedModel,
    };
  }

  function candidateAt(index: number, id: string): CandidateReader {
    let candidate = candidates.get(index);
    if (!candidate) {
      candidate = createCandidateReader({ callIdBase: `call_${id}_${index}`, legacy, door });
      candidates.set(index, candidate);
    }
    return candidate;
  }

  function isComplete(): boolean {
    return isBlocked || (candidates.size > 0 && [...candidates.values()].every((candidate) => candidate.isFinished()));
  }

  function readUsage(response: JsonObject): Pick<ChatChunk, "usage"> {
    const usage = toUsage(response.usageMetadata);
    return usage ? { usage: { ...usage, ...(searches > 0 && { web_search_requests: searches }) } } : {};
  }

  function read(response: JsonObject): ChatChunk[] {
    if ("error" in response) throw toAnswerError(door.name, response);
    head ??= headOf(response);
    const tier = toServedTier(response.usageMetadata);
    if (tier !== undefined) head.service_tier = tier;
    const own = head;
    const chunks: ChatChunk[] = [];
    const add = (index: number, { delta, logprobs, finishReason }: ChoicePiece) =>
      chunks.push({
        ...own,
        choices: [{ index, delta, logprobs: logprobs ?? null, finish_reason: finishReason ?? null }],
      });

    const given = Array.isArray(response.candidates) ? response.candidates : [];
    for (const [position, native] of given.entries()) {
      if (!isJsonObject(native)) continue;
      const index = naturalOr(native.index, position);
      if (index >= MAX_CHOICES) break;
      searches = Math.max(searches, searchesOf(native));
      for (const piece of candidateAt(index, own.id).read(native)) add(index, piece);
    }
    const refusal = blockOf(response.promptFeedback, door);
    if (refusal !== undefined && given.length === 0 && !isBlocked) {
      isBlocked = true;
      add(0, { delta: { role: "assistant", refusal } });
      add(0, { delta: {}, finishReason: "content_filter" });
    }
    const usage = readUsage(response);
    isCounted = usage.usage !== undefined && isComplete();
    const last = chunks.at(-1);
    if (last) Object.assign(last, usage);
    else if (usage.usage) chunks.push({ ...own, choices: [], ...usage });
    return chunks;
  }

  return {
    read,
    isComplete,
    isFinished: () => isCounted && (isBlocked || candidates.size >= expected),
  };
}

/** Why the prompt was not answered; `undefined` where it was not blocked. */
function blockOf(feedback: unknown, { name }: Door): string | undefined {
  if (!isJsonObject(feedback)) return undefined;
  const { blockReason, blockReasonMessage: message } = feedback;
  if (typeof blockReason !== "string" || blockReason === "") return undefined;
  return typeof message === "string" && message !== "" ? message : `${name} blocked the prompt (${blockReason}).`;
}

function searchesOf({ groundingMetadata: metadata }: JsonObject): number {
  return isJsonObject(metadata) && Array.isArray(metadata.webSearchQueries) ? metadata.webSearchQueries.length : 0;
}
