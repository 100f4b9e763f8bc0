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

/**
 * The arguments of an earlier tool call as the object that some vendors want. History may hold what a model wrote
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

/** Gives ids to the calls of legacy functions, which have none. */
export interface FunctionCallIds {
  /** The id of the call in the message at this index. */
  mint(message: AssistantMessage, index: number): string;
  /** The id of the call that the result in the message at this index belongs to: the oldest open one of its name. */
  take(name: string, index: number): string;
}

/** Creates the ids for one conversation. */
export function createFunctionCallIds(): FunctionCallIds {
  const open: { name: string; id: string }[] = [];
  const idOf = (index: number) => `call_function_${index}`;
  return {
    mint(message, index) {
      open.push({ name: message.function_call?.name ?? "", id: idOf(index) });
      return idOf(index);
    },
    take(name, index) {
      const position = open.findIndex((call) => call.name === name);
      return position === -1 ? idOf(index) : (open.splice(position, 1)[0]?.id as string);
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
