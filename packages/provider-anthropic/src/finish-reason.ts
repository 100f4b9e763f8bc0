import type { FinishReason } from "@hub/protocol";

/** What the answer holds, as far as the finish reason goes by it. */
export interface AnswerShape {
  /** Whether it calls tools of the caller. The tool for structured output is none of those. */
  callsTools: boolean;
  /** Whether the caller speaks of `functions`. */
  legacy: boolean;
}

/**
 * Anthropic's `stop_reason` as OpenAI's `finish_reason`. `pause_turn` (a server tool took long) and whatever comes
 * newly are a `stop`: OpenAI's format knows no turn to be continued.
 */
export function toFinishReason(stopReason: unknown, { callsTools, legacy }: AnswerShape): FinishReason {
  switch (stopReason) {
    case "tool_use":
      if (!callsTools) return "stop";
      return legacy ? "function_call" : "tool_calls";
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "refusal":
      return "content_filter";
    default:
      return "stop";
  }
}
