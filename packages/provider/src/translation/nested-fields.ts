import type { ChatMessage, ChatRequest, ThinkingBlock, ToolCall } from "@hub/protocol";
import type { DroppedParams } from "./dropped-params.ts";
import { reportUnknownFields, reportUnusable } from "./unknown-fields.ts";

const CACHE_MARKS = ["cache_control", "prompt_cache_breakpoint"];
const set = (...fields: readonly string[]): ReadonlySet<string> => new Set(fields);

const MESSAGE = ["role", "content", "name", ...CACHE_MARKS];
const INSTRUCTIONS = set(...MESSAGE);
/** `annotations` and `parsed` repeat what the content says. */
const ASSISTANT = [...MESSAGE, "refusal", "audio", "tool_calls", "function_call", "annotations", "parsed"];
const RESULT = set(...MESSAGE, "tool_call_id", "is_error");
const MESSAGES: Readonly<Record<ChatMessage["role"], ReadonlySet<string>>> = {
  system: INSTRUCTIONS,
  developer: INSTRUCTIONS,
  user: INSTRUCTIONS,
  assistant: set(...ASSISTANT, "reasoning_content", "thinking_blocks"),
  tool: RESULT,
  function: RESULT,
};

const PARTS: Readonly<Record<string, ReadonlySet<string>>> = {
  text: set("type", "text", ...CACHE_MARKS),
  refusal: set("type", "refusal", ...CACHE_MARKS),
  image_url: set("type", "image_url", ...CACHE_MARKS),
  input_audio: set("type", "input_audio", ...CACHE_MARKS),
  file: set("type", "file", ...CACHE_MARKS),
};
/** What lies in a part under the name of its type. */
const MEDIA: Readonly<Record<string, ReadonlySet<string>>> = {
  image_url: set("url", "detail"),
  input_audio: set("data", "format"),
  file: set("filename", "file_data", "file_id"),
};

/** `index` is of the delta that the call came in. */
const CALL = set("id", "type", "function", "custom", "index");
/** `parsed_arguments` repeat the arguments, in OpenAI's SDKs. */
const CALLED_FUNCTION = set("name", "arguments", "parsed_arguments");
const CALLED_TOOL = set("name", "input");
const THOUGHTS: Readonly<Record<ThinkingBlock["type"], ReadonlySet<string>>> = {
  thinking: set("type", "thinking", "signature", "vendor"),
  redacted_thinking: set("type", "data", "vendor"),
};

const TOOL = set("type", "function", ...CACHE_MARKS);
const FUNCTION = set("name", "description", "parameters", "strict", ...CACHE_MARKS);

/** OpenAI's fields of `stream_options`; padding against the measuring of stream lengths is no part of an answer. */
export const STREAM_OPTIONS = set("include_usage", "include_obfuscation");

/** Fields of objects at the top of a request. */
const OPTIONS: readonly (readonly [keyof ChatRequest & string, ReadonlySet<string>])[] = [
  ["stream_options", STREAM_OPTIONS],
  ["response_format", set("type", "json_schema")],
  ["tool_choice", set("type", "function", "allowed_tools")],
  ["function_call", set("name")],
  ["web_search_options", set("user_location", "search_context_size")],
  ["prompt_cache_options", set("ttl", "mode")],
];
const JSON_SCHEMA = set("name", "description", "schema", "strict");

/**
 * Names what lies below the top of a request and is unknown to translations into formats other than OpenAI's, which
 * build their requests anew from what they know. What they know and a vendor cannot be told, they name themselves.
 */
export function reportNestedFields(request: ChatRequest, dropped: DroppedParams): void {
  for (const message of request.messages) reportMessage(message, dropped);
  for (const tool of request.tools ?? []) {
    if (tool.type !== "function") continue;
    reportUnknownFields(tool, TOOL, "tools[]", dropped);
    reportUnknownFields(tool.function, FUNCTION, "tools[].function", dropped);
  }
  for (const definition of request.functions ?? []) reportUnknownFields(definition, FUNCTION, "functions[]", dropped);
  for (const [field, known] of OPTIONS) {
    const value = request[field];
    if (typeof value === "object" && value !== null) reportUnknownFields(value, known, field, dropped);
  }
  const format = request.response_format;
  if (format?.type === "json_schema") {
    reportUnknownFields(format.json_schema, JSON_SCHEMA, "response_format.json_schema", dropped);
  }
}

function reportMessage(message: ChatMessage, dropped: DroppedParams): void {
  reportUnknownFields(message, MESSAGES[message.role], "messages[]", dropped);
  if (Array.isArray(message.content)) {
    for (const part of message.content) reportPart(part, dropped);
  }
  if (message.role === "tool" || message.role === "function") {
    if (typeof message.is_error !== "boolean") reportUnusable("messages[].is_error", message.is_error, dropped);
  }
  if (message.role !== "assistant") return;
  for (const call of message.tool_calls ?? []) reportCall(call, dropped);
  if (message.function_call) {
    reportUnknownFields(message.function_call, CALLED_FUNCTION, "messages[].function_call", dropped);
  }
  for (const block of message.thinking_blocks ?? []) {
    reportUnknownFields(block, THOUGHTS[block.type], "messages[].thinking_blocks[]", dropped);
  }
}

function reportPart(part: { type: string } & Record<string, unknown>, dropped: DroppedParams): void {
  const { type } = part;
  const [known, media, value] = [PARTS[type], MEDIA[type], part[type]];
  if (known) reportUnknownFields(part, known, "messages[].content[]", dropped);
  if (media && typeof value === "object" && value !== null) {
    reportUnknownFields(value, media, `messages[].content[].${type}`, dropped);
  }
}

function reportCall(call: ToolCall, dropped: DroppedParams): void {
  reportUnknownFields(call, CALL, "messages[].tool_calls[]", dropped);
  if (call.type === "function") {
    reportUnknownFields(call.function, CALLED_FUNCTION, "messages[].tool_calls[].function", dropped);
  } else {
    reportUnknownFields(call.custom, CALLED_TOOL, "messages[].tool_calls[].custom", dropped);
  }
}
