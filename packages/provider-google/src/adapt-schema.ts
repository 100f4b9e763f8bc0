import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type JsonObject } from "@hub/protocol";
import { mergeAllOf } from "./merge-all-of.ts";

/**
 * Keywords that Google holds a model to (doc of `responseJsonSchema` in @google/genai 3.1.0), and those that say
 * something about others.
 */
const KNOWN = new Set([
  "$id",
  "$anchor",
  "$ref",
  "$defs",
  "type",
  "format",
  "title",
  "description",
  "enum",
  "items",
  "prefixItems",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "anyOf",
  "oneOf",
  "properties",
  "additionalProperties",
  "required",
  "propertyOrdering",
]);
/** Keywords that constrain nothing. */
const IGNORED = new Set([
  "$schema",
  "$comment",
  "default",
  "examples",
  "example",
  "deprecated",
  "readOnly",
  "writeOnly",
]);
const SCHEMAS = new Set(["items", "additionalProperties"]);
const LISTS_OF_SCHEMAS = new Set(["anyOf", "oneOf", "prefixItems"]);
const MAPS_OF_SCHEMAS = new Set(["properties", "$defs"]);

/** A reference by the name that its definition has in the adapted schema. */
type ReferenceNames = (reference: string) => string;

/**
 * A JSON Schema in the part of the language that Google reads. `const` becomes an `enum`, `definitions` become `$defs`,
 * an exclusive bound of an integer the next integer, an `allOf` one schema; what else constrains becomes a note in the
 * description, where the model sees it. Schemas that refer to themselves stay as they are: Google unrolls them "to a
 * limited degree", and refuses those that it cannot.
 */
export function adaptSchema(schema: JsonObject): JsonObject {
  const { definitions, $defs, ...rest } = schema;
  if (!isJsonObject(definitions)) return adaptNode(schema, (reference) => reference);
  const all = isJsonObject($defs) ? { ...$defs } : {};
  const names = new Map<string, string>();
  for (const [name, definition] of Object.entries(definitions)) {
    let own = name;
    while (Object.hasOwn(all, own) && !isDeepStrictEqual(all[own], definition)) own += "_";
    all[own] = definition;
    names.set(name, own);
  }
  return adaptNode({ ...rest, $defs: all }, (reference) => renamed(reference, names));
}

const OLD_REFERENCE = /^#\/definitions\/([^/]*)/;

/** A definition's new name begins with the old one, in whatever way that is escaped. */
function renamed(reference: string, names: ReadonlyMap<string, string>): string {
  return reference.replace(OLD_REFERENCE, (_match, escaped: string) => {
    const name = unescaped(escaped);
    return `#/$defs/${escaped}${(names.get(name) ?? name).slice(name.length)}`;
  });
}

/** A segment of a JSON pointer in a URI (RFC 6901 §6). */
function unescaped(segment: string): string {
  let pointer = segment;
  try {
    pointer = decodeURIComponent(segment);
  } catch {
    // No URI: taken as it is written.
  }
  return pointer.replaceAll("~1", "/").replaceAll("~0", "~");
}

function adapt(node: unknown, names: ReferenceNames): unknown {
  return isJsonObject(node) ? adaptNode(node, names) : node;
}

function adaptNode(node: JsonObject, names: ReferenceNames): JsonObject {
  const { $ref } = node;
  if (typeof $ref !== "string")
    return Array.isArray(node.allOf) ? adaptAll(node, names) : adaptKeywords(node, [], names);
  const { $ref: _reference, ...rest } = node;
  if (!Object.keys(rest).some(standsBesideNoReference)) {
    const defs = isJsonObject(rest.$defs) ? { $defs: adaptMap(rest.$defs, names) } : {};
    return { $ref: names($ref), ...defs };
  }
  const parts = Array.isArray(node.allOf) ? node.allOf : [];
  return adaptAll({ ...rest, allOf: [...parts, { $ref }] }, names);
}

/** "If `$ref` is set on a sub-schema, no other properties, except for those starting as a `$`, may be set." */
function standsBesideNoReference(key: string): boolean {
  return !key.startsWith("$") && !IGNORED.has(key);
}

/** Google knows no `allOf`. One reference that has to match is one of a list of one. */
function adaptAll(node: JsonObject, names: ReferenceNames): JsonObject {
  const { merged, others } = mergeAllOf(node);
  if (others.length === 0) return adaptKeywords(merged, [], names);
  const [only] = others;
  if (others.length === 1 && isJsonObject(only) && "$ref" in only && !("anyOf" in merged)) {
    return adaptKeywords({ ...merged, anyOf: [only] }, [], names);
  }
  return adaptKeywords(merged, [`all of: ${JSON.stringify(others)}`], names);
}

function adaptKeywords(node: JsonObject, remarks: readonly string[], names: ReferenceNames): JsonObject {
  const adapted: JsonObject = {};
  const notes = [...remarks];
  const keywords = withTranslated(node);
  for (const key in keywords) {
    const value = keywords[key];
    if (SCHEMAS.has(key)) adapted[key] = adapt(value, names);
    else if (LISTS_OF_SCHEMAS.has(key) && Array.isArray(value)) adapted[key] = value.map((one) => adapt(one, names));
    else if (MAPS_OF_SCHEMAS.has(key) && isJsonObject(value)) adapted[key] = adaptMap(value, names);
    else if (KNOWN.has(key)) adapted[key] = value;
    else if (!IGNORED.has(key) && !isTranslated(key, node)) notes.push(`${key}: ${JSON.stringify(value)}`);
  }
  if (notes.length > 0) adapted.description = [node.description, ...notes].filter(Boolean).join("\n");
  return adapted;
}

function adaptMap(schemas: JsonObject, names: ReferenceNames): JsonObject {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, adapt(schema, names)]));
}

/** The node, and in it what takes the place of other keywords. */
function withTranslated(node: JsonObject): JsonObject {
  const isCopied = "const" in node || "exclusiveMinimum" in node || "exclusiveMaximum" in node;
  return isCopied ? { ...node, ...toEnum(node), ...toBounds(node) } : node;
}

/** `enum` is for strings and numbers; a constant that is neither is left to its type and a note. */
function toEnum({ const: constant }: JsonObject): JsonObject {
  if (typeof constant === "string") return { type: "string", enum: [constant] };
  if (typeof constant === "number")
    return { type: Number.isInteger(constant) ? "integer" : "number", enum: [constant] };
  return {};
}

function toBounds({ type, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonObject): JsonObject {
  if (type !== "integer") return {};
  const lowest = typeof minimum === "number" ? minimum : -Infinity;
  const highest = typeof maximum === "number" ? maximum : Infinity;
  return {
    ...(Number.isInteger(exclusiveMinimum) && { minimum: Math.max((exclusiveMinimum as number) + 1, lowest) }),
    ...(Number.isInteger(exclusiveMaximum) && { maximum: Math.min((exclusiveMaximum as number) - 1, highest) }),
  };
}

function isTranslated(key: string, node: JsonObject): boolean {
  if (key === "const") return "enum" in toEnum(node);
  if (key === "exclusiveMinimum") return "minimum" in toBounds(node);
  return key === "exclusiveMaximum" && "maximum" in toBounds(node);
}
