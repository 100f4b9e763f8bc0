import { isJsonObject, type JsonObject, parseJson } from "@hub/protocol";

const VALID_ID = /^[a-zA-Z0-9_-]+$/;

/**
 * A tool call id that Anthropic accepts (`^[a-zA-Z0-9_-]+$`). The same id always becomes the same id, so that a call
 * and its result still meet; the hash keeps apart those that differ in refused characters only.
 */
export function toToolUseId(id: string): string {
  return VALID_ID.test(id) ? id : `${id.replace(/[^a-zA-Z0-9_-]/g, "_")}_${hash(id)}`;
}

/**
 * The arguments of an earlier tool call as the object that Anthropic wants. History may hold what a model wrote
 * badly: text that is no JSON, or JSON that is no object, goes under the key `arguments` as it is.
 */
export function toToolInput(text: string): JsonObject {
  if (text.trim() === "") return {};
  let value: unknown = text;
  try {
    value = parseJson(text, { exactIntegers: true });
  } catch {
    // Sent as the text it is.
  }
  return isJsonObject(value) ? value : { arguments: value };
}

/** FNV-1a, 32 bits. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, "0");
}
