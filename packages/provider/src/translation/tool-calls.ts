import { createHash } from "node:crypto";
import { type AssistantMessage, isJsonObject, type JsonObject, parseJson } from "@hub/protocol";

/** Which tool call ids a vendor accepts. */
export interface ToolCallIdForm {
  /** Matches the ids that need no change. */
  accepts: RegExp;
  /** Length of the ids that take the place of others, in characters out of A–Z, a–z and 0–9. At most 40. */
  length: number;
}

/**
 * A tool call id in the form that a vendor accepts. The same id always becomes the same id, so that a call and its
 * result still meet, in this request and in the next; different ids stay different.
 */
export function toToolCallId(id: string, { accepts, length }: ToolCallIdForm): string {
  if (accepts.test(id)) return id;
  const digest = BigInt(`0x${createHash("sha256").update(id).digest("hex")}`);
  return toAlphanumeric(digest, length);
}

const HUGE_EXPONENT = /\d[eE]\+?\d{3}/;

/** Numbers beyond what JavaScript can hold, as they are written (ES2026: JSON.rawJSON). They would become null. */
function keepBigNumbers(
  this: unknown,
  _key: string,
  value: unknown,
  { source = "" }: { source?: string } = {},
): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  const isExact = Number.isFinite(value) && !/^-?\d+$/.test(source);
  return isExact ? value : (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source);
}

/**
 * The arguments of an earlier tool call as the object that some vendors want. History may hold what a model wrote
 * badly: text that is no JSON, or JSON that is no object, goes under the key `arguments` as it is.
 */
export function toToolInput(text: string): JsonObject {
  if (text.trim() === "") return {};
  let value: unknown = text;
  try {
    value = parseJson(text, { exactIntegers: true });
    if (HUGE_EXPONENT.test(text)) value = JSON.parse(text, keepBigNumbers);
  } catch {
    // Sent as the text it is.
  }
  return isJsonObject(value) ? value : { arguments: value };
}

/** Gives ids to the calls of legacy functions, which have none. */
export interface FunctionCallIds {
  /** The id of the call in the message at this index. */
  mint(message: AssistantMessage, index: number): string;
  /** The id of the call that the result in the message at this index belongs to: the oldest open one of its name. */
  take(name: string, index: number): string;
}

/** Creates the ids for one conversation. */
export function createFunctionCallIds(): FunctionCallIds {
  /** By name, in their order, and how many of them are answered. */
  const called = new Map<string, { ids: string[]; answered: number }>();
  const idOf = (index: number) => `call_function_${index}`;
  return {
    mint(message, index) {
      const name = message.function_call?.name ?? "";
      const calls = called.get(name);
      if (calls) calls.ids.push(idOf(index));
      else called.set(name, { ids: [idOf(index)], answered: 0 });
      return idOf(index);
    },
    take(name, index) {
      const calls = called.get(name);
      return calls?.ids[calls.answered++] ?? idOf(index);
    },
  };
}

const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function toAlphanumeric(digest: bigint, length: number): string {
  const base = BigInt(ALPHANUMERIC.length);
  let rest = digest;
  let text = "";
  while (text.length < length) {
    text += ALPHANUMERIC[Number(rest % base)];
    rest /= base;
  }
  return text;
}
