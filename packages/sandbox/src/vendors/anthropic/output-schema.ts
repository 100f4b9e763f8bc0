import { isRecord } from "../../shape/shape.ts";

const unsupported: Readonly<Record<string, readonly string[]>> = {
  integer: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
  string: ["minLength", "maxLength"],
  array: ["maxItems", "uniqueItems"],
  object: ["minProperties", "maxProperties", "patternProperties"],
};

/**
 * The first reason why Anthropic refuses a schema for structured outputs or strict tools, in its words; undefined where
 * it accepts it (structured outputs page, read 2026-11; wording as recorded and in BerriAI/litellm#35808).
 */
export function outputSchemaProblem(schema: unknown): string | undefined {
  if (!isRecord(schema)) return undefined;
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  for (const type of types) {
    if (type === "object") {
      if (schema.additionalProperties === undefined) {
        return "For 'object' type, 'additionalProperties' must be explicitly set to false";
      }
      if (schema.additionalProperties !== false) {
        const value = typeof schema.additionalProperties === "boolean" ? "true" : "object";
        return `For 'object' type, 'additionalProperties: ${value}' is not supported. Please set 'additionalProperties' to false`;
      }
    }
    const keyword = (unsupported[String(type)] ?? []).find((name) => schema[name] !== undefined);
    if (keyword !== undefined) return `For '${type}' type, property '${keyword}' is not supported`;
    if (type === "array" && typeof schema.minItems === "number" && schema.minItems > 1) {
      return "For 'array' type, 'minItems' values other than 0 or 1 are not supported";
    }
  }
  const children = [
    ...[schema.properties, schema.$defs, schema.definitions].flatMap((map) =>
      isRecord(map) ? Object.values(map) : [],
    ),
    ...[schema.anyOf, schema.allOf, schema.oneOf, schema.prefixItems].flatMap((list) =>
      Array.isArray(list) ? list : [],
    ),
    schema.items,
  ];
  for (const child of children) {
    const problem = outputSchemaProblem(child);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
