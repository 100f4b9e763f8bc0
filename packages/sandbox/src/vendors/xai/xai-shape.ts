import { lenientChatFields, lenientMessageShape } from "../../openai-compatible/lenient-shapes.ts";
import {
  anything,
  array,
  boolean,
  byType,
  integer,
  nullable,
  object,
  oneOf,
  type Shape,
  string,
} from "../../shape/shape.ts";

const message = lenientMessageShape({
  roles: ["system", "developer", "assistant", "tool", "function"],
  parts: ["text", "image_url"],
});

/** The body of xAI's chat completions. No schema is public: the fields of its documentation, others are ignored. */
export const xaiShape: Shape = object(
  { model: string(), messages: array(message, { min: 1 }) },
  {
    ...lenientChatFields,
    max_completion_tokens: nullable(integer({ min: 1 })),
    logprobs: nullable(boolean),
    top_logprobs: nullable(integer({ min: 0, max: 8 })),
    parallel_tool_calls: nullable(boolean),
    reasoning_effort: nullable(oneOf("none", "low", "medium", "high")),
    stop: byType({ null: anything, string: anything, array: array(string(), { max: 4 }) }),
    stream_options: nullable(object({}, { include_usage: boolean }, { open: true })),
    // `{type: "tool", name}`, a foreign form, is recorded as accepted.
    tool_choice: byType({
      null: anything,
      string: oneOf("none", "auto", "required"),
      object: object({ type: string() }, {}, { open: true }),
    }),
  },
  { open: true },
);
