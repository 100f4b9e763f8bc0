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
  record,
  type Shape,
  string,
  tagged,
} from "../shape/shape.ts";

const nothing: Shape = () => undefined;
const participant = string({ pattern: /^[^\s<|\\/>]+$/, min: 1, max: 64 });
const breakpoint = { prompt_cache_breakpoint: object({ mode: oneOf("explicit") }) };
const textPart = object({ type: anything, text: string() }, breakpoint);
const textParts = tagged("type", { text: textPart });
const refusalPart = object({ type: anything, refusal: string() });

const imagePart = object(
  { type: anything, image_url: object({ url: string() }, { detail: oneOf("auto", "low", "high") }) },
  breakpoint,
);
const audioPart = object(
  { type: anything, input_audio: object({ data: string(), format: oneOf("wav", "mp3") }) },
  breakpoint,
);
const filePart = object(
  { type: anything, file: object({}, { file_data: string(), file_id: string(), filename: string() }) },
  breakpoint,
);

const text = byType({ string: anything, array: array(textParts, { min: 1 }) });
const userContent = (parts: Readonly<Record<string, Shape>>) =>
  byType({ string: anything, array: array(tagged("type", parts), { min: 1 }) });
const assistantContent = byType({
  null: nothing,
  string: anything,
  array: array(tagged("type", { text: textPart, refusal: refusalPart })),
});

const toolCall = (id: Shape) =>
  tagged("type", {
    function: object(
      {
        id,
        type: anything,
        // `index` and `parsed_arguments` are what SDK helpers leave in a history; recorded as accepted.
        function: object({ name: string(), arguments: string() }, { parsed_arguments: anything }),
      },
      { index: integer() },
    ),
    custom: object({ id, type: anything, custom: object({ name: string(), input: string() }) }),
  });

/** Where vendors differ in the messages they take. */
export interface MessageShapeOptions {
  /** Further fields of assistant messages. */
  readonly assistant: Readonly<Record<string, Shape>>;
  /** Types of content parts in user messages. */
  readonly parts: readonly ("text" | "image_url" | "input_audio" | "file")[];
  /** Longest id of a tool call, in characters. */
  readonly callIdLength?: number;
  /** Least number of entries where `tool_calls` is given. */
  readonly fewestCalls?: number;
}

/** The shape of one chat message; unknown fields are refused. */
export function messageShape(options: MessageShapeOptions): Shape {
  const known = { text: textPart, image_url: imagePart, input_audio: audioPart, file: filePart };
  const callId = string(options.callIdLength === undefined ? {} : { max: options.callIdLength });
  const parts = Object.fromEntries(options.parts.map((name) => [name, known[name]]));
  const name = { name: participant };
  return tagged("role", {
    system: object({ role: anything, content: text }, name),
    assistant: object(
      { role: anything },
      {
        content: assistantContent,
        ...name,
        refusal: nullable(string()),
        audio: nullable(object({ id: string() })),
        tool_calls: nullable(array(toolCall(callId), { min: options.fewestCalls ?? 0 })),
        function_call: nullable(object({ name: string(), arguments: string() })),
        ...options.assistant,
      },
    ),
    user: object({ role: anything, content: userContent(parts) }, name),
    function: object({ role: anything, name: string() }, { content: nullable(string()) }),
    tool: object(
      {
        role: anything,
        content: byType({
          string: anything,
          array: array(textParts, { min: 1 }),
        }),
        tool_call_id: callId,
      },
      // Not in the specification, yet recorded as accepted by OpenAI and Groq.
      { name: string() },
    ),
    developer: object({ role: anything, content: text }, name),
  });
}

const functionName = string({ pattern: /^[a-zA-Z0-9_-]+$/, min: 1, max: 64 });
const schemaObject = object({}, {}, { open: true });

const functionTool = object(
  {
    type: anything,
    function: object(
      { name: functionName },
      { description: nullable(string()), parameters: nullable(schemaObject), strict: nullable(boolean) },
    ),
  },
  {},
);

const customTool = object({
  type: anything,
  custom: object(
    { name: functionName },
    {
      description: string(),
      format: tagged("type", {
        text: object({ type: anything }),
        grammar: object({
          type: anything,
          grammar: object({ definition: string(), syntax: oneOf("lark", "regex") }),
        }),
      }),
    },
  ),
});

/** The shape of `tools`. */
export function toolsShape(kinds: readonly ("function" | "custom")[], fewest: number = 0): Shape {
  const known = { function: functionTool, custom: customTool };
  return array(tagged("type", Object.fromEntries(kinds.map((kind) => [kind, known[kind]]))), { min: fewest, max: 128 });
}

const named = (key: string) => object({ type: anything, [key]: object({ name: string() }) });

/** The shape of `tool_choice`. */
const toolChoiceShape: Shape = byType({
  string: oneOf("none", "auto", "required"),
  object: tagged("type", {
    function: named("function"),
    custom: named("custom"),
    allowed_tools: object({
      type: anything,
      allowed_tools: object({ mode: oneOf("auto", "required"), tools: array(schemaObject) }),
    }),
  }),
});

/** The shape of `response_format`. */
const responseFormatShape: Shape = tagged("type", {
  text: object({ type: anything }),
  json_schema: object({
    type: anything,
    json_schema: object(
      { name: string({ pattern: /^[a-zA-Z0-9_-]+$/, min: 1, max: 64 }) },
      { description: nullable(string()), schema: schemaObject, strict: nullable(boolean) },
    ),
  }),
  json_object: object({ type: anything }),
});

/** Fields that OpenAI and Groq check alike. */
export const commonChatFields: Readonly<Record<string, Shape>> = {
  frequency_penalty: nullable(number({ min: -2, max: 2 })),
  presence_penalty: nullable(number({ min: -2, max: 2 })),
  logit_bias: nullable(record(number({ min: -100, max: 100 }))),
  logprobs: nullable(boolean),
  top_logprobs: nullable(integer({ min: 0, max: 20 })),
  max_tokens: nullable(integer({ min: 1 })),
  max_completion_tokens: nullable(integer({ min: 1 })),
  n: nullable(integer({ min: 1, max: 128 })),
  parallel_tool_calls: nullable(boolean),
  seed: nullable(integer()),
  stop: byType({ null: nothing, string: anything, array: array(string(), { max: 4 }) }),
  stream: nullable(boolean),
  stream_options: nullable(object({}, { include_usage: boolean, include_obfuscation: boolean })),
  temperature: nullable(number({ min: 0, max: 2 })),
  top_p: nullable(number({ min: 0, max: 1 })),
  user: nullable(string()),
  metadata: nullable(record(string({ max: 512 }))),
  store: nullable(boolean),
  response_format: nullable(responseFormatShape),
  tool_choice: nullable(toolChoiceShape),
  functions: nullable(
    array(object({ name: functionName }, { description: string(), parameters: schemaObject }), { min: 1, max: 128 }),
  ),
  function_call: nullable(byType({ string: oneOf("none", "auto"), object: object({ name: string() }) })),
};
