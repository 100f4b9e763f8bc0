import {
  type AssistantAnswer,
  type ChatCompletion,
  type ChatRequest,
  type FunctionToolCall,
  HubError,
  isJsonObject,
  type JsonObject,
  type ThinkingBlock,
  type UrlCitation,
} from "@hub/protocol";
import { isLegacy } from "@hub/provider";
import { toAnnotations } from "./annotations.ts";
import { toStreamError } from "./errors.ts";
import { toFinishReason } from "./finish-reason.ts";
import { outputToolOf } from "./output-format.ts";
import { createUsageCounter, toServedTier } from "./usage.ts";

/**
 * Translates a whole answer. Blocks of tools that Anthropic runs itself (`server_tool_use`, `*_tool_result`) are left
 * out: the OpenAI format has no place for them, and what the model says about them is in its text.
 *
 * @throws HubError `upstream_error` when the body is not a message
 */
export function toCompletion(body: unknown, request: ChatRequest): ChatCompletion {
  if (isJsonObject(body) && body.type === "error") throw toStreamError(body);
  if (!isJsonObject(body) || !Array.isArray(body.content) || typeof body.id !== "string") {
    throw new HubError("upstream_error", "Anthropic answered with something that is not a message.");
  }
  const legacy = isLegacy(request);
  const answer = readBlocks(body.content, outputToolOf(request));
  const usage = createUsageCounter();
  usage.add(body.usage);
  const total = usage.total();
  const tier = toServedTier(body.usage);
  const callsTools = answer.toolCalls.length > 0;
  const message: AssistantAnswer = {
    role: "assistant",
    content: answer.content,
    refusal: refusalOf(body.stop_reason, body.stop_details),
    ...(callsTools && (legacy ? { function_call: answer.toolCalls[0]?.function } : { tool_calls: answer.toolCalls })),
    ...(answer.annotations.length > 0 && { annotations: answer.annotations }),
    ...(answer.reasoning !== "" && { reasoning_content: answer.reasoning }),
    ...(answer.thinkingBlocks.length > 0 && { thinking_blocks: answer.thinkingBlocks }),
  };
  return {
    id: body.id,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: typeof body.model === "string" ? body.model : request.model,
    choices: [
      { index: 0, message, logprobs: null, finish_reason: toFinishReason(body.stop_reason, { callsTools, legacy }) },
    ],
    ...(total && { usage: total }),
    ...(tier && { service_tier: tier }),
  };
}

/** The explanation of a refusal, where there is one. */
export function refusalOf(stopReason: unknown, details: unknown): string | null {
  const explained = stopReason === "refusal" && isJsonObject(details) && typeof details.explanation === "string";
  return explained ? (details.explanation as string) : null;
}

/** A signed block as it came; `undefined` for one that lacks its signature, and so could not be sent back. */
export function toThinkingBlock(block: JsonObject): ThinkingBlock | undefined {
  const { type, thinking, signature, data } = block;
  if (type === "redacted_thinking") return typeof data === "string" && data !== "" ? { type, data } : undefined;
  const signed = typeof signature === "string" && signature !== "";
  return signed ? { type: "thinking", thinking: String(thinking ?? ""), signature } : undefined;
}

interface Answer {
  content: string | null;
  reasoning: string;
  toolCalls: FunctionToolCall[];
  annotations: UrlCitation[];
  thinkingBlocks: ThinkingBlock[];
}

function readBlocks(blocks: readonly unknown[], outputTool: string | undefined): Answer {
  const answer: Answer = { content: null, reasoning: "", toolCalls: [], annotations: [], thinkingBlocks: [] };
  let hasOutput = false;
  for (const block of blocks) {
    if (!isJsonObject(block)) continue;
    switch (block.type) {
      case "text": {
        if (typeof block.text !== "string") break;
        const start = answer.content?.length ?? 0;
        answer.content = (answer.content ?? "") + block.text;
        const citations = Array.isArray(block.citations) ? block.citations : [];
        answer.annotations.push(...toAnnotations(citations, start, answer.content.length));
        break;
      }
      case "tool_use": {
        const text = JSON.stringify(block.input ?? {});
        if (outputTool === undefined || block.name !== outputTool) {
          const called = { name: String(block.name), arguments: text };
          answer.toolCalls.push({ id: String(block.id), type: "function", function: called });
        } else if (!hasOutput) {
          hasOutput = true;
          answer.content = (answer.content ?? "") + text;
        }
        break;
      }
      case "thinking":
      case "redacted_thinking": {
        if (typeof block.thinking === "string") answer.reasoning += block.thinking;
        const signed = toThinkingBlock(block);
        if (signed) answer.thinkingBlocks.push(signed);
      }
    }
  }
  return answer;
}
