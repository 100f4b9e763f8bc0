import type { ChatMessage, ChatRequest, JsonObject } from "@hub/protocol";
import type { WireRequest } from "../wire-format.ts";
import { narrowToAllowedTools } from "./allowed-tools.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

/** What answers carry of a model's reasoning. Other vendors refuse it in the history, so only its author gets it. */
const REASONING_FIELDS = ["reasoning_content", "thinking_blocks", "reasoning", "reasoning_details"];
/** Another vendor's mark on messages and their parts, which this vendor's schema does not know. */
const CACHE_CONTROL = "cache_control";

/** The request in the words of one OpenAI-compatible vendor. */
export function toWireRequest(request: ChatRequest, spec: OpenAICompatibleSpec): WireRequest {
  const dropped = new Set<string>();
  const body: JsonObject = {};
  for (const key in request) {
    const value = request[key];
    if (value === null || value === undefined) continue;
    if (spec.drop?.includes(key)) {
      if (!isNoOp(key, value)) dropped.add(key);
    } else {
      body[nameOf(key, spec)] = value;
    }
  }
  body.messages = toWireMessages(request.messages, spec, dropped);
  if (request.stream) askForUsage(body, request, spec);
  if (!spec.allowedTools) narrowToAllowedTools(body);
  spec.adjustRequest?.(body, dropped);
  return { path: "/chat/completions", body, droppedParams: [...dropped] };
}

/** The caller may send any key, `constructor` too. */
function nameOf(key: string, { rename }: OpenAICompatibleSpec): string {
  return (rename && Object.hasOwn(rename, key) && rename[key]) || key;
}

/** Usage is always asked for, since every request is metered; the client sees it only if it asked as well. */
function askForUsage(body: JsonObject, request: ChatRequest, spec: OpenAICompatibleSpec): void {
  if (spec.streamOptions === false) delete body.stream_options;
  else body.stream_options = { ...request.stream_options, include_usage: true };
}

/** The messages themselves where nothing has to go, so that the common case copies nothing. */
function toWireMessages(
  messages: readonly ChatMessage[],
  spec: OpenAICompatibleSpec,
  dropped: Set<string>,
): readonly ChatMessage[] {
  const refused = [...REASONING_FIELDS, CACHE_CONTROL, ...(spec.dropMessageFields ?? [])];
  return messages.map((message) => {
    const kept = without(message, message.role === "function" ? REASONING_FIELDS : refused, "messages[]", dropped);
    if (!Array.isArray(kept.content)) return kept;
    const content = kept.content as JsonObject[];
    const parts = content.map((part) => without(part, [CACHE_CONTROL], "messages[].content[]", dropped));
    return parts.some((part, index) => part !== content[index]) ? ({ ...kept, content: parts } as ChatMessage) : kept;
  });
}

function without<T extends object>(value: T, fields: readonly string[], path: string, dropped: Set<string>): T {
  const found = fields.filter((field) => field in value);
  if (found.length === 0) return value;
  const copy = { ...value } as JsonObject;
  for (const field of found) {
    if (!isEmpty(copy[field])) dropped.add(`${path}.${field}`);
    delete copy[field];
  }
  return copy as T;
}

/** Values that ask for nothing beyond what happens without the field; leaving them out loses nothing. */
function isNoOp(key: string, value: unknown): boolean {
  return isEmpty(value) || value === false || (key === "n" ? value === 1 : value === 0 && key.endsWith("_penalty"));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
