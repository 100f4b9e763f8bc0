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
import { type ChunkReducer, isLegacy } from "@hub/provider";
import { toAnnotations } from "./annotations.ts";
import { createAnswerId } from "./answer-id.ts";
import { isException, toStreamError } from "./errors.ts";
import { toFinishReason } from "./finish-reason.ts";
import { outputToolOf } from "./output-format.ts";
import { readRedacted, toThinkingBlock } from "./reasoning-blocks.ts";
import { toServedTier, toUsage } from "./usage.ts";

/** A block that has begun and not yet ended. */
type OpenBlock =
  | { kind: "text"; start: number; citations: unknown[] }
  | { kind: "reasoning"; text: string; signature: string; redacted: string }
  /** `index` counts the calls, not the blocks; `output` is the tool whose input is the content. */
  | { kind: "tool"; index: number; output: boolean; hasArguments: boolean }
  /** Of a tool that Bedrock runs itself, or a call too many. */
  | { kind: "ignored" };

/** What every chunk of a stream begins with. */
type Head = Pick<ChatChunk, "id" | "object" | "created" | "model">;

/**
 * Creates the reducer for one stream. Each of Bedrock's deltas becomes a chunk at once; blocks of tools that Bedrock
 * runs itself are left out, as in a whole answer. The stream is complete with its `metadata`, which carries the usage:
 * one that ends before it was cut, and could not be metered.
 */
export function createChunks(request: ChatRequest): ChunkReducer {
  const legacy = isLegacy(request);
  const outputTool = outputToolOf(request);
  const head: Head = {
    id: createAnswerId(),
    object: "chat.completion.chunk",
    created: Math.floor(Date.now() / 1000),
    model: request.model,
  };
  const blocks = new Map<unknown, OpenBlock>();
  let contentLength = 0;
  let toolCalls = 0;
  let hasOutput = false;
  let hasBegun = false;
  let finishSent = false;
  let metered = false;

  function chunk(delta: Delta, finishReason: FinishReason | null = null): ChatChunk {
    return { ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] };
  }

  function begin(): ChatChunk[] {
    if (hasBegun) return [];
    hasBegun = true;
    return [chunk({ role: "assistant", content: "" })];
  }

  function content(text: string): ChatChunk[] {
    if (text === "") return [];
    contentLength += text.length;
    return [chunk({ content: text })];
  }

  function start(index: unknown, { toolUse }: JsonObject): ChatChunk[] {
    const isOwn = isJsonObject(toolUse) && toolUse.type !== "server_tool_use";
    if (!isOwn) {
      blocks.set(index, { kind: "ignored" });
      return [];
    }
    const output = outputTool !== undefined && toolUse.name === outputTool;
    // One object is the answer; a second call of the tool could only spoil it. A legacy answer holds one call.
    if (output ? hasOutput : legacy && toolCalls > 0) {
      blocks.set(index, { kind: "ignored" });
      return [];
    }
    const call = { kind: "tool" as const, index: toolCalls, output, hasArguments: false };
    blocks.set(index, call);
    if (output) {
      hasOutput = true;
      return [];
    }
    toolCalls++;
    const called = { name: text(toolUse.name), arguments: "" };
    if (legacy) return [chunk({ function_call: called })];
    const id = text(toolUse.toolUseId);
    return [chunk({ tool_calls: [{ index: call.index, id, type: "function", function: called }] })];
  }

  function toolDelta(block: OpenBlock & { kind: "tool" }, json: string): ChatChunk[] {
    if (json === "") return [];
    block.hasArguments = true;
    if (block.output) return content(json);
    if (legacy) return [chunk({ function_call: { arguments: json } })];
    return [chunk({ tool_calls: [{ index: block.index, function: { arguments: json } }] })];
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
        return content(text(delta.text));
      case "tool":
        return isJsonObject(delta.toolUse) ? toolDelta(block, text(delta.toolUse.input)) : [];
      case "reasoning": {
        const piece = isJsonObject(delta.reasoningContent) ? delta.reasoningContent : {};
        const said = text(piece.text);
        block.text += said;
        block.signature += text(piece.signature);
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
        return block.hasArguments ? [] : toolDelta(block, "{}");
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
    return [...rest, chunk({}, toFinishReason(stopReason, { callsTools: toolCalls > 0, legacy }))];
  }

  function meter(metadata: JsonObject): ChatChunk[] {
    metered = true;
    const usage = toUsage(metadata.usage);
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
    get finished() {
      return finishSent && metered;
    },
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
