import { type ChatCompletion, type ChatRequest, HubError, isJsonObject, type JsonObject } from "@hub/protocol";
import {
  type Answer,
  type AnswerForm,
  addAll,
  addText,
  addToolCall,
  createAnswer,
  createAnswerId,
  isLegacy,
  shapeOf,
  toMessage,
} from "@hub/provider";
import { toAnnotations } from "./annotations.ts";
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
  const form: AnswerForm = { legacy: isLegacy(request), outputTool: outputToolOf(request) };
  const answer = createAnswer();
  for (const block of native.content) if (isJsonObject(block)) readBlock(block, answer, form);
  const usage = toUsage(body.usage);
  const tier = toServedTier(body.serviceTier);
  const finish_reason = toFinishReason(body.stopReason, shapeOf(answer, form));
  return {
    id: createAnswerId(),
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    choices: [{ index: 0, message: toMessage(answer, null, form), logprobs: null, finish_reason }],
    ...(usage && { usage }),
    ...(tier && { service_tier: tier }),
  };
}

function readBlock(block: JsonObject, answer: Answer, form: AnswerForm): void {
  if (typeof block.text === "string") addText(answer, block.text);
  if (isJsonObject(block.citationsContent)) readCited(block.citationsContent, answer);
  if (block.reasoningContent !== undefined) {
    const { text, signature, redacted } = readReasoning(block.reasoningContent);
    answer.reasoning += text;
    const signed = toThinkingBlock(text, signature, redacted);
    if (signed) answer.thinkingBlocks.push(signed);
  }
  const { toolUse } = block;
  if (!isJsonObject(toolUse) || toolUse.type === "server_tool_use") return;
  addToolCall(answer, { id: toolUse.toolUseId, name: toolUse.name, input: toolUse.input }, form);
}

function readCited({ content, citations }: JsonObject, answer: Answer): void {
  const start = answer.content?.length ?? 0;
  for (const part of Array.isArray(content) ? content : []) {
    if (isJsonObject(part) && typeof part.text === "string") addText(answer, part.text);
  }
  const cited = Array.isArray(citations) ? citations : [];
  addAll(answer.annotations, toAnnotations(cited, start, answer.content?.length ?? 0));
}
