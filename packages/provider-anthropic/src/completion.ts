import {
  type ChatCompletion,
  type ChatRequest,
  HubError,
  isJsonObject,
  type JsonObject,
  type ThinkingBlock,
} from "@hub/protocol";
import {
  type Answer,
  type AnswerForm,
  addAll,
  addText,
  addToolCall,
  createAnswer,
  isLegacy,
  shapeOf,
  textOf,
  toMessage,
} from "@hub/provider";
import { toAnnotations } from "./annotations.ts";
import { toStreamError } from "./errors.ts";
import { toFinishReason } from "./finish-reason.ts";
import { outputToolOf } from "./output-format.ts";
import { createUsageCounter, toServedTier } from "./usage.ts";
import { VENDOR_ID } from "./vendor-id.ts";

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
  const form: AnswerForm = { legacy: isLegacy(request), outputTool: outputToolOf(request) };
  const answer = createAnswer();
  for (const block of body.content) if (isJsonObject(block)) readBlock(block, answer, form);
  const usage = createUsageCounter();
  usage.add(body.usage);
  const total = usage.total();
  const tier = toServedTier(body.usage);
  const message = toMessage(answer, refusalOf(body.stop_reason, body.stop_details), form);
  const finish_reason = toFinishReason(body.stop_reason, shapeOf(answer, form));
  return {
    id: body.id,
    object: "chat.completion",
    created: Math.floor(Date.now() / 1000),
    model: typeof body.model === "string" ? body.model : request.model,
    choices: [{ index: 0, message, logprobs: null, finish_reason }],
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
  if (type === "redacted_thinking")
    return typeof data === "string" && data !== "" ? { type, data, vendor: VENDOR_ID } : undefined;
  const signed = typeof signature === "string" && signature !== "";
  return signed ? { type: "thinking", thinking: String(thinking ?? ""), signature, vendor: VENDOR_ID } : undefined;
}

function readBlock(block: JsonObject, answer: Answer, form: AnswerForm): void {
  switch (block.type) {
    case "text": {
      if (typeof block.text !== "string") break;
      const start = addText(answer, block.text);
      const citations = Array.isArray(block.citations) ? block.citations : [];
      addAll(answer.annotations, toAnnotations(citations, start, start + block.text.length));
      break;
    }
    case "tool_use":
      addToolCall(answer, { id: block.id, name: block.name, input: block.input }, form);
      break;
    case "thinking":
    case "redacted_thinking": {
      answer.reasoning += textOf(block.thinking);
      const signed = toThinkingBlock(block);
      if (signed) answer.thinkingBlocks.push(signed);
    }
  }
}
