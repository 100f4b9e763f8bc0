import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type JsonObject } from "@hub/protocol";

/** A schema without `allOf`, and what of its parts no other keyword can say. */
export interface MergedSchema {
  merged: JsonObject;
  /** Schemas that have to match as well. */
  others: unknown[];
}

/** Several values of one keyword, all of which have to hold, as one; `others` are those that are not in it. */
interface Combined {
  value: unknown;
  others?: readonly unknown[];
}

/** Keywords that mean nothing without each other: those of one schema stay together. */
const GROUPS: readonly (readonly string[])[] = [
  ["if", "then", "else"],
  ["contains", "minContains", "maxContains"],
];
const TUPLE = ["prefixItems", "items"];
const OBJECT = ["properties", "patternProperties", "additionalProperties"];

const LOWER_BOUNDS = new Set(["minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"]);
const UPPER_BOUNDS = new Set(["maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"]);
const SCHEMAS = new Set(["items", "additionalProperties"]);
/** Of these the outermost one counts. */
const REMARKS = new Set(["title", "default", "examples", "example", "$schema", "$comment", "$id", "$anchor", "$defs"]);

/**
 * Says in one schema what a schema and the parts of its `allOf` say, theirs included: bounds are the strictest, lists
 * of values what all have in common, properties those of all. What cannot be said that way is left over. Takes time in
 * proportion to the schema's size.
 */
export function mergeAllOf(schema: JsonObject): MergedSchema {
  const { parts, others } = flatten(schema);
  const groups = groupsOf(parts, others);
  const values = new Map<string, unknown[]>();
  for (const part of parts) {
    for (const [key, value] of Object.entries(bundle(part, groups))) {
      const earlier = values.get(key);
      if (earlier) earlier.push(value);
      else values.set(key, [value]);
    }
  }
  const merged: JsonObject = {};
  for (const [key, [first, ...more]] of values) {
    const { value, others: left = [] } = more.length === 0 ? { value: first } : combine(key, [first, ...more]);
    Object.assign(merged, unbundle(key, value));
    for (const other of left) others.push(unbundle(key, other));
  }
  return { merged, others };
}

/** The schema and the parts of its `allOf` at every depth, without it. References cannot be merged. */
function flatten(schema: JsonObject): { parts: JsonObject[]; others: unknown[] } {
  const parts: JsonObject[] = [];
  const others: unknown[] = [];
  const open: unknown[] = [schema];
  while (open.length > 0) {
    const part = open.pop();
    if (part === true) continue;
    if (!isJsonObject(part) || (part !== schema && "$ref" in part)) {
      others.push(part);
      continue;
    }
    const { allOf, ...own } = part;
    parts.push(Array.isArray(allOf) ? own : part);
    if (Array.isArray(allOf)) for (const inner of allOf.toReversed()) open.push(inner);
  }
  return { parts, others };
}

/** Which keywords stay together among these parts. `additionalProperties` that cannot stay are moved to `others`. */
function groupsOf(parts: JsonObject[], others: unknown[]): readonly (readonly string[])[] {
  const namesOf = ({ properties }: JsonObject) => (isJsonObject(properties) ? Object.keys(properties) : []);
  const names = new Set(parts.flatMap(namesOf));
  const hasPatterns = parts.some(({ patternProperties }) => patternProperties !== undefined);
  for (const [index, part] of parts.entries()) {
    const { additionalProperties, ...rest } = part;
    if (additionalProperties === undefined || additionalProperties === true) continue;
    // It speaks of all but the properties beside it.
    if (parts.length === 1 || (!hasPatterns && namesOf(part).length === names.size)) continue;
    parts[index] = rest;
    others.push(pick(part, OBJECT));
  }
  return parts.some(({ prefixItems }) => prefixItems !== undefined) ? [...GROUPS, TUPLE] : GROUPS;
}

function combine(key: string, values: readonly unknown[]): Combined {
  if (key === "description") return { value: [...new Set(values)].filter(Boolean).join("\n") };
  if (REMARKS.has(key)) return { value: values[0] };
  if (key === "properties" && values.every(isJsonObject)) return { value: combineProperties(values) };
  if (SCHEMAS.has(key)) return { value: values.includes(false) ? false : { allOf: values } };
  if (values.every((value) => typeof value === "number")) {
    if (LOWER_BOUNDS.has(key)) return { value: values.reduce((a, b) => Math.max(a, b)) };
    if (UPPER_BOUNDS.has(key)) return { value: values.reduce((a, b) => Math.min(a, b)) };
  }
  if (key === "required" && values.every(Array.isArray)) return { value: [...new Set(values.flat())] };
  if (key === "enum" && values.every(Array.isArray)) return intersection(values);
  if (key === "type") return intersectionOfTypes(values);
  const [first, ...more] = values;
  return { value: first, others: more.filter((value) => !isDeepStrictEqual(value, first)) };
}

function combineProperties(maps: readonly JsonObject[]): JsonObject {
  const schemas = new Map<string, unknown[]>();
  for (const [name, schema] of maps.flatMap((map) => Object.entries(map))) {
    const earlier = schemas.get(name);
    if (earlier) earlier.push(schema);
    else schemas.set(name, [schema]);
  }
  return Object.fromEntries(
    Array.from(schemas, ([name, [first, ...more]]) => [name, more.length === 0 ? first : { allOf: [first, ...more] }]),
  );
}

/** What all lists have. Where they have nothing in common, nothing can match, and the first is as good as any. */
function intersection(lists: readonly (readonly unknown[])[]): Combined {
  const [first = [], ...more] = lists;
  const keyOf = (value: unknown) => JSON.stringify(value);
  let common = new Map(first.map((value) => [keyOf(value), value]));
  for (const list of more) {
    const keys = new Set(list.map(keyOf));
    common = new Map([...common].filter(([key]) => keys.has(key)));
  }
  return common.size > 0 ? { value: [...common.values()] } : { value: first, others: more };
}

/** Whole numbers are numbers. */
function intersectionOfTypes(types: readonly unknown[]): Combined {
  const lists = types.map((type) => (Array.isArray(type) ? type : [type]));
  const widened = lists.map((list) => (list.includes("number") ? [...list, "integer"] : list));
  const { value, others } = intersection(widened);
  if (others) return { value: types[0], others: types.slice(1) };
  const common = value as unknown[];
  const narrow = common.includes("number") ? common.filter((type) => type !== "integer") : common;
  return { value: narrow.length === 1 ? narrow[0] : narrow };
}

/** Keywords that stay together under one key. */
function bundle(part: JsonObject, groups: readonly (readonly string[])[]): JsonObject {
  const present = groups.filter((group) => group.some((key) => key in part));
  if (present.length === 0) return part;
  const bundled = new Set(present.flat());
  const single = Object.entries(part).filter(([key]) => !bundled.has(key));
  return Object.fromEntries([...single, ...present.map((group) => [group.join(), pick(part, group)])]);
}

function unbundle(key: string, value: unknown): JsonObject {
  const isBundle = [...GROUPS, TUPLE].some((group) => group.join() === key);
  return isBundle ? (value as JsonObject) : { [key]: value };
}

function pick(part: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.flatMap((key) => (key in part ? [[key, part[key]]] : [])));
}
