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
  tagged,
} from "../../shape/shape.ts";

const anyObject = object({}, {}, { open: true });
const textChunk = object({ type: anything, text: string() });

/** The chunks of a message content (ContentChunk in Mistral's OpenAPI, 2026-08); unknown fields are refused. */
const chunks = tagged("type", {
  text: textChunk,
  image_url: object({
    type: anything,
    image_url: byType({
      string: anything,
      object: object({ url: string() }, { detail: nullable(oneOf("low", "auto", "high")) }),
    }),
  }),
  document_url: object({ type: anything, document_url: string() }, { document_name: nullable(string()) }),
  reference: object({ type: anything, reference_ids: array(integer()) }),
  file: object({ type: anything, file_id: string() }),
  thinking: object(
    {
      type: anything,
      thinking: array(tagged("type", { text: textChunk, reference: anything, tool_reference: anything })),
    },
    { closed: boolean },
  ),
  input_audio: object({ type: anything, input_audio: string() }),
});

const content = byType({ null: anything, string: anything, array: array(chunks) });

const toolCall = object(
  {
    function: object({
      name: string(),
      arguments: byType({ string: anything, object: anything }),
    }),
  },
  { id: string(), type: oneOf("function"), index: integer() },
);

const message = tagged("role", {
  system: object({
    role: anything,
    content: byType({ string: anything, array: array(tagged("type", { text: textChunk, thinking: anything })) }),
  }),
  user: object({ role: anything, content }),
  assistant: object({ role: anything }, { content, tool_calls: nullable(array(toolCall)), prefix: boolean }),
  tool: object({ role: anything, content }, { tool_call_id: nullable(string()), name: nullable(string()) }),
});

const tool = object(
  {
    function: object({ name: string(), parameters: anyObject }, { description: string(), strict: boolean }),
  },
  { type: oneOf("function") },
);

const responseFormat = object(
  {},
  {
    type: oneOf("text", "json_object", "json_schema"),
    json_schema: nullable(
      object({ name: string(), schema: anyObject }, { description: nullable(string()), strict: boolean }),
    ),
  },
);

/** The values that the schema takes; which of them a model takes is another matter (mistralai/mistral-vibe#1117). */
const efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"] as const;

/**
 * The body of Mistral's chat completions: the fields of its OpenAPI (2026-08-21), no others. The penalties and `stop` may
 * be null although the specification says otherwise (recorded); of the other optional fields the same is assumed.
 */
export const mistralShape: Shape = object(
  { model: string(), messages: array(message) },
  {
    temperature: nullable(number({ min: 0, max: 1.5 })),
    top_p: nullable(number({ min: 0, max: 1 })),
    max_tokens: nullable(integer({ min: 0 })),
    stream: nullable(boolean),
    stop: byType({ null: anything, string: anything, array: array(string()) }),
    random_seed: nullable(integer({ min: 0 })),
    metadata: nullable(anyObject),
    response_format: nullable(responseFormat),
    tools: nullable(array(tool)),
    tool_choice: byType({
      null: anything,
      string: oneOf("auto", "none", "any", "required"),
      object: object({ function: object({ name: string() }) }, { type: oneOf("function") }),
    }),
    presence_penalty: nullable(number({ min: -2, max: 2 })),
    frequency_penalty: nullable(number({ min: -2, max: 2 })),
    n: nullable(integer({ min: 1 })),
    prediction: nullable(object({}, { type: oneOf("content"), content: anything })),
    parallel_tool_calls: nullable(boolean),
    prompt_mode: nullable(oneOf("reasoning")),
    reasoning_effort: nullable(oneOf(...efforts)),
    guardrails: nullable(array(anyObject)),
    prompt_cache_key: nullable(string()),
    safe_prompt: nullable(boolean),
    // Not in the specification, yet known: the model and not the schema refuses it, with a code of its own.
    logprobs: nullable(boolean),
    top_logprobs: nullable(integer()),
  },
);
