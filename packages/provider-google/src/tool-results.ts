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

/** A call as the conversation has it. */
export interface SaidCall {
  callId: string;
  id: string;
  name: string;
  /** Index of its message. Calls of one message may share an id; results are then theirs in order. */
  turn: number;
}

/** Remembers the calls of one conversation: results name the call's id alone, and Google wants the function's name. */
export interface CallBook {
  add(call: SaidCall): void;
  /**
   * The call that a result belongs to.
   *
   * @throws HubError 400 for the id of no earlier call
   */
  take(callId: string, param: string): OpenCall;
}

/** Creates the book for one conversation. */
export function createCallBook(): CallBook {
  const calls = new Map<string, { turn: number; open: OpenCall[]; answered: number }>();
  let count = 0;
  return {
    add({ callId, id, name, turn }) {
      const call: OpenCall = { id, name, position: count++ };
      const entry = calls.get(callId);
      if (entry?.turn === turn) entry.open.push(call);
      else calls.set(callId, { turn, open: [call], answered: 0 });
    },
    take(callId, param) {
      const entry = calls.get(callId);
      const call = entry?.open[entry.answered] ?? entry?.open.at(-1);
      if (!entry || !call) throw invalidValue(param, "no earlier message has a tool call with this id");
      entry.answered++;
      return call;
    },
  };
}

/** What a function gave back. */
export interface ToolResult {
  parts: readonly Part[];
  /** Whether it failed. */
  isError: boolean;
}

/** A result as `functionResponse`. Its media go with it where the model takes them there. */
export function toFunctionResponse(call: OpenCall, { parts, isError }: ToolResult, mediaInResults: boolean): Part {
  const text = parts.flatMap((part) => (part.text === undefined ? [] : [part.text])).join("\n");
  const media = mediaInResults ? mediaOf(parts) : [];
  return {
    functionResponse: {
      id: call.id,
      name: call.name,
      response: toResponse(text, isError),
      ...(media.length > 0 && { parts: media }),
    },
  };
}

/** The parts of a result that are no text. */
export function mediaOf(parts: readonly Part[]): Part[] {
  return parts.filter(({ text }) => text === undefined);
}

/** Google wants an object: JSON that is one stays as it is. Its key `error` is for what went wrong (`FunctionResponse`). */
function toResponse(text: string, isError: boolean): JsonObject {
  const value = text.trimStart().startsWith("{") ? tryParseJson(text, { exactIntegers: true }) : undefined;
  if (!isJsonObject(value)) return isError ? { error: text } : { result: text };
  return isError && !("error" in value) ? { error: value } : value;
}
