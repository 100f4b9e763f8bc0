import type { Path } from "../json-pointer.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import type { AddLeaf, Leaf, Origin } from "./leaves.ts";
import { isName, isWord, isWords } from "./protocol.ts";
import { walkContent, walkMessage } from "./walk-message.ts";
import { type ValueRules, walkFields, walkSchema, walkValues } from "./walk-values.ts";

/** Settings beside numbers and switches: names of models and modes, which stay, and whatever else stands in them. */
const SETTINGS: ReadonlySet<string> = new Set([
  "stream_options",
  "modalities",
  "audio",
  "tool_choice",
  "function_call",
  "reasoning",
  "reasoning_effort",
  "reasoning_format",
  "verbosity",
  "service_tier",
  "moderation",
  "web_search_options",
  "prompt_cache_retention",
  "prompt_cache_options",
  "logit_bias",
  "provider",
]);
/** Settings that are a number of OpenAI's own. */
const NUMBERS: ReadonlySet<string> = new Set([
  "temperature",
  "top_p",
  "n",
  "seed",
  "max_tokens",
  "max_completion_tokens",
  "presence_penalty",
  "frequency_penalty",
  "top_logprobs",
]);
/** Fields in the order in which they are dealt with: what stays the same throughout a conversation comes first. */
const WALKED: ReadonlySet<string> = new Set(["tools", "functions", "response_format", "messages", "prediction"]);

/** Descriptions of tools come from where the tools come from, and may try to take the model over. */
const DEFINITION: Origin = { direction: "tool", isForeign: true };
/** What form the answer has is the author's to say. */
const CONTRACT: Origin = { direction: "tool", isForeign: false };
const CALLER: Origin = { direction: "input", isForeign: false };
const FOREIGN: Origin = { direction: "input", isForeign: true };
/** Fields beside the messages that say who asks, not what is asked. */
const LABELS: ReadonlySet<string> = new Set(["user", "safety_identifier", "metadata", "prompt_cache_key", "stop"]);

const FREE: ValueRules = { hasFreeKeys: true };
/** A search near the user needs to know where the user is: that is what was asked for. */
const SETTING: ValueRules = {
  hasFreeKeys: true,
  isProtocol: (field, value) => field === "user_location" || isWords(value) || (field === "name" && isName(value)),
};

/**
 * All places of a chat request where text can hide, each once. Tool definitions come first and fields that change from
 * turn to turn last, so that numbers given in this order stay the same while a conversation grows.
 */
export function leavesOf(request: object): Leaf[] {
  const leaves: Leaf[] = [];
  const add: AddLeaf = (leaf) => leaves.push(leaf);
  const { tools, functions, response_format: format, messages, prediction } = request as JsonObject;
  if (tools !== undefined) forEachItem(add, ["tools"], tools, walkTool);
  if (functions !== undefined) forEachItem(add, ["functions"], functions, walkToolDefinition);
  if (format !== undefined) walkResponseFormat(add, ["response_format"], format);
  if (messages !== undefined) forEachItem(add, ["messages"], messages, walkMessage);
  if (prediction !== undefined) walkPrediction(add, ["prediction"], prediction);
  for (const key of Object.keys(request)) walkField(add, key, (request as JsonObject)[key]);
  return leaves;
}

function walkField(add: AddLeaf, key: string, value: unknown): void {
  if (value === undefined || WALKED.has(key)) return;
  if ((key === "model" && typeof value === "string") || (NUMBERS.has(key) && typeof value === "number")) return;
  if (SETTINGS.has(key)) walkSetting(add, [key], value);
  else if (key === "models" && Array.isArray(value)) walkSetting(add, [key], value.map(withoutModelName));
  else walkValues(add, [key], value, LABELS.has(key) ? CALLER : FOREIGN, FREE);
}

function withoutModelName(model: unknown): unknown {
  return typeof model === "string" ? undefined : model;
}

function walkSetting(add: AddLeaf, path: Path, value: unknown): void {
  if (!isWords(value)) walkValues(add, path, value, CALLER, SETTING);
}

/** Visits the objects in a list. What is not as it should be is looked through all the same. */
function forEachItem(
  add: AddLeaf,
  path: Path,
  list: unknown,
  visit: (add: AddLeaf, path: Path, item: JsonObject) => void,
): void {
  if (!Array.isArray(list)) {
    walkValues(add, path, list, FOREIGN, FREE);
    return;
  }
  for (let index = 0; index < list.length; index++) {
    const item: unknown = list[index];
    const itemPath = [...path, index];
    if (isJsonObject(item)) visit(add, itemPath, item);
    else walkValues(add, itemPath, item, FOREIGN, FREE);
  }
}

function walkTool(add: AddLeaf, path: Path, tool: JsonObject): void {
  const { function: definition, ...others } = tool;
  if (isJsonObject(definition)) walkToolDefinition(add, [...path, "function"], definition);
  else walkValues(add, [...path, "function"], definition, DEFINITION, FREE);
  walkToolDefinition(add, path, others);
}

function walkToolDefinition(add: AddLeaf, path: Path, definition: JsonObject): void {
  walkDefinition(add, path, definition, DEFINITION);
}

/** Fields of definitions that hold a JSON Schema. */
const SCHEMAS: ReadonlySet<string> = new Set(["parameters", "input_schema", "schema"]);

function walkDefinition(add: AddLeaf, path: Path, definition: JsonObject, origin: Origin): void {
  for (const [key, value] of Object.entries(definition)) {
    if (SCHEMAS.has(key)) walkSchema(add, [...path, key], value, origin);
    else if (key === "type" ? !isWord(value) : key !== "name" || !isName(value)) {
      walkValues(add, [...path, key], value, origin, { isProtocol: isDefinitionName });
    }
  }
}

function isDefinitionName(field: string, value: unknown): boolean {
  return (field === "name" && isName(value)) || (field === "type" && isWord(value));
}

function walkResponseFormat(add: AddLeaf, path: Path, format: unknown): void {
  if (!isJsonObject(format)) {
    walkValues(add, path, format, CALLER, FREE);
    return;
  }
  const { json_schema: schema, ...others } = format;
  if (isJsonObject(schema)) walkDefinition(add, [...path, "json_schema"], schema, CONTRACT);
  else walkValues(add, [...path, "json_schema"], schema, CONTRACT, FREE);
  walkDefinition(add, path, others, CONTRACT);
}

function walkPrediction(add: AddLeaf, path: Path, prediction: unknown): void {
  if (!isJsonObject(prediction)) {
    walkValues(add, path, prediction, FOREIGN, FREE);
    return;
  }
  const { content, ...others } = prediction;
  walkContent(add, [...path, "content"], content, FOREIGN);
  walkFields(add, path, others, FOREIGN, FREE);
}
