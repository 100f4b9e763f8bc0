import {
  type ChatCompletion,
  type Choice,
  HubError,
  isJsonObject,
  type JsonObject,
  type ToolCall,
} from "@hub/protocol";
import { createAnswerId } from "../translation/answer-id.ts";
import { naturalOr } from "../translation/values.ts";
import { completeText } from "./answer-text.ts";
import { toFinishReason } from "./finish-reason.ts";
import { completeLogprobs } from "./logprobs.ts";
import { isReadable } from "./shape.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";
import { argumentText, newCallId } from "./tool-calls.ts";
import { toUsage } from "./usage.ts";

/** A vendor's answer, completed in place to what OpenAI's schema demands. */
export function toCompletion(body: unknown, spec: OpenAICompatibleSpec): ChatCompletion {
  if (!isJsonObject(body) || !hasMessages(body.choices)) throw noCompletion(spec);
  const completion = body as ChatCompletion & JsonObject;
  spec.adjustCompletion?.(completion);
  if (typeof completion.id !== "string") completion.id = createAnswerId();
  completion.object = "chat.completion";
  completion.created = naturalOr(completion.created, Math.floor(Date.now() / 1000));
  if (typeof completion.model !== "string") completion.model = "";
  const usage = toUsage(completion.usage);
  if (!usage) delete completion.usage;
  for (const { message } of completion.choices) completeText(message, spec);
  if (!completion.choices.every(({ message }) => isReadable(message))) throw noCompletion(spec);
  completion.choices.forEach(completeChoice);
  return completion;
}

function noCompletion(spec: OpenAICompatibleSpec): HubError {
  return new HubError("upstream_error", `${spec.name} answered with something that is not a chat completion.`);
}

function hasMessages(choices: unknown): boolean {
  return Array.isArray(choices) && choices.length > 0 && choices.every(hasMessage);
}

function hasMessage(choice: unknown): boolean {
  return isJsonObject(choice) && isJsonObject(choice.message);
}

function completeChoice(choice: Choice, position: number): void {
  choice.index = naturalOr(choice.index, position);
  choice.logprobs ??= null;
  completeLogprobs(choice.logprobs);
  const { message } = choice;
  message.role = "assistant";
  message.content ??= null;
  message.refusal ??= null;
  if (message.tool_calls?.length) message.tool_calls.forEach(completeToolCall);
  else delete message.tool_calls;
  if (message.function_call) completeFunction(message.function_call);
  choice.finish_reason = toFinishReason(choice.finish_reason, message.tool_calls !== undefined);
}

function completeToolCall(call: ToolCall): void {
  call.id ||= newCallId();
  if (isJsonObject(call.custom)) {
    call.type = "custom";
    call.custom.name ??= "";
    call.custom.input ??= "";
  } else {
    call.type = "function";
    call.function ??= { name: "", arguments: "" };
    completeFunction(call.function as JsonObject);
  }
}

function completeFunction(called: JsonObject): void {
  called.name ??= "";
  called.arguments = argumentText(called.arguments) || "{}";
}
