import { isJsonObject, type JsonObject } from "@hub/protocol";
import { hasCircle } from "@hub/provider";

/**
 * Keywords that Bedrock answers 400 to in a schema that it holds a model to, measured by pydantic-ai's authors on Claude
 * Sonnet 4.5, 2026-05; `minItems` above 1 besides.
 */
const REFUSED: ReadonlySet<string> = new Set([
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "maxItems",
]);
/** Keywords whose value holds schemas by name, a list of them, or one. */
const NAMED = ["properties", "$defs", "definitions"];
const LISTED = ["anyOf", "allOf", "oneOf"];

/**
 * A JSON Schema within the part that Bedrock can hold a model to: objects are closed, and what it refuses becomes a
 * note in the description. `undefined` for what that would break: objects with free keys, and references to elsewhere
 * or in a circle.
 */
export function adaptSchema(schema: JsonObject): JsonObject | undefined {
  const adapted = adapt(schema);
  return adapted && !hasCircle(schema) ? adapted : undefined;
}

function adapt(schema: unknown): JsonObject | undefined {
  if (!isJsonObject(schema)) return undefined;
  const { $ref, properties, additionalProperties } = schema;
  if ($ref !== undefined && (typeof $ref !== "string" || !$ref.startsWith("#/"))) return undefined;
  const isObject = schema.type === "object" || isJsonObject(properties);
  const isEmpty = !isJsonObject(properties) || Object.keys(properties).length === 0;
  if (isJsonObject(additionalProperties) || (isObject && isEmpty && additionalProperties !== false)) return undefined;

  const adapted: JsonObject = {};
  const notes: string[] = typeof schema.description === "string" ? [schema.description] : [];
  for (const [key, value] of Object.entries(schema)) {
    if (REFUSED.has(key) || (key === "minItems" && Number(value) > 1)) notes.push(`${key}: ${JSON.stringify(value)}`);
    else if (key !== "$schema") {
      const kept = adaptValue(key, value);
      if (kept === undefined) return undefined;
      adapted[key] = kept;
    }
  }
  if (notes.length > 0) adapted.description = notes.join("\n");
  if (isObject) adapted.additionalProperties = false;
  return adapted;
}

/** The value of a keyword; `undefined` where a schema in it cannot be expressed. */
function adaptValue(key: string, value: unknown): unknown {
  if (NAMED.includes(key) && isJsonObject(value)) {
    const entries = Object.entries(value).map(([name, schema]) => [name, adapt(schema)] as const);
    return entries.every(([, schema]) => schema) ? Object.fromEntries(entries) : undefined;
  }
  if (LISTED.includes(key) && Array.isArray(value)) {
    const schemas = value.map(adapt);
    return schemas.every(Boolean) ? schemas : undefined;
  }
  return key === "items" ? adapt(value) : value;
}
