import { lenientChatFields, lenientMessageShape } from "../../openai-compatible/lenient-shapes.ts";
import {
  anything,
  array,
  boolean,
  byType,
  integer,
  nullable,
  number,
  object,
  oneOf,
  type Shape,
  string,
} from "../../shape/shape.ts";

const message = lenientMessageShape({
  roles: ["system", "assistant", "tool", "function"],
  parts: ["text", "image_url", "video_url", "audio_url", "input_audio"],
});

/**
 * The body of Together's chat completions: the fields of its OpenAPI (2.0.0, 2026-04-28), each of which may be null
 * (recorded). The specification does not forbid others: they are ignored, `max_completion_tokens` among them.
 */
export const togetherShape: Shape = object(
  { model: string(), messages: array(message, { min: 1 }) },
  {
    ...lenientChatFields,
    stop: nullable(array(string())),
    top_k: nullable(integer()),
    min_p: nullable(number()),
    repetition_penalty: nullable(number()),
    context_length_exceeded_behavior: nullable(oneOf("truncate", "error")),
    logprobs: nullable(integer({ min: 0, max: 20 })),
    echo: nullable(boolean),
    tool_choice: byType({ null: anything, string: anything, object: object({}, {}, { open: true }) }),
    safety_model: nullable(string()),
    chat_template_kwargs: nullable(object({}, {}, { open: true })),
    reasoning_effort: nullable(oneOf("low", "medium", "high")),
    reasoning: nullable(object({}, { enabled: boolean }, { open: true })),
  },
  { open: true },
);
