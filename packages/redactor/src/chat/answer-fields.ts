import type { TextFormat, TextRestorer } from "../text/text-restorer.ts";
import { isJsonObject, type JsonObject } from "./json.ts";

/** One text of a choice, which in a stream comes in pieces. */
export interface AnswerPlace {
  /** Tells the texts of a choice apart. */
  name: string;
  format: TextFormat;
  /** A message or a delta that has this piece of the text and nothing else. */
  fieldsOf(piece: string): JsonObject;
}

/** Gives the text at a place, which is the same one for all its pieces. */
export type TextOf = (place: AnswerPlace) => TextRestorer;

/** Passes one piece of a text through. */
export type Pass = (text: TextRestorer, piece: string) => string;

/** Texts of a message or a delta. */
const TEXT_PLACES: readonly AnswerPlace[] = [
  textPlace("content"),
  textPlace("refusal"),
  textPlace("reasoning_content"),
  textPlace("reasoning"),
  textPlace("thinking"),
];

function textPlace(name: string): AnswerPlace {
  return { name, format: "auto", fieldsOf: (piece) => ({ [name]: piece }) };
}

/** Lists of parts that may have text: Mistral's contents, the reasoning of OpenRouter. */
const LIST_FIELDS = ["content", "reasoning_details"];
/** The fields of a part that hold its text, or a list of parts with text. */
const PART_FIELDS = ["text", "refusal", "thinking", "summary"];
const MAX_PART_DEPTH = 4;

/** Passes every text of a message or a delta through its own {@link TextRestorer}. What does not change is shared. */
export function mapAnswerTexts(fields: JsonObject, textOf: TextOf, pass: Pass): JsonObject {
  let changed = fields;
  const put = (name: string, value: unknown) => {
    if (value !== fields[name]) changed = { ...changed, [name]: value };
  };
  for (const place of TEXT_PLACES) {
    const piece = fields[place.name];
    if (typeof piece === "string") put(place.name, pass(textOf(place), piece));
  }
  for (const name of LIST_FIELDS) {
    const parts = fields[name];
    if (!Array.isArray(parts)) continue;
    put(
      name,
      mapItems(parts, (part, position) =>
        mapPart(part, `${name}/${position}`, (inner) => ({ [name]: [inner] }), textOf, pass),
      ),
    );
  }
  const { tool_calls: calls, function_call: call, audio } = fields;
  if (Array.isArray(calls)) {
    put(
      "tool_calls",
      mapItems(calls, (item, position) => mapToolCall(item, position, textOf, pass)),
    );
  }
  if (isJsonObject(call)) {
    const fieldsOf = (piece: string) => ({ function_call: { arguments: piece } });
    put(
      "function_call",
      mapField(call, "arguments", { name: "function_call", format: "json", fieldsOf }, textOf, pass),
    );
  }
  if (isJsonObject(audio)) {
    const fieldsOf = (transcript: string) => ({ audio: { transcript } });
    put("audio", mapField(audio, "transcript", { name: "audio", format: "text", fieldsOf }, textOf, pass));
  }
  return changed;
}

/** The same list when no item changes. */
function mapItems(items: unknown[], map: (item: unknown, position: number) => unknown): unknown[] {
  const mapped = items.map(map);
  return mapped.some((item, position) => item !== items[position]) ? mapped : items;
}

/** Parts of a stream continue the part of the same type, and of the same index where they have one. */
function mapPart(
  part: unknown,
  place: string,
  wrap: (part: JsonObject) => JsonObject,
  textOf: TextOf,
  pass: Pass,
  depth = 0,
): unknown {
  if (!isJsonObject(part) || depth > MAX_PART_DEPTH) return part;
  const { type, index } = part;
  const marks: JsonObject = { ...(type === undefined ? {} : { type }), ...(index === undefined ? {} : { index }) };
  const name = `${place}/${String(type)}/${String(index)}`;
  let changed = part;
  for (const field of PART_FIELDS) {
    const inner = part[field];
    const wrapField = (value: unknown) => wrap({ ...marks, [field]: value });
    const mapped = Array.isArray(inner)
      ? mapItems(inner, (item, position) =>
          mapPart(item, `${name}/${field}/${position}`, (next) => wrapField([next]), textOf, pass, depth + 1),
        )
      : typeof inner === "string"
        ? pass(textOf({ name: `${name}/${field}`, format: "auto", fieldsOf: wrapField }), inner)
        : inner;
    if (mapped !== inner) changed = { ...changed, [field]: mapped };
  }
  return changed;
}

function mapToolCall(call: unknown, position: number, textOf: TextOf, pass: Pass): unknown {
  if (!isJsonObject(call)) return call;
  const { function: called, custom } = call;
  // Calls are told apart by `index`, or by place in a whole answer.
  const index = typeof call.index === "number" ? call.index : position;
  const name = `tool_calls/${index}`;
  if (isJsonObject(called)) {
    const fieldsOf = (piece: string) => ({ tool_calls: [{ index, function: { arguments: piece } }] });
    const mapped = mapField(called, "arguments", { name, format: "json", fieldsOf }, textOf, pass);
    return mapped === called ? call : { ...call, function: mapped };
  }
  if (isJsonObject(custom)) {
    const fieldsOf = (input: string) => ({ tool_calls: [{ index, custom: { input } }] });
    const mapped = mapField(custom, "input", { name, format: "auto", fieldsOf }, textOf, pass);
    return mapped === custom ? call : { ...call, custom: mapped };
  }
  return call;
}

function mapField(object: JsonObject, field: string, place: AnswerPlace, textOf: TextOf, pass: Pass): JsonObject {
  const piece = object[field];
  if (typeof piece !== "string") return object;
  const mapped = pass(textOf(place), piece);
  return mapped === piece ? object : { ...object, [field]: mapped };
}
