import {
  type ChatChunk,
  type ChatRequest,
  type Delta,
  type FinishReason,
  isJsonObject,
  type JsonObject,
  parseJson,
  type SseEvent,
  tryParseJson,
} from "@hub/protocol";
import {
  type ChunkReducer,
  createStreamedCalls,
  incompleteAnswer,
  isLegacy,
  type StreamedCall,
  textOf,
} from "@hub/provider";
import { toAnnotations } from "./annotations.ts";
import { refusalOf, toThinkingBlock } from "./completion.ts";
import { toStreamError } from "./errors.ts";
import { toFinishReason } from "./finish-reason.ts";
import { outputToolOf } from "./output-format.ts";
import { createUsageCounter, toServedTier } from "./usage.ts";

/** A block that has begun and not yet ended. */
type OpenBlock =
  | { kind: "text"; start: number; citations: unknown[] }
  | { kind: "thinking"; block: JsonObject & { thinking: string; signature: string } }
  | { kind: "redacted"; block: JsonObject }
  | { kind: "tool"; call: StreamedCall; input: unknown };

/** What every chunk of a stream begins with. */
type Head = Pick<ChatChunk, "id" | "object" | "created" | "model" | "service_tier">;

/**
 * Creates the reducer for one stream. Each of Anthropic's deltas becomes a chunk at once. Blocks of tools that
 * Anthropic runs itself are left out, as in a whole answer. Usage comes on the first chunk, so that a stream that is
 * cut has been metered, and complete on a chunk of its own after the finish.
 */
export function createChunks(request: ChatRequest): ChunkReducer {
  // A copy: a function below that named the request would keep it, prompt and all, as long as the stream is open.
  const { model: askedModel } = request;
  const calls = createStreamedCalls({ legacy: isLegacy(request), outputTool: outputToolOf(request) });
  const usage = createUsageCounter();
  const blocks = new Map<unknown, OpenBlock>();
  let head: Head | undefined;
  let contentLength = 0;
  let finishSent = false;
  let finished = false;

  function chunk(delta: Delta, finishReason: FinishReason | null = null): ChatChunk {
    head ??= headOf({});
    contentLength += delta.content?.length ?? 0;
    return { ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] };
  }

  function headOf(message: JsonObject): Head {
    const tier = toServedTier(message.usage);
    return {
      id: typeof message.id === "string" ? message.id : "",
      object: "chat.completion.chunk",
      created: Math.floor(Date.now() / 1000),
      model: typeof message.model === "string" ? message.model : askedModel,
      ...(tier && { service_tier: tier }),
    };
  }

  function chunksOf(deltas: readonly Delta[]): ChatChunk[] {
    return deltas.map((delta) => chunk(delta));
  }

  function say(text: string): ChatChunk[] {
    return text === "" ? [] : [chunk({ content: text })];
  }

  function start(index: unknown, native: JsonObject): ChatChunk[] {
    switch (native.type) {
      case "text": {
        const citations = Array.isArray(native.citations) ? [...native.citations] : [];
        blocks.set(index, { kind: "text", start: contentLength, citations });
        return say(textOf(native.text));
      }
      case "thinking": {
        const block = { type: "thinking", thinking: textOf(native.thinking), signature: textOf(native.signature) };
        blocks.set(index, { kind: "thinking", block });
        return block.thinking === "" ? [] : [chunk({ reasoning_content: block.thinking })];
      }
      case "redacted_thinking":
        blocks.set(index, { kind: "redacted", block: native });
        return [];
      case "tool_use":
        return startTool(index, native);
      default:
        return [];
    }
  }

  function startTool(index: unknown, { id, name, input }: JsonObject): ChatChunk[] {
    const call = calls.begin(textOf(id), textOf(name));
    if (!call) return [];
    blocks.set(index, { kind: "tool", call, input });
    return chunksOf(call.opening);
  }

  function extend(block: OpenBlock | undefined, delta: JsonObject): ChatChunk[] {
    if (!block) return [];
    switch (delta.type) {
      case "text_delta":
        return block.kind === "text" ? say(textOf(delta.text)) : [];
      case "input_json_delta":
        return block.kind === "tool" ? chunksOf(block.call.add(textOf(delta.partial_json))) : [];
      case "thinking_delta": {
        const thinking = textOf(delta.thinking);
        if (block.kind !== "thinking" || thinking === "") return [];
        block.block.thinking += thinking;
        return [chunk({ reasoning_content: thinking })];
      }
      case "signature_delta":
        if (block.kind === "thinking") block.block.signature += textOf(delta.signature);
        return [];
      case "citations_delta":
        if (block.kind === "text") block.citations.push(delta.citation);
        return [];
      default:
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
        // A call without arguments sends no piece of them; one that came whole has them at its start.
        return chunksOf(block.call.end(block.input));
      case "thinking":
      case "redacted": {
        const signed = toThinkingBlock(block.block);
        return signed ? [chunk({ thinking_blocks: [signed] })] : [];
      }
      default:
        return [];
    }
  }

  function finish(stopReason: unknown, details: unknown): ChatChunk[] {
    if (finishSent) return [];
    const rest = [...blocks.keys()].flatMap(stop);
    finishSent = true;
    const refusal = refusalOf(stopReason, details);
    const reason = toFinishReason(stopReason, calls.shape());
    return [...rest, chunk(refusal === null ? {} : { refusal }, reason)];
  }

  function end(): ChatChunk[] {
    if (!finishSent || !head) throw incompleteAnswer("Anthropic");
    finished = true;
    const total = usage.total();
    return total ? [{ ...head, choices: [], usage: total }] : [];
  }

  function withUsage(first: ChatChunk): ChatChunk {
    const total = usage.total();
    return total ? { ...first, usage: total } : first;
  }

  function reduce(event: JsonObject): ChatChunk[] {
    switch (event.type) {
      case "message_start": {
        const message = isJsonObject(event.message) ? event.message : {};
        usage.add(message.usage);
        // Seen twice in streams that a proxy had put together; the answer goes on as the one that it was.
        if (head) return [];
        head = headOf(message);
        return [withUsage(chunk({ role: "assistant", content: "" }))];
      }
      case "content_block_start":
        return isJsonObject(event.content_block) ? start(event.index, event.content_block) : [];
      case "content_block_delta":
        return isJsonObject(event.delta) ? extend(blocks.get(event.index), event.delta) : [];
      case "content_block_stop":
        return stop(event.index);
      case "message_delta": {
        usage.add(event.usage);
        const delta = isJsonObject(event.delta) ? event.delta : {};
        return typeof delta.stop_reason === "string" ? finish(delta.stop_reason, delta.stop_details) : [];
      }
      case "message_stop":
        return end();
      case "error":
        throw toStreamError(event);
      default:
        // `ping`, and whatever comes newly: "new event types may be added, and your code should handle them".
        return [];
    }
  }

  return {
    push(event: SseEvent) {
      if (finished || event.event === "ping") return [];
      if (event.event === "error") throw toStreamError(tryParseJson(event.data));
      const data = parseJson(event.data);
      return isJsonObject(data) ? reduce(data) : [];
    },
    isFinished: () => finished,
  };
}
