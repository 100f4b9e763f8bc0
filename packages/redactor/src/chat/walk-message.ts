import type { Path } from "../json-pointer.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { type AddLeaf, addText, type Origin } from "./leaves.ts";
import { isName, isProtocolField, isSignedField } from "./protocol.ts";
import { type ValueRules, walkFields, walkValues } from "./walk-values.ts";

const AUTHOR: Origin = { direction: "input", isForeign: false };
const USER: Origin = { direction: "input", isForeign: true };
const TOOL: Origin = { direction: "tool", isForeign: true };
const TOOL_CALL: Origin = { direction: "tool", isForeign: false };

/** Whose words a message is, by its role. Unknown roles are nobody's to trust. */
const ORIGINS: ReadonlyMap<unknown, Origin> = new Map([
  ["system", AUTHOR],
  ["developer", AUTHOR],
  ["assistant", AUTHOR],
  ["user", USER],
  ["tool", TOOL],
  ["function", TOOL],
]);

const PART: ValueRules = { isProtocol: isProtocolField };
const THOUGHT: ValueRules = { isProtocol: isSignedField };
/** Sound, as the model said it: the transcript is its text. */
const SPEECH: ValueRules = {
  isProtocol: (field) => field === "id" || field === "data" || field === "expires_at",
};

/** Fields of a message that are walked one by one. */
const KNOWN_FIELDS: ReadonlySet<string> = new Set([
  "role",
  "content",
  "name",
  "tool_calls",
  "tool_call_id",
  "function_call",
  "thinking_blocks",
  "audio",
]);

const OTHERS: ValueRules = { ...PART, except: KNOWN_FIELDS };

/** Adds everything in a message that may hold text. */
export function walkMessage(add: AddLeaf, path: Path, message: JsonObject): void {
  const { role, content, name, tool_calls: calls, tool_call_id: callId } = message;
  const origin = ORIGINS.get(role) ?? USER;
  const walk = (field: string, value: unknown, rules?: ValueRules) => {
    if (value !== undefined) walkValues(add, [...path, field], value, origin, rules);
  };
  if (!ORIGINS.has(role)) walk("role", role);
  walkContent(add, [...path, "content"], content, origin);
  // A function's message bears the function's name.
  if (role !== "function" || !isName(name)) walk("name", name);
  if (Array.isArray(calls)) {
    calls.forEach((item, index) => {
      walkToolCall(add, [...path, "tool_calls", index], item);
    });
  } else if (calls !== undefined) walkValues(add, [...path, "tool_calls"], calls, TOOL_CALL, { hasFreeKeys: true });
  if (typeof callId !== "string") walk("tool_call_id", callId);
  if (message.function_call !== undefined) walkCalled(add, [...path, "function_call"], message.function_call);
  walk("thinking_blocks", message.thinking_blocks, THOUGHT);
  walk("audio", message.audio, SPEECH);
  walkFields(add, path, message, origin, OTHERS);
}

function walkToolCall(add: AddLeaf, path: Path, call: unknown): void {
  if (!isJsonObject(call)) {
    walkValues(add, path, call, TOOL_CALL);
    return;
  }
  const { id, type, index, function: called, custom, ...others } = call;
  if (typeof id !== "string") walkValues(add, [...path, "id"], id, TOOL_CALL);
  if (type !== "function" && type !== "custom") walkValues(add, [...path, "type"], type, TOOL_CALL);
  walkCalled(add, [...path, "function"], called);
  walkCalled(add, [...path, "custom"], custom);
  walkFields(add, path, others, TOOL_CALL, PART);
}

/** Adds what a tool is called with. Its name stays; arguments are the one text that is JSON for certain. */
function walkCalled(add: AddLeaf, path: Path, called: unknown): void {
  if (!isJsonObject(called)) {
    walkValues(add, path, called, TOOL_CALL);
    return;
  }
  const { name, arguments: values, ...others } = called;
  if (!isName(name)) walkValues(add, [...path, "name"], name, TOOL_CALL);
  if (typeof values === "string") addText(add, [...path, "arguments"], values, TOOL_CALL, "json");
  else walkValues(add, [...path, "arguments"], values, TOOL_CALL, { hasFreeKeys: true });
  walkFields(add, path, others, TOOL_CALL, PART);
}

/** Adds the texts and files of a content: a string, or a list of parts. */
export function walkContent(add: AddLeaf, path: Path, content: unknown, origin: Origin): void {
  if (typeof content === "string") addText(add, path, content, origin);
  else if (Array.isArray(content)) {
    content.forEach((part, index) => {
      walkPart(add, [...path, index], part, origin);
    });
  } else walkValues(add, path, content, origin, PART);
}

function walkPart(add: AddLeaf, path: Path, part: unknown, origin: Origin): void {
  if (!isJsonObject(part)) {
    walkValues(add, path, part, origin, PART);
    return;
  }
  const { type, ...fields } = part;
  if (type === "text") {
    const { text, ...others } = fields;
    if (typeof text === "string") addText(add, [...path, "text"], text, origin);
    else walkValues(add, [...path, "text"], text, origin);
    walkFields(add, path, others, origin, PART);
  } else if (type === "image_url") {
    const { image_url: image, ...others } = fields;
    walkImage(add, [...path, "image_url"], image, origin);
    walkFields(add, path, others, origin, PART);
  } else if (type === "input_audio") {
    const { input_audio: audio, ...others } = fields;
    walkAudio(add, [...path, "input_audio"], audio, origin);
    walkFields(add, path, others, origin, PART);
  } else if (type === "file") {
    const { file, ...others } = fields;
    walkFile(add, [...path, "file"], file, origin);
    walkFields(add, path, others, origin, PART);
  } else walkValues(add, path, part, origin, PART);
}

function walkImage(add: AddLeaf, path: Path, image: unknown, origin: Origin): void {
  if (typeof image === "string") {
    add({ kind: "url", path, url: image, mediaKind: "image", ...origin });
  } else if (isJsonObject(image) && typeof image.url === "string") {
    const { url, ...others } = image;
    add({ kind: "url", path: [...path, "url"], url, mediaKind: "image", ...origin });
    walkFields(add, path, others, origin, PART);
  } else walkValues(add, path, image, origin, PART);
}

function walkAudio(add: AddLeaf, path: Path, audio: unknown, origin: Origin): void {
  if (!isJsonObject(audio) || typeof audio.data !== "string") {
    walkValues(add, path, audio, origin, PART);
    return;
  }
  const { data, ...others } = audio;
  const mediaType = `audio/${String(audio.format)}`;
  add({ kind: "bytes", path: [...path, "data"], base64: data, mediaType, mediaKind: "audio", ...origin });
  walkFields(add, path, others, origin, PART);
}

function walkFile(add: AddLeaf, path: Path, file: unknown, origin: Origin): void {
  if (!isJsonObject(file) || typeof file.file_data !== "string") {
    walkValues(add, path, file, origin, { isProtocol: isFileId });
    return;
  }
  const { file_data: data, ...others } = file;
  const { filename } = others;
  const place = { path: [...path, "file_data"], mediaKind: "file", ...origin } as const;
  const name = typeof filename === "string" ? { filename } : {};
  if (/^[a-z][a-z0-9+.-]{0,20}:/i.test(data.slice(0, 24))) add({ kind: "url", url: data, ...place });
  else add({ kind: "bytes", base64: data, mediaType: "application/octet-stream", ...name, ...place });
  walkFields(add, path, others, origin, { isProtocol: isFileId });
}

function isFileId(field: string, value: unknown): boolean {
  return field === "file_id" && typeof value === "string";
}
