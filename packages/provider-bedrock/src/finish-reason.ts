import { type FinishReason, HubError } from "@hub/protocol";

/** What the answer holds, as far as the finish reason goes by it. */
export interface AnswerShape {
  /** Whether it calls tools of the caller. The tool for structured output is none of those. */
  callsTools: boolean;
  /** Whether the caller speaks of `functions`. */
  legacy: boolean;
}

/**
 * Bedrock's `stopReason` as OpenAI's `finish_reason`. Whatever comes newly is a `stop`.
 *
 * @throws HubError `upstream_error` when the model wrote what Bedrock could not read
 */
export function toFinishReason(stopReason: unknown, { callsTools, legacy }: AnswerShape): FinishReason {
  switch (stopReason) {
    case "tool_use":
      if (!callsTools) return "stop";
      return legacy ? "function_call" : "tool_calls";
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "guardrail_intervened":
    case "content_filtered":
      return "content_filter";
    case "malformed_model_output":
    case "malformed_tool_use":
      throw new HubError("upstream_error", `Bedrock could not read what the model wrote (${stopReason}).`);
    default:
      return "stop";
  }
}
