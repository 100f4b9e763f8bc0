import {
  type ChatChunk,
  type ChatRequest,
  type Delta,
  type FinishReason,
  isJsonObject,
  type JsonObject,
  parseJson,
  type SseEvent,
} from "@hub/protocol";
import {
  type ChunkReducer,
  createAnswerId,
  createStreamedCalls,
  isLegacy,
  type StreamedCall,
  textOf,
} from "@hub/provider";
import { toAnnotations } from "./annotations.ts";
import { isException, toStreamError } from "./errors.ts";
import { toFinishReason } from "./finish-reason.ts";
import { outputToolOf } from "./output-format.ts";
import { readRedacted, toThinkingBlock } from "./reasoning-blocks.ts";
import { toServedTier, toUsage } from "./usage.ts";

/** A block that has begun and not yet ended. */
type OpenBlock =
  | { kind: "text"; start: number; citations: unknown[] }
  | { kind: "reasoning"; text: string; signature: string; redacted: string }
  | { kind: "tool"; call: StreamedCall }
  /** Of a tool that Bedrock runs itself, or a call too many. */
  | { kind: "ignored" };

/** What every chunk of a stream begins with. */
type Head = Pick<ChatChunk, "id" | "object" | "created" | "model">;

/**
 * Creates the reducer for one stream. Each of Bedrock's deltas becomes a chunk at once; blocks of tools that Bedrock
 * runs itself are left out, as in a whole answer. The stream is complete with the usage, which its `metadata`
 * carries: one that ends before its metadata was cut.
 */
export function createChunks(request: ChatRequest): ChunkReducer {
  const calls = createStreamedCalls({ legacy: isLegacy(request), outputTool: outputToolOf(request) });
  const head: Head = {
    id: createAnswerId(),
    object: "chat.completion.chunk",
    created: Math.floor(Date.now() / 1000),
    model: request.model,
  };
  const blocks = new Map<unknown, OpenBlock>();
  let contentLength = 0;
  let hasBegun = false;
  let finishSent = false;
  let metered = false;
  let hasMetadata = false;

  function chunk(delta: Delta, finishReason: FinishReason | null = null): ChatChunk {
    contentLength += delta.content?.length ?? 0;
    return { ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] };
  }

  function begin(): ChatChunk[] {
    if (hasBegun) return [];
    hasBegun = true;
    return [chunk({ role: "assistant", content: "" })];
  }

  function chunksOf(deltas: readonly Delta[]): ChatChunk[] {
    return deltas.map((delta) => chunk(delta));
  }

  function say(text: string): ChatChunk[] {
    return text === "" ? [] : [chunk({ content: text })];
  }

  function start(index: unknown, { toolUse }: JsonObject): ChatChunk[] {
    const isOwn = isJsonObject(toolUse) && toolUse.type !== "server_tool_use";
    const call = isOwn ? calls.begin(textOf(toolUse.toolUseId), textOf(toolUse.name)) : undefined;
    blocks.set(index, call ? { kind: "tool", call } : { kind: "ignored" });
    return call ? chunksOf(call.opening) : [];
  }

  /** Only tools announce their blocks; all others begin with their first delta. */
  function openBlock(index: unknown, delta: JsonObject): OpenBlock {
    const known = blocks.get(index);
    if (known) return known;
    const block: OpenBlock =
      delta.reasoningContent === undefined
        ? { kind: "text", start: contentLength, citations: [] }
        : { kind: "reasoning", text: "", signature: "", redacted: "" };
    blocks.set(index, block);
    return block;
  }

  function extend(index: unknown, delta: JsonObject): ChatChunk[] {
    const block = openBlock(index, delta);
    switch (block.kind) {
      case "text":
        if (delta.citation !== undefined) block.citations.push(delta.citation);
        return say(textOf(delta.text));
      case "tool":
        return isJsonObject(delta.toolUse) ? chunksOf(block.call.add(textOf(delta.toolUse.input))) : [];
      case "reasoning": {
        const piece = isJsonObject(delta.reasoningContent) ? delta.reasoningContent : {};
        const said = textOf(piece.text);
        block.text += said;
        block.signature += textOf(piece.signature);
        block.redacted += readRedacted(piece.redactedContent);
        return said === "" ? [] : [chunk({ reasoning_content: said })];
      }
      case "ignored":
        return [];
    }
  }

  function stop(index: unknown): ChatChunk[] {
    const block = blocks.get(index);
    blocks.delete(index);
    switch (block?.kind) {
      case "text": {
        const annotations = toAnnotations(block.citations, block.start, contentLength);
        return annotations.length > 0 ? [chunk({ annotations })] : [];
      }
      case "tool":
        // A call without arguments sends no piece of them.
        return chunksOf(block.call.end({}));
      case "reasoning": {
        const signed = toThinkingBlock(block.text, block.signature, block.redacted);
        return signed ? [chunk({ thinking_blocks: [signed] })] : [];
      }
      default:
        return [];
    }
  }

  function finish(stopReason: unknown): ChatChunk[] {
    if (finishSent || typeof stopReason !== "string") return [];
    const rest = [...begin(), ...[...blocks.keys()].flatMap(stop)];
    finishSent = true;
    return [...rest, chunk({}, toFinishReason(stopReason, calls.shape()))];
  }

  function meter(metadata: JsonObject): ChatChunk[] {
    const usage = toUsage(metadata.usage);
    hasMetadata = true;
    if (usage) metered = true;
    const tier = toServedTier(metadata.serviceTier);
    return usage || tier
      ? [{ ...head, choices: [], ...(tier && { service_tier: tier }), ...(usage && { usage }) }]
      : [];
  }

  function reduce(type: string | undefined, event: JsonObject): ChatChunk[] {
    switch (type) {
      case "messageStart":
        return begin();
      case "contentBlockStart":
        return isJsonObject(event.start) ? [...begin(), ...start(event.contentBlockIndex, event.start)] : [];
      case "contentBlockDelta": {
        if (!isJsonObject(event.delta)) return [];
        const chunks = extend(event.contentBlockIndex, event.delta);
        return hasBegun ? chunks : [...begin(), ...chunks];
      }
      case "contentBlockStop":
        return stop(event.contentBlockIndex);
      case "messageStop":
        return finish(event.stopReason);
      case "metadata":
        return meter(event);
      default:
        return [];
    }
  }

  return {
    push(event: SseEvent) {
      if (isException(event.event)) throw toStreamError(event.event, event.data);
      const data = parseJson(event.data);
      return isJsonObject(data) ? reduce(event.event, data) : [];
    },
    isFinished: () => finishSent && metered,
    // Metadata that says nothing of the usage is no reason to take the answer for cut.
    isComplete: () => finishSent && hasMetadata,
  };
}
