import { isRecord } from "../shape/shape.ts";

/** The first reason why a value does not satisfy a JSON Schema; undefined where it does. For tests only. */
export function schemaViolation(
  schema: unknown,
  value: unknown,
  root: unknown = schema,
  path = "$",
): string | undefined {
  if (schema === true || !isRecord(schema)) return schema === false ? `${path}: nothing is allowed` : undefined;
  const inner = (part: unknown, item: unknown, at: string) => schemaViolation(part, item, root, at);
  if (typeof schema.$ref === "string") {
    const keys = schema.$ref.slice(1).split("/").filter(Boolean);
    const target = keys.reduce<unknown>((node, key) => (isRecord(node) ? node[key] : undefined), root);
    const problem = inner(target, value, path);
    if (problem !== undefined) return problem;
  }
  if ("const" in schema && JSON.stringify(schema.const) !== JSON.stringify(value)) return `${path}: const`;
  if (Array.isArray(schema.enum) && !schema.enum.some((item) => JSON.stringify(item) === JSON.stringify(value))) {
    return `${path}: enum`;
  }
  for (const part of Array.isArray(schema.allOf) ? schema.allOf : []) {
    const problem = inner(part, value, path);
    if (problem !== undefined) return problem;
  }
  for (const branches of [schema.anyOf, schema.oneOf]) {
    if (Array.isArray(branches) && branches.every((branch) => inner(branch, value, path) !== undefined)) {
      return `${path}: no branch fits`;
    }
  }
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOfType(type, value))) return `${path}: type ${types.join("|")}`;
  return numberProblem(schema, value, path) ?? stringProblem(schema, value, path) ?? nested(schema, value, path, inner);
}

function isOfType(type: unknown, value: unknown): boolean {
  if (type === "null") return value === null;
  if (type === "array") return Array.isArray(value);
  if (type === "object") return isRecord(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}

function numberProblem(schema: Record<string, unknown>, value: unknown, path: string): string | undefined {
  if (typeof value !== "number") return undefined;
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (typeof minimum === "number" && value < minimum) return `${path}: minimum`;
  if (typeof maximum === "number" && value > maximum) return `${path}: maximum`;
  if (typeof exclusiveMinimum === "number" && value <= exclusiveMinimum) return `${path}: exclusiveMinimum`;
  if (typeof exclusiveMaximum === "number" && value >= exclusiveMaximum) return `${path}: exclusiveMaximum`;
  return typeof multipleOf === "number" && Math.abs(value / multipleOf - Math.round(value / multipleOf)) > 1e-9
    ? `${path}: multipleOf`
    : undefined;
}

function stringProblem(schema: Record<string, unknown>, value: unknown, path: string): string | undefined {
  if (typeof value !== "string") return undefined;
  const length = [...value].length;
  if (typeof schema.minLength === "number" && length < schema.minLength) return `${path}: minLength`;
  if (typeof schema.maxLength === "number" && length > schema.maxLength) return `${path}: maxLength`;
  return typeof schema.pattern === "string" && !new RegExp(schema.pattern, "u").test(value)
    ? `${path}: pattern`
    : undefined;
}

function nested(
  schema: Record<string, unknown>,
  value: unknown,
  path: string,
  inner: (part: unknown, item: unknown, at: string) => string | undefined,
): string | undefined {
  if (Array.isArray(value)) {
    if (typeof schema.minItems === "number" && value.length < schema.minItems) return `${path}: minItems`;
    if (typeof schema.maxItems === "number" && value.length > schema.maxItems) return `${path}: maxItems`;
    if (schema.uniqueItems === true && new Set(value.map((item) => JSON.stringify(item))).size < value.length) {
      return `${path}: uniqueItems`;
    }
    const fixed = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
    for (const [index, item] of value.entries()) {
      const problem = inner(fixed[index] ?? schema.items, item, `${path}[${index}]`);
      if (problem !== undefined) return problem;
    }
  } else if (isRecord(value)) {
    const missing = (Array.isArray(schema.required) ? schema.required : []).find(
      (key) => !Object.hasOwn(value, String(key)),
    );
    if (missing !== undefined) return `${path}: required ${String(missing)}`;
    const properties = isRecord(schema.properties) ? schema.properties : {};
    for (const [key, item] of Object.entries(value)) {
      const known = Object.hasOwn(properties, key);
      const problem = inner(known ? properties[key] : (schema.additionalProperties ?? true), item, `${path}.${key}`);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}
