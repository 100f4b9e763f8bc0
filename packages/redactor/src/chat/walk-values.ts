import type { Path } from "../json-pointer.ts";
import { plainBase64 } from "./base64.ts";
import { parseDataUrl } from "./data-url.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import { type AddLeaf, addText, mediaKindOf, type Origin } from "./leaves.ts";
import { mediaTypeOf } from "./protocol.ts";

/** How deep values are looked into. What is deeper counts as not inspected. */
const MAX_DEPTH = 200;

/** Tells fields whose values are the protocol's own, and nobody's words. */
export type IsProtocol = (field: string, value: unknown, owner: JsonObject) => boolean;

/** What is special about the values to walk. */
export interface ValueRules {
  /** Default: no field is. */
  isProtocol?: IsProtocol;
  /** Whether names of fields are anybody's words, too. */
  hasFreeKeys?: boolean;
  /** Fields of the outermost object that are left out. */
  except?: ReadonlySet<string>;
}

/** Adds every string and number in a value, but for the protocol's own. */
export function walkValues(
  add: AddLeaf,
  path: Path,
  value: unknown,
  origin: Origin,
  rules: ValueRules = {},
  depth = 0,
): void {
  if (depth > MAX_DEPTH) addUnread(add, path, origin, depth);
  else if (typeof value === "string") addString(add, path, value, origin);
  else if (typeof value === "number") addText(add, path, String(value), origin, "text");
  else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      walkValues(add, [...path, index], item, origin, rules, depth + 1);
    });
  } else if (isJsonObject(value)) walkFields(add, path, value, origin, rules, depth);
}

/** Adds what is in the fields of an object. */
export function walkFields(
  add: AddLeaf,
  path: Path,
  fields: JsonObject,
  origin: Origin,
  rules: ValueRules = {},
  depth = 0,
): void {
  const mediaType = mediaTypeOf(fields);
  for (const key of Object.keys(fields)) {
    if (depth === 0 && rules.except?.has(key)) continue;
    const child = fields[key];
    if (rules.isProtocol?.(key, child, fields)) continue;
    const childPath = [...path, key];
    if (rules.hasFreeKeys) add({ kind: "key", path: childPath, text: key, ...origin });
    if (key === "data" && mediaType !== undefined && typeof child === "string" && plainBase64(child) !== undefined) {
      add({ kind: "bytes", path: childPath, base64: child, mediaKind: mediaKindOf(mediaType), mediaType, ...origin });
    } else walkValues(add, childPath, child, origin, rules, depth + 1);
  }
}

/** Adds a text of unknown meaning, which may be a file written as a `data:` URL. */
function addString(add: AddLeaf, path: Path, text: string, origin: Origin): void {
  const dataUrl = parseDataUrl(text);
  if (!dataUrl?.isBase64) addText(add, path, text, origin);
  else add({ kind: "url", path, url: text, mediaKind: mediaKindOf(dataUrl.mediaType), ...origin });
}

/** Names where the walk began: names of fields on the way may be anybody's words. */
function addUnread(add: AddLeaf, path: Path, origin: Origin, depth: number): void {
  add({
    kind: "unread",
    path: path.slice(0, path.length - depth),
    reason: `is nested deeper than ${MAX_DEPTH} levels`,
    ...origin,
  });
}

/** Keywords of JSON Schema (2020-12) by which parts of it refer to properties, whose names stay. */
const NAMES_KEYWORDS: ReadonlySet<string> = new Set(["required", "dependentRequired", "propertyOrdering"]);
/** Keywords that limit sizes, not values. */
const LIMIT_KEYWORDS: ReadonlySet<string> = new Set([
  "minLength",
  "maxLength",
  "minItems",
  "maxItems",
  "minProperties",
  "maxProperties",
  "minContains",
  "maxContains",
]);
/** Keywords whose value maps names of the author's choice to schemas. */
const NAMED_SCHEMAS: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
]);
/** Keywords whose value is data, in which no word is a keyword. */
const DATA_KEYWORDS: ReadonlySet<string> = new Set(["default", "examples", "example", "enum", "const"]);

/** Adds the texts of a JSON Schema: all but the names of properties and what refers to them or to other schemas. */
export function walkSchema(add: AddLeaf, path: Path, schema: unknown, origin: Origin, depth = 0): void {
  if (!isJsonObject(schema) && !Array.isArray(schema)) walkValues(add, path, schema, origin, {}, depth);
  else if (depth > MAX_DEPTH) addUnread(add, path, origin, depth);
  else if (Array.isArray(schema)) {
    schema.forEach((item, index) => {
      walkSchema(add, [...path, index], item, origin, depth + 1);
    });
  } else {
    for (const [key, child] of Object.entries(schema)) {
      const childPath = [...path, key];
      if (isContract(key, child)) continue;
      if (DATA_KEYWORDS.has(key)) walkValues(add, childPath, child, origin, {}, depth + 1);
      else if (NAMED_SCHEMAS.has(key) && isJsonObject(child)) {
        for (const [name, named] of Object.entries(child)) {
          walkSchema(add, [...childPath, name], named, origin, depth + 2);
        }
      } else walkSchema(add, childPath, child, origin, depth + 1);
    }
  }
}

function isContract(keyword: string, value: unknown): boolean {
  if (NAMES_KEYWORDS.has(keyword)) return typeof value === "object";
  if (keyword === "$ref" || keyword === "$dynamicRef") return typeof value === "string" && value.startsWith("#");
  if (keyword === "$schema") return typeof value === "string" && /^https?:\/\/json-schema\.org\/[\w./#-]*$/.test(value);
  return LIMIT_KEYWORDS.has(keyword) && typeof value === "number";
}
