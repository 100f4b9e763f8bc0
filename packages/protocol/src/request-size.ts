import { HubError } from "./hub-error.ts";
import { isJsonObject, type JsonObject } from "./json.ts";

/** Most messages in one request: far above what any model's context holds in practice. */
export const MAX_MESSAGES = 10_000;
/** Most parts, tool calls, tools and the like in one list. */
const MAX_LIST = 2_000;
/** Most parts and tool calls in all messages together. */
const MAX_PARTS = 20_000;
/** Most fields in one object. */
const MAX_FIELDS = 4_000;
/** Fields whose items and values the schema checks; unknown fields it leaves alone. */
const CHECKED_FIELDS = ["tools", "functions", "stop", "modalities", "metadata", "logit_bias"];

/**
 * Bounds the lists of a request before they are checked item by item: the schema notes a fault for each bad item, and
 * millions of those would take seconds and gigabytes.
 *
 * @throws HubError `array_above_max_length` or `invalid_value`
 */
export function assertRequestSize(body: JsonObject): void {
  assertFields(body, "");
  for (const key of CHECKED_FIELDS) {
    const value = body[key];
    if (Array.isArray(value)) assertLength(value, MAX_LIST, key);
    else if (isJsonObject(value)) assertFields(value, key);
  }
  if (Array.isArray(body.messages)) assertMessages(body.messages);
}

function assertMessages(messages: readonly unknown[]): void {
  assertLength(messages, MAX_MESSAGES, "messages");
  let parts = 0;
  messages.forEach((message, index) => {
    if (!isJsonObject(message)) return;
    for (const field of ["content", "tool_calls", "thinking_blocks"]) {
      const list = message[field];
      if (!Array.isArray(list)) continue;
      assertLength(list, MAX_LIST, `messages[${index}].${field}`);
      parts += list.length;
    }
  });
  if (parts > MAX_PARTS) {
    throw new HubError(
      "array_above_max_length",
      `Invalid 'messages': expected at most ${MAX_PARTS} parts and tool calls in all.`,
      { param: "messages" },
    );
  }
}

function assertLength(list: readonly unknown[], most: number, param: string): void {
  if (list.length <= most) return;
  const message = `Invalid '${param}': expected a length of at most ${most}, not ${list.length}.`;
  throw new HubError("array_above_max_length", message, { param });
}

function assertFields(value: JsonObject, param: string): void {
  if (Object.keys(value).length <= MAX_FIELDS) return;
  const where = param === "" ? "The body" : `'${param}'`;
  throw new HubError("invalid_value", `${where} has more than the ${MAX_FIELDS} fields that are accepted.`, {
    param: param || null,
  });
}
