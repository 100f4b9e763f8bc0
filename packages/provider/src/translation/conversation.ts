import type { ChatMessage, FunctionMessage, ToolMessage } from "@hub/protocol";
import { invalidValue } from "./invalid-value.ts";
import { createFunctionCallIds } from "./tool-calls.ts";

/** What one side says until the other one speaks, where neighbours of one role are one turn. */
export interface Turn<Result, Block> {
  role: "user" | "assistant";
  /** Of tools. They go before what the user says, or vendors refuse the request. */
  results: Result[];
  content: Block[];
}

/** The last turn where it is this role's, else a new one. */
export function turnOf<Result, Block>(
  turns: Turn<Result, Block>[],
  role: Turn<Result, Block>["role"],
): Turn<Result, Block> {
  const last = turns.at(-1);
  if (last?.role === role) return last;
  const turn: Turn<Result, Block> = { role, results: [], content: [] };
  turns.push(turn);
  return turn;
}

/**
 * Refuses a conversation of which nothing is left to send.
 *
 * @throws HubError 400 that names `messages`
 */
export function assertSomethingSaid(turns: readonly unknown[]): void {
  if (turns.length === 0) throw invalidValue("messages", "the conversation has no text to answer");
}

/** Whether a message calls a function, or answers such a call, in the form that came before tools. */
export function isLegacyMessage(message: ChatMessage): boolean {
  return message.role === "function" || (message.role === "assistant" && Boolean(message.function_call));
}

/** The messages in terms of tools: themselves where none speaks of functions. */
export function toToolMessages(messages: readonly ChatMessage[]): readonly Exclude<ChatMessage, FunctionMessage>[] {
  if (!messages.some(isLegacyMessage)) return messages as readonly Exclude<ChatMessage, FunctionMessage>[];
  const ids = createFunctionCallIds();
  return messages.map((message, index) => {
    if (message.role === "function") {
      const { role: _role, name, content, ...rest } = message;
      const result: ToolMessage = { role: "tool", tool_call_id: ids.take(name, index), content: content ?? "" };
      return { ...result, ...rest };
    }
    if (message.role !== "assistant" || !message.function_call) return message;
    const { function_call: called, ...rest } = message;
    const call = { id: ids.mint(message, index), type: "function" as const, function: called };
    return { ...rest, tool_calls: [...(rest.tool_calls ?? []), call] };
  });
}
