import { HubError } from "./hub-error.ts";

/** How deep objects and arrays may nest. OpenAI's own limit for schemas is 10 levels; real bodies stay below 40. */
export const MAX_JSON_DEPTH = 200;

/** A plain JSON object. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is an object that is neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * How many values JSON may hold, containers and keys' values alike. A chat of ten thousand messages has some 50,000;
 * parsing a body of this many takes about a tenth of a second.
 */
export const MAX_JSON_VALUES = 500_000;

/** Bounds of {@link parseJson}. */
export interface JsonBounds {
  /** Most values to accept. Default {@link MAX_JSON_VALUES}. */
  maxValues?: number;
}

/** How {@link parseJson} reads. */
export interface ParseJsonOptions extends JsonBounds {
  /**
   * Keeps whole numbers beyond 53 bits as they are written: they become objects that `JSON.stringify` writes out again
   * digit by digit. For what is only passed on, such as the arguments of tool calls, where ids have such numbers.
   */
  exactIntegers?: boolean;
}

/**
 * Parses JSON from outside: bounded in depth and in the number of values, and without `__proto__` keys, which turn into
 * prototypes when an object is copied or merged.
 *
 * @throws HubError `invalid_json`. The message never quotes the text.
 */
export function parseJson(text: string, options: ParseJsonOptions = {}): unknown {
  const { maxValues = MAX_JSON_VALUES, exactIntegers = false } = options;
  // Looked at before it is parsed, which could take seconds and gigabytes. No shorter text has so many values.
  if (text.length > maxValues) assertBounded(text, maxValues);
  let value: unknown;
  try {
    value = exactIntegers && LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch (cause) {
    throw new HubError("invalid_json", `The body is not valid JSON${positionOf(cause)}.`);
  }
  // A level takes two brackets, so a short text cannot nest too deep, and the key has to be spelt out or escaped. In a
  // long one, mostly prose, looking at the values is faster than looking at the text.
  const isShort = text.length <= 2 * MAX_JSON_DEPTH;
  const mayHidePrototype = isShort && (text.includes("__proto__") || text.includes("\\u00"));
  if (!isShort || mayHidePrototype) assertSafeJson(value, { maxValues });
  return value;
}

const [QUOTE, COMMA, BACKSLASH] = [0x22, 0x2c, 0x5c];
const [OPENING_BRACKET, CLOSING_BRACKET, OPENING_BRACE, CLOSING_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Like {@link parseJson}, but `undefined` for what cannot be parsed. */
export function tryParseJson(text: string, options?: ParseJsonOptions): unknown {
  try {
    return parseJson(text, options);
  } catch {
    return undefined;
  }
}

const LONG_NUMBER = /\d{16}/;

/** A reviver (ES2026: JSON.parse source text access). */
function keepDigits(this: unknown, _key: string, value: unknown, { source }: { source?: string } = {}): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value) || !/^-?\d+$/.test(source ?? "")) return value;
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(source ?? "");
}

/** Counts what is outside of strings: brackets open levels, and every value but the first of a list follows a comma. */
function assertBounded(text: string, maxValues: number): void {
  let depth = 0;
  let values = 0;
  for (let index = 0; index < text.length; index++) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = endOfString(text, index);
        break;
      case COMMA:
        if (++values > maxValues) throw tooManyValues(maxValues);
        break;
      case OPENING_BRACKET:
      case OPENING_BRACE:
        if (++depth > MAX_JSON_DEPTH) throw tooDeep();
        if (++values > maxValues) throw tooManyValues(maxValues);
        break;
      case CLOSING_BRACKET:
      case CLOSING_BRACE:
        depth--;
    }
  }
}

/** Where a string ends: at the next quote with an even number of backslashes before it. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before--;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}

/**
 * Holds a parsed value to the same bounds as {@link parseJson}, for bodies that somebody else parsed.
 *
 * @throws HubError `invalid_json`
 */
export function assertSafeJson(value: unknown, { maxValues = MAX_JSON_VALUES }: JsonBounds = {}): void {
  let values = 0;
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === MAX_JSON_DEPTH) throw tooDeep();
    const next: unknown[] = [];
    for (const node of level) {
      values += collectChildren(node, next);
      if (values > maxValues) throw tooManyValues(maxValues);
    }
    level = next;
  }
}

/** Adds the containers below a value to a list; returns how many values there are below it. */
function collectChildren(node: unknown, children: unknown[]): number {
  let count = 0;
  const take = (item: unknown) => {
    count++;
    if (typeof item === "object" && item !== null) children.push(item);
  };
  if (Array.isArray(node)) {
    for (const item of node) take(item);
  } else if (isJsonObject(node)) {
    if (Object.hasOwn(node, "__proto__")) {
      throw new HubError("invalid_json", 'The JSON has a key named "__proto__", which is not accepted.');
    }
    for (const key in node) take(node[key]);
  }
  return count;
}

function tooDeep(): HubError {
  return new HubError("invalid_json", `The JSON nests deeper than ${MAX_JSON_DEPTH} levels.`);
}

function tooManyValues(maxValues: number): HubError {
  return new HubError("invalid_json", `The JSON holds more than ${maxValues} values.`);
}

/** Engines quote the text around the fault in their message; only a position ahead of any quotation is safe to repeat. */
function positionOf(cause: unknown): string {
  const position = cause instanceof Error ? /^[^"]*at position (\d+)/.exec(cause.message)?.[1] : undefined;
  return position === undefined ? "" : ` (at character ${position})`;
}
