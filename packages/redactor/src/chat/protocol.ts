import { isJsonObject, type JsonObject } from "./json.ts";

/** A word of a setting, such as `low` or `openai/flex`: nothing that identifies anybody is written so. */
export function isWord(value: unknown): boolean {
  return typeof value === "string" && /^[A-Za-z][A-Za-z_./-]{0,31}$/.test(value);
}

/** Such a word, or a list of such words. */
export function isWords(value: unknown): boolean {
  return isWord(value) || (Array.isArray(value) && value.every(isWord));
}

/** The name of a tool or a schema, by which calls and answers refer to it. */
export function isName(value: unknown): boolean {
  return typeof value === "string" && /^[\w.:/-]{1,128}$/.test(value);
}

/** Text that only its maker can read, such as a signature: with another byte it is refused. */
function isSealed(value: unknown): boolean {
  return typeof value === "string" && /^[\w+/.:~-]+={0,2}$/.test(value);
}

const MIN_ENCODED_LENGTH = 256;

/** A long stretch of base64. What is found in it is chance, but for the secrets that have a form of their own. */
export function isEncoded(text: string): boolean {
  if (text.length < MIN_ENCODED_LENGTH || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) return false;
  return /[a-z]/.test(text) && /[A-Z]/.test(text);
}

/**
 * Fields in which vendors sign what a model thought, or hand it out encrypted, by which the next request is refused
 * when they have changed: Anthropic, OpenAI, Gemini natively and through its OpenAI endpoint.
 */
const SEALED_FIELDS: ReadonlySet<string> = new Set([
  "signature",
  "thought_signature",
  "thoughtSignature",
  "encrypted_content",
  "encrypted_index",
  "redactedContent",
]);

/** Parts of messages that refer to others or to files, by type, and the fields with which they do. */
const REFERENCES: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["tool_use", ["id"]],
  ["server_tool_use", ["id"]],
  ["tool_result", ["tool_use_id"]],
  ["web_search_tool_result", ["tool_use_id"]],
  ["function_call", ["id", "call_id"]],
  ["function_call_output", ["id", "call_id"]],
  ["reasoning", ["id"]],
  ["reasoning.text", ["id"]],
  ["reasoning.summary", ["id"]],
  ["reasoning.encrypted", ["id"]],
  ["file", ["file_id"]],
  ["input_file", ["file_id"]],
  ["input_image", ["file_id"]],
]);

/** Whether a field of a part of a message is a reference or a signature, which must stay as it is. */
export function isProtocolField(field: string, value: unknown, { type }: JsonObject): boolean {
  if (SEALED_FIELDS.has(field)) return isSealed(value);
  if (field === "data" && (type === "redacted_thinking" || type === "reasoning.encrypted")) return isSealed(value);
  return REFERENCES.get(type)?.includes(field) === true && typeof value === "string";
}

/** Whether a field of a block in `thinking_blocks` is signed, the thought itself included, or is the signature. */
export function isSignedField(field: string, value: unknown, block: JsonObject): boolean {
  const isSigned = block.type === "thinking" && typeof block.signature === "string" && block.signature !== "";
  return (isSigned && field === "thinking") || isProtocolField(field, value, block);
}

/** What kind of bytes an object holds in its field `data`, where it says so: Anthropic's `source`, Gemini's `inline_data`. */
export function mediaTypeOf(owner: unknown): string | undefined {
  if (!isJsonObject(owner) || typeof owner.data !== "string") return undefined;
  const mediaType = owner.media_type ?? owner.mime_type ?? owner.mimeType;
  return typeof mediaType === "string" && owner.type !== "text" ? mediaType : undefined;
}
