import { isJsonObject, type JsonObject } from "@hub/protocol";
import { hasCircle } from "@hub/provider";

/** String formats that Anthropic enforces (structured outputs, platform.claude.com; SDK 1.12.0). */
const FORMATS = new Set(["date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid"]);
const PLAIN_TYPES: ReadonlySet<unknown> = new Set(["string", "number", "integer", "boolean", "null"]);
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
    const { $defs, definitions, ...rest } = node;
    const adapted: JsonObject = {
      ...(isJsonObject($defs) && { $defs: adaptAll($defs) }),
      ...(isJsonObject(definitions) && { definitions: adaptAll(definitions) }),
    };
    return Object.assign(adapted, rest.$ref === undefined ? adaptNode(rest) : adaptReference(rest));
  }

  /** Nothing may stand beside a reference; what does goes around it, as around a choice of one. */
  function adaptReference({ $ref, ...rest }: JsonObject): JsonObject {
    if (typeof $ref !== "string" || !$ref.startsWith("#/")) expressible = false;
    const around = describe(rest);
    return Object.keys(around).length === 0 ? { $ref } : { anyOf: [{ $ref }], ...around };
  }

  function adaptNode(node: JsonObject): JsonObject {
    const rest = { ...node };
    const take = (key: string) => {
      const value = rest[key];
      delete rest[key];
      return value;
    };
    const takeSchemas = (key: string) => (take(key) as unknown[]).map(adapt);
    const adapted: JsonObject = {};
    // One of these alone; the others become notes, like the type of what is in a list.
    if (isLiterals(rest.enum)) {
      delete rest.type;
      adapted.enum = take("enum");
    } else if (isLiteral(rest.const)) {
      delete rest.type;
      adapted.const = take("const");
    } else if (Array.isArray(rest.anyOf)) adapted.anyOf = takeSchemas("anyOf");
    else if (Array.isArray(rest.oneOf)) adapted.anyOf = takeSchemas("oneOf");
    else if (Array.isArray(rest.allOf)) Object.assign(adapted, adaptAllOf(takeSchemas("allOf")));
    else if (rest.type === undefined) expressible = false;
    else {
      const type = take("type");
      adapted.type = type;
      const types = Array.isArray(type) ? type : [type];
      if (types.includes("object")) Object.assign(adapted, adaptObject(rest));
      if (types.includes("array")) Object.assign(adapted, adaptArray(rest));
      if (types.includes("string") && FORMATS.has(rest.format as string)) adapted.format = take("format");
    }
    return Object.assign(adapted, describe(rest));
  }

  /** References are refused in `allOf`, and objects that are closed each for itself rule one another out. */
  function adaptAllOf(schemas: JsonObject[]): JsonObject {
    if (schemas.length === 1) return { anyOf: schemas };
    if (!schemas.every(isPlain)) expressible = false;
    return { allOf: schemas };
  }

  /** Title and description, to which notes of all the rest are added. */
  function describe({ title, description, ...rest }: JsonObject): JsonObject {
    const described: JsonObject = {};
    const notes = Object.entries(rest).filter(([key]) => !IGNORED.has(key));
    const text = [description, ...notes.map(([key, value]) => `${key}: ${JSON.stringify(value)}`)];
    if (title !== undefined) described.title = title;
    if (text.some((line) => line !== undefined)) described.description = text.filter(Boolean).join("\n");
    return described;
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

  const adapted = adapt(withRoot(schema));
  return expressible ? adapted : undefined;
}

const DEFINITION = /^#\/(\$defs|definitions)\/([^/~%]+)$/;
/** What may stand beside a reference and in what it refers to, and says the same or says it better. */
const BESIDE = new Set(["type", "title", "description"]);

/** What stands beside a reference and does not narrow it. */
const AROUND = new Set([...IGNORED, "$defs", "definitions"]);

/** A reference with more beside it as what it refers to: tools are refused that are a choice at the top. */
function withRoot(schema: JsonObject): JsonObject {
  const { $ref, ...rest } = schema;
  const [, place = "", name = ""] = DEFINITION.exec(String($ref)) ?? [];
  const definitions = schema[place];
  const definition = isJsonObject(definitions) && Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  if (!isJsonObject(definition) || Object.keys(rest).every((key) => AROUND.has(key))) return schema;
  const isFree = Object.keys(rest).every((key) => BESIDE.has(key) || !Object.hasOwn(definition, key));
  return isFree ? { ...definition, ...rest } : schema;
}

/** Whether a schema, as adapted, is of values that hold no others. */
function isPlain({ type, enum: values, const: value }: JsonObject): boolean {
  return PLAIN_TYPES.has(type) || values !== undefined || value !== undefined;
}

function isLiteral(value: unknown): boolean {
  return value !== undefined && (value === null || typeof value !== "object");
}

function isLiterals(values: unknown): boolean {
  return Array.isArray(values) && values.length > 0 && values.every(isLiteral);
}
