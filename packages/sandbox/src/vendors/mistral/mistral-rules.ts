import type { ChatBody, ChatMessage, ChatPart } from "../../openai-compatible/chat-body.ts";
import type { VendorReply } from "../../vendor.ts";
import { mistralError, mistralInvalidArguments } from "./mistral-error.ts";
import type { MistralModel } from "./mistral-models.ts";

/** A message that only Mistral has fields for. */
type MistralMessage = ChatMessage & { readonly prefix?: boolean };

const orderError = (message: string) => mistralError(400, message, "invalid_request_message_order", "3230");
const callError = (message: string) => mistralError(400, message, "invalid_function_call", "3280");

/** Roles that may follow a role (mistral-common, MistralRequestValidator). */
const successors: Readonly<Record<string, readonly string[]>> = {
  system: ["user", "assistant", "system"],
  user: ["assistant", "system", "user"],
  assistant: ["assistant", "user", "tool"],
  tool: ["assistant", "tool"],
};

function orderProblem(messages: readonly MistralMessage[]): VendorReply | undefined {
  const [first] = messages;
  if (first === undefined) return orderError("Conversation must have at least one message");
  const last = messages.at(-1) ?? first;
  const onlyOne = messages.length === 1;
  if (onlyOne && first.role !== "user" && first.role !== "system") {
    return orderError("Conversation must start with a user message or system message");
  }
  if (!onlyOne && last.role !== "user" && last.role !== "tool" && last.prefix !== true) {
    return orderError(
      `Expected last role User or Tool (or Assistant with prefix True) for serving but got ${last.role}`,
    );
  }
  for (const [index, message] of messages.entries()) {
    const before = messages[index - 1]?.role;
    if (before !== undefined && !(successors[before] ?? []).includes(message.role)) {
      return orderError(`Unexpected role '${message.role}' after role '${before}'`);
    }
    if (message.prefix === true && message !== last) {
      return mistralError(
        400,
        "Assistant message with prefix True must be last message",
        "invalid_request_assistant_message",
        "3240",
      );
    }
  }
  return undefined;
}

/** Calls and answers are counted, not matched by id. */
function countProblem(messages: readonly MistralMessage[]): VendorReply | undefined {
  const unequal = () => orderError("Not the same number of function calls and responses");
  let expected = 0;
  for (const message of messages) {
    if (message.role === "tool") expected -= 1;
    if (message.role !== "assistant") continue;
    if (expected !== 0) return unequal();
    expected = message.tool_calls?.length ?? 0;
  }
  return expected === 0 ? undefined : unequal();
}

const callId = /^[a-zA-Z0-9]{9}$/;
const functionName = /^[a-zA-Z0-9_-]{1,64}$/;

const idProblem = (id: string) => callError(`Tool call id was ${id} but must be a-z, A-Z, 0-9, with a length of 9.`);
const nameProblem = (name: string) =>
  callError(
    `Function name was ${name} but must be a-z, A-Z, 0-9, or contain underscores and dashes, with a maximum length of 64.`,
  );

function contentProblem(messages: readonly MistralMessage[]): VendorReply | undefined {
  for (const message of messages) {
    if (message.role === "tool") {
      if (message.tool_call_id == null) return callError("Tool call id has to be defined.");
      if (!callId.test(message.tool_call_id)) return idProblem(message.tool_call_id);
    }
    if (message.role !== "assistant") continue;
    const calls = message.tool_calls ?? [];
    if (calls.length === 0 && (message.content ?? "").length === 0) {
      return mistralError(
        400,
        "Assistant message must have either content or tool_calls, but not none.",
        "invalid_request_assistant_message",
        "3240",
      );
    }
    for (const call of calls) {
      if (call.id === undefined) return callError("Tool call id has to be defined in serving mode.");
      if (!callId.test(call.id)) return idProblem(call.id);
      const name = call.function?.name ?? "";
      if (!functionName.test(name)) return nameProblem(name);
    }
  }
  return undefined;
}

function optionsProblem(body: ChatBody, model: MistralModel): VendorReply | undefined {
  if (body.logprobs === true || body.top_logprobs != null) {
    return mistralInvalidArguments("Logprobs are not enabled for this model");
  }
  if (body.prompt_mode != null && model.reasoning !== "always") {
    return mistralInvalidArguments("Reasoning prompt mode is not enabled for this model");
  }
  const effort = body.reasoning_effort;
  if (effort == null) return undefined;
  if (model.reasoning !== "adjustable")
    return mistralInvalidArguments("reasoning_effort is not enabled for this model");
  if (effort === "none" || effort === "high") return undefined;
  // architects-toolkit/SmartHopper#647 (2026-07).
  return mistralInvalidArguments(
    `reasoning_effort='${effort}' is not supported for this model. Must be one of (<ReasoningEffort.none: 'none'>, <ReasoningEffort.high: 'high'>)`,
  );
}

function toolsProblem(body: ChatBody): VendorReply | undefined {
  for (const tool of body.tools ?? []) {
    const name = tool.function?.name ?? "";
    if (!functionName.test(name)) return nameProblem(name);
  }
  return undefined;
}

function imageProblem(body: ChatBody, model: MistralModel): VendorReply | undefined {
  const isImage = (part: ChatPart) => part.type === "image_url";
  const hasImage = body.messages.some(
    ({ content }) => Array.isArray(content) && (content as readonly ChatPart[]).some(isImage),
  );
  return hasImage && !model.vision ? mistralInvalidArguments("Image input is not enabled for this model") : undefined;
}

/** The first rule beyond plain types that a request breaks, as Mistral's answer to it. */
export function checkMistralRules(body: ChatBody, model: MistralModel, promptTokens: number): VendorReply | undefined {
  const messages = body.messages as readonly MistralMessage[];
  const problem =
    orderProblem(messages) ??
    countProblem(messages) ??
    contentProblem(messages) ??
    optionsProblem(body, model) ??
    toolsProblem(body) ??
    imageProblem(body, model);
  if (problem !== undefined || promptTokens <= model.contextTokens) return problem;
  return mistralInvalidArguments(
    `Prompt contains ${promptTokens} tokens, too large for model with ${model.contextTokens} maximum context length`,
  );
}
