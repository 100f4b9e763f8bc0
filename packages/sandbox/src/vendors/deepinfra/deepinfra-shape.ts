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

const message = lenientMessageShape({ roles: ["system", "assistant", "tool"], parts: ["text", "image_url"] });
const effort = oneOf("none", "low", "medium", "high");

/**
 * The body of DeepInfra's chat completions. There is no recorded traffic: the fields and values of its documentation
 * (deepinfra/docs, 2026-07). Other fields are ignored; of `tool_choice` it has only `auto` and `none`.
 */
export const deepinfraShape: Shape = object(
  { model: string(), messages: array(message, { min: 1 }) },
  {
    ...lenientChatFields,
    stop: byType({ null: anything, string: anything, array: array(string(), { max: 4 }) }),
    top_k: nullable(integer({ min: 0 })),
    min_p: nullable(number({ min: 0, max: 1 })),
    repetition_penalty: nullable(number({ min: 0 })),
    logprobs: nullable(boolean),
    top_logprobs: nullable(integer({ min: 0, max: 20 })),
    tool_choice: nullable(oneOf("auto", "none")),
    stream_options: nullable(
      object({}, { include_usage: nullable(boolean), continuous_usage_stats: nullable(boolean) }, { open: true }),
    ),
    reasoning_effort: nullable(effort),
    reasoning: nullable(object({}, { enabled: nullable(boolean), effort: nullable(effort) }, { open: true })),
    service_tier: nullable(oneOf("default", "priority", "flex")),
    prompt_cache_key: nullable(string()),
    user: nullable(string()),
  },
  { open: true },
);
