import type { FinishReason } from "@hub/protocol";
import { type AnswerShape, reasonToStop } from "@hub/provider";

/**
 * Anthropic's `stop_reason` as OpenAI's `finish_reason`. `pause_turn` (a server tool took long) and whatever comes
 * newly are a `stop`: OpenAI's format knows no turn to be continued.
 */
export function toFinishReason(stopReason: unknown, shape: AnswerShape): FinishReason {
  switch (stopReason) {
    case "tool_use":
      return reasonToStop(shape);
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "refusal":
      return "content_filter";
    default:
      return "stop";
  }
}
