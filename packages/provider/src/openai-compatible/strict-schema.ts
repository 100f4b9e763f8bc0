import { isJsonObject, type JsonObject } from "@hub/protocol";
import type { DroppedParams } from "../translation/dropped-params.ts";
import { reportUnknownFields } from "../translation/unknown-fields.ts";

/** The parameters of a function that has none. */
const NONE = { type: "object", properties: {} };
const CALL_FIELDS: ReadonlySet<string> = new Set(["id", "type", "function", "index"]);

/**
 * Takes out of a request what OpenAI takes and a strict schema does not: nulls in definitions, functions without
 * parameters, an empty list of tools, answers that say nothing, and fields of tool calls that are a vendor's own. Those
 * are named.
 */
export function tidy(body: JsonObject, dropped: DroppedParams): void {
  if (Array.isArray(body.tools)) tidyTools(body, body.tools);
  const format = body.response_format;
  if (isJsonObject(format) && isJsonObject(format.json_schema)) {
    body.response_format = { ...format, json_schema: withoutNulls(format.json_schema) };
  }
  const messages = body.messages as readonly JsonObject[];
  body.messages = messages.filter(says).map((message) => tidyCalls(message, dropped));
}

function tidyTools(body: JsonObject, tools: readonly JsonObject[]): void {
  if (tools.length > 0) {
    body.tools = tools.map(tidyTool);
    return;
  }
  for (const field of ["tools", "tool_choice", "parallel_tool_calls"]) delete body[field];
}

function tidyTool(tool: JsonObject): JsonObject {
  const definition = tool.function as JsonObject;
  const tidied = definition.parameters ? withoutNulls(definition) : { ...withoutNulls(definition), parameters: NONE };
  return tidied === definition ? tool : { ...tool, function: tidied };
}

function withoutNulls(value: JsonObject): JsonObject {
  const items = Object.values(value);
  if (!items.includes(null) && !items.includes(undefined)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null && item !== undefined));
}

function says({ role, content, tool_calls: calls }: JsonObject): boolean {
  const isEmpty = (value: unknown) => !value || (value as { length: number }).length === 0;
  return role !== "assistant" || !isEmpty(content) || !isEmpty(calls);
}

function tidyCalls(message: JsonObject, dropped: DroppedParams): JsonObject {
  const calls = message.tool_calls as readonly JsonObject[] | null | undefined;
  const isKnown = (call: JsonObject) => Object.keys(call).every((field) => CALL_FIELDS.has(field));
  if (!calls || calls.every(isKnown)) return message;
  for (const call of calls) reportUnknownFields(call, CALL_FIELDS, "messages[].tool_calls[]", dropped);
  const known = (call: JsonObject) =>
    Object.fromEntries(Object.entries(call).filter(([field]) => CALL_FIELDS.has(field)));
  return { ...message, tool_calls: calls.map(known) };
}

/** Takes out of functions that their arguments have to follow the schema, and names it where it was asked for. */
export function loosenTools(body: JsonObject, dropped: DroppedParams): void {
  if (!Array.isArray(body.tools) || body.tools.every((tool) => tool.function?.strict === undefined)) return;
  body.tools = body.tools.map((tool) => {
    const { strict, ...definition } = tool.function;
    if (strict) dropped.add("tools[].function.strict");
    return { ...tool, function: definition };
  });
}
