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
import { createAnswerId } from "./answer-id.ts";
import { toFinishReason } from "./finish-reason.ts";
import { outputToolOf } from "./output-format.ts";
import { readReasoning, toThinkingBlock } from "./reasoning-blocks.ts";
import { toServedTier, toUsage } from "./usage.ts";

/**
 * Translates a whole answer. Blocks of tools that Bedrock runs itself (`server_tool_use`, and results) are left out: the
 * OpenAI format has no place for them, and what the model says about them is in its text.
 *
 * @throws HubError `upstream_error` when the body is not an answer
 */
export function toCompletion(body: unknown, request: ChatRequest): ChatCompletion {
  const native = isJsonObject(body) && isJsonObject(body.output) ? body.output.message : undefined;
  if (!isJsonObject(body) || !isJsonObject(native) || !Array.isArray(native.content)) {
    throw new HubError("upstream_error", "Bedrock answered with something that is not a message.");
  }
  const legacy = isLegacy(request);
  const answer = readBlocks(native.content, outputToolOf(request));
  const usage = toUsage(body.usage);
  const tier = toServedTier(body.serviceTier);
  const callsTools = answer.toolCalls.length > 0;
  const message: AssistantAnswer = {
    role: "assistant",
    content: answer.content,
    refusal: null,
    ...(callsTools && (legacy ? { function_call: answer.toolCalls[0]?.function } : { tool_calls: answer.toolCalls })),
    ...(answer.annotations.length > 0 && { annotations: answer.annotations }),
    ...(answer.reasoning !== "" && { reasoning_content: answer.reasoning }),
    ...(answer.thinkingBlocks.length > 0 && { thinking_blocks: answer.thinkingBlocks }),
  };
  const finish_reason = toFinishReason(body.stopReason, { callsTools, legacy });
  return {
    id: createAnswerId(),
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason }],
    ...(usage && { usage }),
    ...(tier && { service_tier: tier }),
  };
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
    if (typeof block.text === "string") answer.content = (answer.content ?? "") + block.text;
    if (isJsonObject(block.citationsContent)) readCited(block.citationsContent, answer);
    if (block.reasoningContent !== undefined) {
      const { text, signature, redacted } = readReasoning(block.reasoningContent);
      answer.reasoning += text;
      const signed = toThinkingBlock(text, signature, redacted);
      if (signed) answer.thinkingBlocks.push(signed);
    }
    const { toolUse } = block;
    if (!isJsonObject(toolUse) || toolUse.type === "server_tool_use") continue;
    const text = JSON.stringify(toolUse.input ?? {});
    if (outputTool === undefined || toolUse.name !== outputTool) {
      const called = { name: String(toolUse.name), arguments: text };
      answer.toolCalls.push({ id: String(toolUse.toolUseId), type: "function", function: called });
    } else if (!hasOutput) {
      hasOutput = true;
      answer.content = (answer.content ?? "") + text;
    }
  }
  return answer;
}

function readCited({ content, citations }: JsonObject, answer: Answer): void {
  const start = answer.content?.length ?? 0;
  for (const part of Array.isArray(content) ? content : []) {
    if (isJsonObject(part) && typeof part.text === "string") answer.content = (answer.content ?? "") + part.text;
  }
  const cited = Array.isArray(citations) ? citations : [];
  answer.annotations.push(...toAnnotations(cited, start, answer.content?.length ?? 0));
}
