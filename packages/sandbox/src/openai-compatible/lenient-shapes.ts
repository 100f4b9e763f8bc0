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

/** An object whose unknown fields are ignored, as by vendors that do not know them. */
const loose = (required: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}) =>
  object(required, optional, { open: true });

const textParts = array(tagged("type", { text: loose({ type: anything, text: string() }) }));
const text = byType({ string: anything, array: textParts });
const textOrNull = byType({ null: anything, string: anything, array: textParts });

const toolCall = loose({
  id: string(),
  type: oneOf("function"),
  function: loose({ name: string(), arguments: string() }),
});

const url = (key: string) => loose({ type: anything, [key]: loose({ url: string() }) });
const parts = {
  text: loose({ type: anything, text: string() }),
  image_url: url("image_url"),
  video_url: url("video_url"),
  audio_url: url("audio_url"),
  input_audio: loose({ type: anything, input_audio: loose({ data: string(), format: string() }) }),
};

const messages = {
  system: loose({ role: anything, content: text }),
  developer: loose({ role: anything, content: text }),
  assistant: loose({ role: anything }, { content: textOrNull, tool_calls: nullable(array(toolCall)) }),
  tool: loose({ role: anything, content: text, tool_call_id: string() }),
  function: loose({ role: anything, content: textOrNull, name: string() }),
};

/** Where vendors that ignore unknown fields differ in the messages they take. */
export interface LenientMessageOptions {
  readonly roles: readonly (keyof typeof messages)[];
  /** Types of content parts in user messages. */
  readonly parts: readonly (keyof typeof parts)[];
}

/** The shape of one chat message; unknown fields are ignored. */
export function lenientMessageShape(options: LenientMessageOptions): Shape {
  const known = Object.fromEntries(options.parts.map((name) => [name, parts[name]]));
  const user = loose({
    role: anything,
    content: byType({ string: anything, array: array(tagged("type", known)) }),
  });
  return tagged("role", { ...Object.fromEntries(options.roles.map((role) => [role, messages[role]])), user });
}

/** The shape of a `response_format` whose unknown fields are ignored. */
export const lenientResponseFormat: Shape = tagged("type", {
  text: loose({ type: anything }),
  json_object: loose({ type: anything }),
  json_schema: loose({ type: anything, json_schema: loose({}, { name: string(), schema: loose({}) }) }),
});

/** The shape of `tools`: functions only; `type` may be left out (optional in Together's OpenAPI, 2026-04). */
export const lenientTools: Shape = array(
  loose({ function: loose({ name: string() }, { parameters: nullable(loose({})) }) }, { type: oneOf("function") }),
);

/** Fields that vendors which ignore unknown ones check alike. */
export const lenientChatFields: Readonly<Record<string, Shape>> = {
  frequency_penalty: nullable(number({ min: -2, max: 2 })),
  presence_penalty: nullable(number({ min: -2, max: 2 })),
  logit_bias: nullable(record(number())),
  max_tokens: nullable(integer({ min: 1 })),
  n: nullable(integer({ min: 1, max: 128 })),
  response_format: nullable(lenientResponseFormat),
  seed: nullable(integer()),
  stream: nullable(boolean),
  temperature: nullable(number({ min: 0, max: 2 })),
  tools: nullable(lenientTools),
  top_p: nullable(number({ min: 0, max: 1 })),
};
