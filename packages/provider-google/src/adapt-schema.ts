import { isJsonObject, type JsonObject } from "@hub/protocol";

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

/**
 * A JSON Schema in the part of the language that Google reads. `const` becomes an `enum`, `definitions` become `$defs`,
 * an exclusive bound of an integer the next integer; what else constrains becomes a note in the description, where the
 * model sees it. Schemas that refer to themselves stay as they are: Google unrolls them "to a limited degree", and
 * refuses those that it cannot.
 */
export function adaptSchema(schema: JsonObject): JsonObject {
  const { definitions, ...rest } = schema;
  const defs = isJsonObject(definitions) ? { $defs: { ...definitions, ...(rest.$defs as object | undefined) } } : {};
  return adaptNode({ ...rest, ...defs });
}

function adapt(node: unknown): unknown {
  return isJsonObject(node) ? adaptNode(node) : node;
}

function adaptNode(node: JsonObject): JsonObject {
  if (typeof node.$ref === "string") return adaptReference(node.$ref, node);
  const { allOf, ...own } = Array.isArray(node.allOf) ? mergeAll(node, node.allOf) : node;
  const adapted: JsonObject = {};
  const notes: string[] = [];
  for (const [key, value] of Object.entries({ ...own, ...toEnum(own), ...toBounds(own) })) {
    if (SCHEMAS.has(key)) adapted[key] = adapt(value);
    else if (LISTS_OF_SCHEMAS.has(key) && Array.isArray(value)) adapted[key] = value.map(adapt);
    else if (MAPS_OF_SCHEMAS.has(key) && isJsonObject(value)) adapted[key] = adaptMap(value);
    else if (KNOWN.has(key)) adapted[key] = value;
    else if (!IGNORED.has(key) && !isTranslated(key, own)) notes.push(`${key}: ${JSON.stringify(value)}`);
  }
  if (notes.length > 0) adapted.description = [own.description, ...notes].filter(Boolean).join("\n");
  return adapted;
}

/** "If `$ref` is set on a sub-schema, no other properties, except for those starting as a `$`, may be set." */
function adaptReference($ref: string, { $defs, description }: JsonObject): JsonObject {
  const target = { $ref: $ref.replace(/^#\/definitions\//, "#/$defs/") };
  const defs = isJsonObject($defs) ? { $defs: adaptMap($defs) } : {};
  return typeof description === "string" ? { description, anyOf: [target], ...defs } : { ...target, ...defs };
}

function adaptMap(schemas: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, adapt(schema)]));
}

/** `enum` is for strings and numbers; a constant that is neither is left to its type and a note. */
function toEnum({ const: constant }: JsonObject): JsonObject {
  if (typeof constant === "string") return { type: "string", enum: [constant] };
  if (typeof constant === "number")
    return { type: Number.isInteger(constant) ? "integer" : "number", enum: [constant] };
  return {};
}

function toBounds({ type, exclusiveMinimum, exclusiveMaximum }: JsonObject): JsonObject {
  if (type !== "integer") return {};
  return {
    ...(Number.isInteger(exclusiveMinimum) && { minimum: (exclusiveMinimum as number) + 1 }),
    ...(Number.isInteger(exclusiveMaximum) && { maximum: (exclusiveMaximum as number) - 1 }),
  };
}

function isTranslated(key: string, node: JsonObject): boolean {
  if (key === "const") return "enum" in toEnum(node);
  if (key === "exclusiveMinimum") return "minimum" in toBounds(node);
  return key === "exclusiveMaximum" && "maximum" in toBounds(node);
}

/** Google knows no `allOf`: objects that all have to match are one object with the properties of all. */
function mergeAll(node: JsonObject, parts: readonly unknown[]): JsonObject {
  const { allOf: _parts, ...merged } = node;
  const [first] = parts;
  if (parts.length === 1 && isJsonObject(first) && "$ref" in first) return { ...merged, anyOf: [first] };
  const isPlain = (part: unknown): part is JsonObject => isJsonObject(part) && !("$ref" in part);
  for (const part of parts.filter(isPlain)) {
    for (const [key, value] of Object.entries(part)) {
      const earlier = merged[key];
      if (isJsonObject(earlier) && isJsonObject(value)) merged[key] = { ...earlier, ...value };
      else if (Array.isArray(earlier) && Array.isArray(value)) merged[key] = [...new Set([...earlier, ...value])];
      else merged[key] ??= value;
    }
  }
  const others = parts.filter((part) => !isPlain(part));
  return others.length > 0 ? { ...merged, "all of": others } : merged;
}
