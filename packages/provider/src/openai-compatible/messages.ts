import { type ChatMessage, isJsonObject, type JsonObject } from "@hub/protocol";
import type { DroppedParams } from "../translation/dropped-params.ts";
import { type ToolCallIdForm, toToolCallId } from "../translation/tool-calls.ts";
import { isEmpty } from "../translation/values.ts";
import { assertReadable, unsupported } from "./rare-features.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

/** What answers carry of a model's reasoning. Other vendors refuse it in the history, so only its author gets it. */
const REASONING_FIELDS = ["reasoning_content", "thinking_blocks", "reasoning", "reasoning_details"];
/** Where Google's endpoint for OpenAI's clients puts a thought's signature, on messages and on tool calls. */
const EXTRA_CONTENT = "extra_content";
/** Another vendor's mark on messages and their parts, which this vendor's schema does not know. */
const CACHE_CONTROL = "cache_control";
/** OpenAI's mark of the same kind. */
const CACHE_BREAKPOINT = "prompt_cache_breakpoint";
/** OpenAI refuses longer ids ("string too long", 2025); those of other vendors may hold a whole thought signature. */
const DEFAULT_TOOL_CALL_IDS: ToolCallIdForm = { accepts: /^.{1,40}$/s, length: 40 };

/** The messages in the words of one vendor: the caller's own where nothing has to change. */
export function toWireMessages(
  messages: readonly ChatMessage[],
  spec: OpenAICompatibleSpec,
  dropped: DroppedParams,
): readonly JsonObject[] {
  const keepsExtras = spec.knows?.includes(EXTRA_CONTENT) === true;
  const extras = keepsExtras ? [] : [EXTRA_CONTENT];
  const refused = [...REASONING_FIELDS, ...extras, CACHE_CONTROL, ...(spec.dropMessageFields ?? [])];
  // A result is known by its name, or was: no vendor is known to refuse it there.
  const refusedOfResults = refused.filter((field) => field !== "name");
  const refusedOfParts = spec.dialect === "full" ? [CACHE_CONTROL] : [CACHE_CONTROL, CACHE_BREAKPOINT];

  const withVendorIds = createIdTranslator(spec.toolCallIds ?? DEFAULT_TOOL_CALL_IDS);

  function toWireMessage(message: JsonObject, position: number): JsonObject {
    const isResult = message.role === "tool" || message.role === "function";
    let fields = isResult ? refusedOfResults : refused;
    if (spec.messageFields)
      fields = [...fields, ...Object.keys(message).filter((field) => !spec.messageFields?.has(field))];
    let wire = message;
    if (spec.dialect !== "full" && isEmpty(message.content) && !isEmpty(message.refusal)) {
      wire = { ...wire, content: message.refusal, refusal: null };
    }
    wire = without(wire, fields, "messages[]", dropped);
    if (wire.role === "developer" && spec.developerRole === false) wire = { ...wire, role: "system" };
    if (!keepsExtras) wire = withoutExtrasOfCalls(wire);
    wire = withVendorIds(wire);
    return Array.isArray(wire.content) ? withParts(wire, wire.content, `messages[${position}].content`) : wire;
  }

  function withoutExtrasOfCalls(message: JsonObject): JsonObject {
    const calls = message.tool_calls as readonly JsonObject[] | null | undefined;
    if (!calls?.some((call) => EXTRA_CONTENT in call)) return message;
    const path = "messages[].tool_calls[]";
    return { ...message, tool_calls: calls.map((call) => without(call, [EXTRA_CONTENT], path, dropped)) };
  }

  function withParts(message: JsonObject, content: readonly JsonObject[], path: string): JsonObject {
    const parts = content.map((part, index) => toWirePart(part, `${path}[${index}]`));
    if (spec.partsOfUsersOnly && message.role !== "user") return { ...message, content: joined(parts, path) };
    return parts.some((part, index) => part !== content[index]) ? { ...message, content: parts } : message;
  }

  function toWirePart(part: JsonObject, path: string): JsonObject {
    assertReadable(part, path, spec);
    const kept = without(part, refusedOfParts, "messages[].content[]", dropped);
    if (spec.dialect !== "full" && kept.type === "refusal") return { type: "text", text: kept.refusal };
    if (kept.type === "image_url" && spec.imageDetail === false) return withoutDetail(kept, dropped);
    return spec.adjustPart?.(kept, path) ?? kept;
  }

  function joined(parts: readonly JsonObject[], path: string): string {
    const other = parts.findIndex(({ type }) => type !== "text");
    if (other >= 0) throw unsupported(`${path}[${other}]`, `${spec.name} takes only text here.`);
    return parts.map(({ text }) => text).join("\n");
  }

  const wire = messages.map(toWireMessage);
  return spec.systemFirst ? withSystemFirst(wire) : wire;
}

/** All in their order, if nobody but users spoke before the last system message; else those of the system first. */
function withSystemFirst(messages: readonly JsonObject[]): readonly JsonObject[] {
  const isSystem = ({ role }: JsonObject) => role === "system";
  const firstAnswer = messages.findIndex(({ role }) => role === "assistant" || role === "tool");
  if (firstAnswer < 0 || messages.findLastIndex(isSystem) < firstAnswer) return messages;
  return [...messages.filter(isSystem), ...messages.filter((message) => !isSystem(message))];
}

/** Gives calls and their results the vendor's form of ids. Each id is there at least twice, and changed once. */
function createIdTranslator(form: ToolCallIdForm): (message: JsonObject) => JsonObject {
  const changed = new Map<string, string>();
  const toVendorId = (id: string): string => {
    const known = changed.get(id) ?? toToolCallId(id, form);
    changed.set(id, known);
    return known;
  };
  return (message) => {
    const { tool_call_id: id, tool_calls: calls } = message;
    if (typeof id === "string" && !form.accepts.test(id)) return { ...message, tool_call_id: toVendorId(id) };
    if (!Array.isArray(calls) || calls.every((call) => form.accepts.test(call.id))) return message;
    return { ...message, tool_calls: calls.map((call) => ({ ...call, id: toVendorId(call.id) })) };
  };
}

function withoutDetail(part: JsonObject, dropped: DroppedParams): JsonObject {
  const image = part.image_url;
  if (!isJsonObject(image) || !("detail" in image)) return part;
  const { detail, ...rest } = image;
  if (!isEmpty(detail) && detail !== "auto") dropped.add("messages[].content[].image_url.detail");
  return { ...part, image_url: rest };
}

/** A copy, but only where something has to go; made anew, since objects that something was deleted from are slow. */
function without(value: JsonObject, fields: readonly string[], path: string, dropped: DroppedParams): JsonObject {
  if (!fields.some((field) => field in value)) return value;
  const copy: JsonObject = {};
  for (const field in value) {
    if (!fields.includes(field)) copy[field] = value[field];
    else if (!isEmpty(value[field])) dropped.add(`${path}.${field}`);
  }
  return copy;
}
