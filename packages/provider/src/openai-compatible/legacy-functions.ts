import type { ChatChunk, ChatCompletion, ChatRequest, Tool } from "@hub/protocol";
import { isLegacyMessage, toToolMessages } from "../translation/conversation.ts";

/** A request in terms of tools, for vendors that do not know `functions`, the form before them; itself where it is. */
export function withTools(request: ChatRequest): ChatRequest {
  const { functions, function_call: choice, messages, ...rest } = request;
  const hasHistory = messages.some(isLegacyMessage);
  if (!functions && !choice && !hasHistory) return request;
  const tools: Tool[] = [...(rest.tools ?? []), ...(functions ?? []).map(toTool)];
  return {
    ...rest,
    messages: [...toToolMessages(messages)],
    ...(tools.length > 0 && { tools }),
    ...(choice && !rest.tool_choice && { tool_choice: toToolChoice(choice) }),
  };
}

/** The answer, in place, to a caller that speaks of `functions`: the first call is its `function_call`. */
export function withFunctionCalls(completion: ChatCompletion): ChatCompletion {
  for (const choice of completion.choices) {
    const { tool_calls: [call] = [], ...message } = choice.message;
    if (call?.type !== "function") continue;
    choice.message = { ...message, function_call: call.function };
    if (choice.finish_reason === "tool_calls") choice.finish_reason = "function_call";
  }
  return completion;
}

/** The same for a piece of an answer. An answer in the older form holds one call, so the others are left out. */
export function withFunctionCallDeltas(chunk: ChatChunk): ChatChunk {
  for (const choice of chunk.choices) {
    const { tool_calls: calls, ...delta } = choice.delta;
    if (calls) {
      const called = calls.filter(({ index }) => index === 0).flatMap(({ function: part }) => (part ? [part] : []));
      const name = called.find((part) => part.name !== undefined)?.name;
      const text = called.map((part) => part.arguments ?? "").join("");
      const functionCall = { ...(name !== undefined && { name }), arguments: text };
      choice.delta = called.length === 0 ? delta : { ...delta, function_call: functionCall };
    }
    if (choice.finish_reason === "tool_calls") choice.finish_reason = "function_call";
  }
  return chunk;
}

function toTool(definition: NonNullable<ChatRequest["functions"]>[number]): Tool {
  return { type: "function", function: definition };
}

function toToolChoice(choice: NonNullable<ChatRequest["function_call"]>): NonNullable<ChatRequest["tool_choice"]> {
  return typeof choice === "string" ? choice : { type: "function", function: { name: choice.name } };
}
