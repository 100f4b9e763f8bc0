import { type FinishReason, HubError } from "@hub/protocol";
import { type AnswerShape, reasonToStop } from "@hub/provider";

/**
 * Bedrock's `stopReason` as OpenAI's `finish_reason`. Whatever comes newly is a `stop`.
 *
 * @throws HubError `upstream_error` when the model wrote what Bedrock could not read
 */
export function toFinishReason(stopReason: unknown, shape: AnswerShape): FinishReason {
  switch (stopReason) {
    case "tool_use":
    // What models say that end their turn with a call.
    case "end_turn":
      return reasonToStop(shape);
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
