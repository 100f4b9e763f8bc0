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
 * Parses JSON from outside: bounded in depth, and without `__proto__` keys, which turn into prototypes
 * when an object is copied or merged.
 *
 * @throws HubError `invalid_json`. The message never quotes the text.
 */
export function parseJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new HubError("invalid_json", `The body is not valid JSON${positionOf(cause)}.`);
  }
  // A level takes two brackets, so a short text cannot nest too deep; the key has to be spelt out or escaped.
  const mayHidePrototype = text.includes("__proto__") || text.includes("\\u00");
  if (mayHidePrototype || text.length > 2 * MAX_JSON_DEPTH) assertSafeJson(value);
  return value;
}

/**
 * Holds a parsed value to the same bounds as {@link parseJson}, for bodies that somebody else parsed.
 *
 * @throws HubError `invalid_json`
 */
export function assertSafeJson(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth === MAX_JSON_DEPTH) {
      throw new HubError("invalid_json", `The JSON nests deeper than ${MAX_JSON_DEPTH} levels.`);
    }
    const next: unknown[] = [];
    for (const node of level) collectChildren(node, next);
    level = next;
  }
}

function collectChildren(node: unknown, children: unknown[]): void {
  if (Array.isArray(node)) {
    for (const item of node) if (typeof item === "object" && item !== null) children.push(item);
  } else if (isJsonObject(node)) {
    if (Object.hasOwn(node, "__proto__")) {
      throw new HubError("invalid_json", 'The JSON has a key named "__proto__", which is not accepted.');
    }
    for (const key in node) {
      const item = node[key];
      if (typeof item === "object" && item !== null) children.push(item);
    }
  }
}

/** Engines quote the text around the fault in their message; only a position ahead of any quotation is safe to repeat. */
function positionOf(cause: unknown): string {
  const position = cause instanceof Error ? /^[^"]*at position (\d+)/.exec(cause.message)?.[1] : undefined;
  return position === undefined ? "" : ` (at character ${position})`;
}
