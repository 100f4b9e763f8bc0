import type { ChatMessage } from "./chat-body.ts";

/** Why the tool messages of a history do not fit its tool calls, in OpenAI's words, with the parameter it names. */
export interface PairingProblem {
  readonly message: string;
  readonly param: string;
}

/** Checks that tool calls are answered right after they are made, and that nothing else is answered. */
export function toolPairingProblem(messages: readonly ChatMessage[]): PairingProblem | undefined {
  let open = new Set<string>();
  let known = new Set<string>();
  let callsAt = -1;
  const unanswered = (): PairingProblem => ({
    message: `An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${[...open].join(", ")}`,
    param: `messages.[${callsAt}].role`,
  });
  for (const [index, message] of messages.entries()) {
    if (message.role === "tool") {
      const id = message.tool_call_id ?? "";
      if (callsAt < 0) {
        return {
          message:
            "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
          param: `messages.[${index}].role`,
        };
      }
      if (!known.has(id)) {
        return {
          message: `Invalid parameter: 'tool_call_id' of '${id}' not found in 'tool_calls' of previous message.`,
          param: `messages.[${index}].tool_call_id`,
        };
      }
      open.delete(id);
      continue;
    }
    if (open.size > 0) return { ...unanswered(), param: `messages.[${index}].role` };
    const calls = message.role === "assistant" ? (message.tool_calls ?? []) : [];
    known = new Set(calls.map((call) => call.id));
    open = new Set(known);
    callsAt = calls.length > 0 ? index : -1;
  }
  return open.size > 0 ? unanswered() : undefined;
}
