import type { FinishReason } from "@hub/protocol";

/** What an answer holds, as far as its finish reason goes by it. */
export interface AnswerShape {
  /** Whether it calls tools of the caller. The tool for structured output is none of those. */
  callsTools: boolean;
  /** Whether the caller speaks of `functions`. */
  legacy: boolean;
}

/** Why an answer ended that the model brought to its end: it calls tools, or has said all. */
export function reasonToStop({ callsTools, legacy }: AnswerShape): FinishReason {
  if (!callsTools) return "stop";
  return legacy ? "function_call" : "tool_calls";
}
