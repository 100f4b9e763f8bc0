import { isJsonObject, type JsonObject, tryParseJson } from "@hub/protocol";
import { invalidValue } from "@hub/provider";
import type { Part } from "./wire-types.ts";

/** A function call in the conversation, as its result needs to know it. */
export interface OpenCall {
  id: string;
  name: string;
  /** Counts the calls of the conversation. */
  position: number;
}

/** Remembers the calls of one conversation: results name the call's id alone, and Google wants the function's name. */
export interface CallBook {
  add(call: { callId: string; id: string; name: string }): void;
  /** @throws HubError 400 for the id of no earlier call */
  find(callId: string, param: string): OpenCall;
}

/** Creates the book for one conversation. */
export function createCallBook(): CallBook {
  const calls = new Map<string, OpenCall>();
  let count = 0;
  return {
    add({ callId, id, name }) {
      calls.set(callId, { id, name, position: count++ });
    },
    find(callId, param) {
      const call = calls.get(callId);
      if (call) return call;
      throw invalidValue(param, "no earlier message has a tool call with this id");
    },
  };
}

/** A result as `functionResponse`. Its media go with it where the model takes them there. */
export function toFunctionResponse(call: OpenCall, parts: readonly Part[], mediaInResults: boolean): Part {
  const text = parts.flatMap((part) => (part.text === undefined ? [] : [part.text])).join("\n");
  const media = mediaInResults ? mediaOf(parts) : [];
  return {
    functionResponse: {
      id: call.id,
      name: call.name,
      response: toResponse(text),
      ...(media.length > 0 && { parts: media }),
    },
  };
}

/** The parts of a result that are no text. */
export function mediaOf(parts: readonly Part[]): Part[] {
  return parts.filter(({ text }) => text === undefined);
}

/** Google wants an object: JSON that is one stays as it is. */
function toResponse(text: string): JsonObject {
  const value = text.trimStart().startsWith("{") ? tryParseJson(text, { exactIntegers: true }) : undefined;
  return isJsonObject(value) ? value : { result: text };
}
