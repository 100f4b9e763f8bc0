import { randomUUID } from "node:crypto";
import { type ChatCompletion, type Choice, HubError, isJsonObject, type JsonObject } from "@hub/protocol";
import { toFinishReason } from "./finish-reason.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";
import { argumentText } from "./tool-calls.ts";

/** A vendor's answer, completed in place to what OpenAI's schema demands. */
export function toCompletion(body: unknown, spec: OpenAICompatibleSpec): ChatCompletion {
  if (!isJsonObject(body) || !Array.isArray(body.choices) || !body.choices.every(hasMessage)) {
    throw new HubError("upstream_error", `${spec.name} answered with something that is not a chat completion.`);
  }
  const completion = body as ChatCompletion & JsonObject;
  spec.adjustCompletion?.(completion);
  completion.id ??= `chatcmpl-${randomUUID()}`;
  completion.object = "chat.completion";
  completion.created ??= Math.floor(Date.now() / 1000);
  completion.choices.forEach(completeChoice);
  return completion;
}

function hasMessage(choice: unknown): boolean {
  return isJsonObject(choice) && isJsonObject(choice.message);
}

function completeChoice(choice: Choice, position: number): void {
  choice.index ??= position;
  choice.logprobs ??= null;
  const { message } = choice;
  message.role = "assistant";
  message.content ??= null;
  message.refusal ??= null;
  if (Array.isArray(message.tool_calls) && message.tool_calls.length > 0) {
    message.tool_calls.forEach(completeToolCall);
  } else {
    delete message.tool_calls;
  }
  choice.finish_reason = toFinishReason(choice.finish_reason, message.tool_calls !== undefined);
}

function completeToolCall(call: Partial<Record<string, unknown>>): void {
  call.id ??= `call_${randomUUID().replaceAll("-", "").slice(0, 24)}`;
  call.type ??= "function";
  const called = call.function;
  if (isJsonObject(called)) called.arguments = argumentText(called.arguments) || "{}";
}
