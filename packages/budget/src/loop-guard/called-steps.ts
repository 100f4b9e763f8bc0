import { type AgentStep, type Answer, type Call, createStep } from "./agent-step.ts";
import type { GuardedMessage } from "./guarded-request.ts";
import { isObject, textOf } from "./message-text.ts";

/** Calls and answers of one step that are looked at. */
const MAX_PER_STEP = 32;

/** Whether a turn of the model calls tools. */
export function callsTools({ tool_calls, function_call }: GuardedMessage): boolean {
  return (Array.isArray(tool_calls) && tool_calls.length > 0) || isObject(function_call);
}

/** The steps of a history with calls of tools in OpenAI's form, the last one first. */
export function* calledSteps(messages: readonly GuardedMessage[]): Iterable<AgentStep> {
  let answers: Answer[] = [];
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index] as GuardedMessage;
    if (message.role === "assistant") {
      const calls = callsOf(message);
      // What a model says beside its calls is put in other words each time.
      yield createStep(calls, calls.length > 0 ? "" : textOf(message.content), answers);
      answers = [];
    } else if (isAnswer(message) && answers.length < MAX_PER_STEP) {
      answers.push({ isNudge: message.role === "user", text: textOf(message.content) });
    }
  }
}

/** Frameworks send some results, and the words that make a model go on, as the user. */
function isAnswer({ role }: GuardedMessage): boolean {
  return role === "tool" || role === "function" || role === "user";
}

function callsOf({ tool_calls, function_call }: GuardedMessage): Call[] {
  const calls: readonly unknown[] = Array.isArray(tool_calls) ? tool_calls.slice(0, MAX_PER_STEP) : [];
  return [...calls.map(callOf), toCall(function_call)].filter((call) => call !== undefined);
}

function callOf(call: unknown): Call | undefined {
  return isObject(call) ? (toCall(call.function) ?? toCall(call.custom)) : undefined;
}

function toCall(called: unknown): Call | undefined {
  if (!isObject(called) || typeof called.name !== "string") return undefined;
  const input = called.arguments ?? called.input;
  return { name: called.name, input: typeof input === "string" ? input : "" };
}

/** What the model was asked before its last so many turns: the words of the user, or nothing. */
export function taskBefore(messages: readonly GuardedMessage[], turns: number): string {
  let left = turns;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index] as GuardedMessage;
    if (message.role === "assistant") left--;
    else if (message.role === "user" && left <= 0) return textOf(message.content);
  }
  return "";
}
