import { isJsonObject, type JsonObject } from "@hub/protocol";
import { hasCircle } from "@hub/provider";

/** String formats that Anthropic enforces (structured outputs, platform.claude.com; SDK 1.12.0). */
const FORMATS = new Set(["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"]);
/** Keywords that constrain nothing. */
const IGNORED = new Set(["$schema", "$id", "$comment"]);

/**
 * A JSON Schema within the part that Anthropic can hold a model to. Objects are closed; a keyword that Anthropic
 * refuses ("For 'integer' type, property 'minimum' is not supported") becomes a note in the description, as
 * Anthropic's own SDK does it. `undefined` for what closing would break: objects with free keys, schemas without a
 * type, references to elsewhere or in a circle.
 */
export function adaptSchema(schema: JsonObject): JsonObject | undefined {
  let expressible = !hasCircle(schema);

  function adaptAll(schemas: unknown): JsonObject {
    return Object.fromEntries(
      Object.entries(isJsonObject(schemas) ? schemas : {}).map(([key, value]) => [key, adapt(value)]),
    );
  }

  function adapt(node: unknown): JsonObject {
    if (!isJsonObject(node)) {
      expressible = false;
      return {};
    }
    const { $defs, definitions, $ref, ...rest } = node;
    const adapted: JsonObject = {
      ...(isJsonObject($defs) && { $defs: adaptAll($defs) }),
      ...(isJsonObject(definitions) && { definitions: adaptAll(definitions) }),
    };
    if ($ref !== undefined) {
      if (typeof $ref !== "string" || !$ref.startsWith("#/")) expressible = false;
      return { ...adapted, $ref };
    }
    return Object.assign(adapted, adaptNode(rest));
  }

  function adaptNode(node: JsonObject): JsonObject {
    const { type, enum: values, anyOf, oneOf, allOf, description, title, ...rest } = node;
    const adapted: JsonObject = {};
    const alternatives = Array.isArray(anyOf) ? anyOf : oneOf;
    if (isLiterals(values)) adapted.enum = values;
    else if (isLiteral(rest.const)) {
      adapted.const = rest.const;
      delete rest.const;
    } else if (Array.isArray(alternatives)) adapted.anyOf = alternatives.map(adapt);
    else if (Array.isArray(allOf)) adapted.allOf = allOf.map(adapt);
    else if (type === undefined) expressible = false;
    else {
      adapted.type = type;
      const types = Array.isArray(type) ? type : [type];
      if (types.includes("object")) Object.assign(adapted, adaptObject(rest));
      if (types.includes("array")) Object.assign(adapted, adaptArray(rest));
      if (types.includes("string") && FORMATS.has(rest.format as string)) {
        adapted.format = rest.format;
        delete rest.format;
      }
    }
    const notes = Object.entries(rest).filter(([key]) => !IGNORED.has(key));
    const text = [description, ...notes.map(([key, value]) => `${key}: ${JSON.stringify(value)}`)];
    if (title !== undefined) adapted.title = title;
    if (text.some((line) => line !== undefined)) adapted.description = text.filter(Boolean).join("\n");
    return adapted;
  }

  /** Takes what it understands out of `rest`; what stays becomes a note. */
  function adaptObject(rest: JsonObject): JsonObject {
    const { properties, required, additionalProperties } = rest;
    const closed = additionalProperties === false;
    const empty = !isJsonObject(properties) || Object.keys(properties).length === 0;
    if (isJsonObject(additionalProperties) || (empty && !closed)) expressible = false;
    for (const key of ["properties", "required", "additionalProperties"]) delete rest[key];
    return {
      properties: adaptAll(properties),
      additionalProperties: false,
      ...(Array.isArray(required) && { required }),
    };
  }

  function adaptArray(rest: JsonObject): JsonObject {
    const { items, minItems } = rest;
    const adapted: JsonObject = {};
    if (items !== undefined) adapted.items = adapt(items);
    if (minItems === 0 || minItems === 1) {
      adapted.minItems = minItems;
      delete rest.minItems;
    }
    delete rest.items;
    return adapted;
  }

  const adapted = adapt(schema);
  return expressible ? adapted : undefined;
}

function isLiteral(value: unknown): boolean {
  return value !== undefined && (value === null || typeof value !== "object");
}

function isLiterals(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0 && values.every(isLiteral);
}
