import { isRecord } from "../shape/shape.ts";
import { boundedText } from "./bounded-text.ts";
import { patternText } from "./pattern-text.ts";

type Schema = Record<string, unknown>;

interface Context {
  readonly root: unknown;
  readonly text: string;
  /** `$ref`s that led here, so that recursive schemas end. */
  readonly references: readonly string[];
  readonly depth: number;
  /** Position in the surrounding array, so that items can differ. */
  readonly index: number;
}

/** Objects nested deeper than this get their required properties only. */
const maximumDepth = 6;
/** How often one `$ref` may be entered below itself where the schema leaves a way around it. */
const maximumReferences = 2;
/** How often it may be entered where there is none: such a schema has no finite instance. */
const hardMaximumReferences = 5;

/** Longer strings and lists than this are not written, whatever a schema demands. */
const sanityLimit = 100_000;

/**
 * A value that satisfies a JSON Schema. Free strings carry `text` (first 200 characters), so that a reader sees in the
 * arguments what the vendor was sent. Supported: type (also lists), enum, const, properties, required,
 * additionalProperties, minProperties, items, prefixItems, minItems, maxItems, uniqueItems, numeric bounds, multipleOf,
 * minLength, maxLength, pattern (common constructs), format, allOf, anyOf, oneOf, local $ref.
 */
export function schemaInstance(schema: unknown, text: string): unknown {
  const root = schema ?? {};
  return generate(root, { root, text: boundedText(text, 200) || "sandbox", references: [], depth: 0, index: 0 });
}

function generate(schema: unknown, context: Context): unknown {
  if (!isRecord(schema)) return schema === false ? null : context.text;
  if (typeof schema.$ref === "string") return generateReference(schema, schema.$ref, context);
  if (Array.isArray(schema.allOf)) {
    const { allOf, ...rest } = schema;
    const reference = (part: unknown) => (isRecord(part) && typeof part.$ref === "string" ? [part.$ref] : []);
    const finite = allOf.filter((part) =>
      reference(part).every((name) => timesEntered(name, context) < hardMaximumReferences),
    );
    const entered = finite.flatMap(reference);
    const parts = finite.map((part) => resolve(part, context));
    const below = { ...context, references: [...context.references, ...entered] };
    return generate([rest, ...parts].reduce<Schema>(merge, {}), below);
  }
  for (const keyword of ["anyOf", "oneOf"] as const) {
    const branches = schema[keyword];
    if (!Array.isArray(branches) || branches.length === 0) continue;
    const { [keyword]: _, ...rest } = schema;
    const branch = chooseBranch(branches, context);
    return isRecord(branch)
      ? generate(merge(rest, branch), context)
      : generate(branch === false ? rest : branch, context);
  }
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[context.index % schema.enum.length];
  return generateType(schema, typeOf(schema), context);
}

function generateType(schema: Schema, type: string, context: Context): unknown {
  switch (type) {
    case "object":
      return generateObject(schema, context);
    case "array":
      return generateArray(schema, context);
    case "integer":
    case "number":
      return generateNumber(schema, type, context);
    case "boolean":
      return context.index % 2 === 0;
    case "null":
      return null;
    default:
      return generateString(schema, context);
  }
}

function typeOf(schema: Schema): string {
  const { type } = schema;
  if (typeof type === "string") return type;
  if (Array.isArray(type)) return String(type.find((name) => name !== "null") ?? "null");
  if (schema.properties !== undefined || schema.required !== undefined || schema.additionalProperties !== undefined) {
    return "object";
  }
  if (schema.items !== undefined || schema.prefixItems !== undefined || schema.minItems !== undefined) return "array";
  if (["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"].some((key) => key in schema)) {
    return "number";
  }
  return "string";
}

function lookUp(reference: string, root: unknown): unknown {
  if (!reference.startsWith("#")) return {};
  let node: unknown = root;
  for (const part of reference.slice(1).split("/").filter(Boolean)) {
    const key = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    node = Array.isArray(node) ? node[Number(key)] : isRecord(node) ? node[key] : undefined;
  }
  return node ?? {};
}

const timesEntered = (reference: string, context: Context) =>
  context.references.filter((entered) => entered === reference).length;

function generateReference(schema: Schema, reference: string, context: Context): unknown {
  if (timesEntered(reference, context) >= hardMaximumReferences) return null;
  const { $ref: _, ...rest } = schema;
  const target = lookUp(reference, context.root);
  const merged = isRecord(target) ? merge(target, rest) : target;
  return generate(merged, { ...context, references: [...context.references, reference] });
}

function resolve(schema: unknown, context: Context): Schema {
  let current = schema;
  for (let step = 0; step < 10 && isRecord(current) && typeof current.$ref === "string"; step += 1) {
    const { $ref, ...rest } = current;
    const target = lookUp($ref as string, context.root);
    current = isRecord(target) ? merge(target, rest) : target;
  }
  return isRecord(current) ? current : {};
}

/** The first branch that is not null and does not lead round in circles; null where nothing else is left. */
function chooseBranch(branches: readonly unknown[], context: Context): unknown {
  const isNull = (branch: unknown) => isRecord(branch) && (branch.type === "null" || branch.const === null);
  const usable = branches.filter((branch) => !isNull(branch) && !isExhausted(branch, context));
  return usable[0] ?? branches.find(isNull) ?? branches[0];
}

/** Whether a schema would enter a `$ref` once too often, itself or through its array items. */
function isExhausted(schema: unknown, context: Context): boolean {
  if (!isRecord(schema)) return false;
  if (typeof schema.$ref === "string") return timesEntered(schema.$ref, context) >= maximumReferences;
  const branches = [schema.anyOf, schema.oneOf].find(Array.isArray);
  if (branches) return branches.every((branch) => isExhausted(branch, context));
  return Array.isArray(schema.allOf) && schema.allOf.some((part) => isExhausted(part, context));
}

function merge(left: Schema, right: Schema): Schema {
  const merged: Schema = { ...left, ...right };
  if (isRecord(left.properties) && isRecord(right.properties)) {
    merged.properties = { ...left.properties };
    for (const [key, value] of Object.entries(right.properties)) {
      const before = left.properties[key];
      (merged.properties as Schema)[key] = isRecord(before) && isRecord(value) ? merge(before, value) : value;
    }
  }
  if (Array.isArray(left.required) && Array.isArray(right.required)) {
    merged.required = [...new Set([...left.required, ...right.required])];
  }
  const lower = (key: string) => [left[key], right[key]].filter((value) => typeof value === "number");
  for (const key of ["minimum", "minLength", "minItems"]) {
    if (lower(key).length === 2) merged[key] = Math.max(...(lower(key) as number[]));
  }
  for (const key of ["maximum", "maxLength", "maxItems"]) {
    if (lower(key).length === 2) merged[key] = Math.min(...(lower(key) as number[]));
  }
  if (Array.isArray(left.enum) && Array.isArray(right.enum)) {
    const other = new Set(right.enum);
    merged.enum = left.enum.filter((value) => other.has(value));
  }
  return merged;
}

function generateObject(schema: Schema, context: Context): Record<string, unknown> {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = new Set(Array.isArray(schema.required) ? schema.required.map(String) : []);
  const below = { ...context, depth: context.depth + 1, index: 0 };
  const entries: [string, unknown][] = [];
  for (const [key, property] of Object.entries(properties)) {
    const optional = !required.has(key);
    if (optional && (property === false || below.depth > maximumDepth || isExhausted(property, context))) continue;
    entries.push([key, generate(property, below)]);
  }
  const open = schema.additionalProperties;
  const extra = isRecord(open) ? open : {};
  for (const key of required) if (!Object.hasOwn(properties, key)) entries.push([key, generate(extra, below)]);
  const minimum = typeof schema.minProperties === "number" ? schema.minProperties : 0;
  const wanted = Math.max(minimum, entries.length === 0 && isRecord(open) && below.depth <= maximumDepth ? 1 : 0);
  for (let added = 1; entries.length < wanted && open !== false; added += 1) {
    entries.push([`key${added}`, generate(extra, below)]);
  }
  return Object.fromEntries(entries);
}

function generateArray(schema: Schema, context: Context): unknown[] {
  const below = { ...context, depth: context.depth + 1 };
  const minimum = Math.min(sanityLimit, typeof schema.minItems === "number" ? schema.minItems : 0);
  const maximum = typeof schema.maxItems === "number" ? schema.maxItems : Number.POSITIVE_INFINITY;
  const fixed = Array.isArray(schema.prefixItems)
    ? schema.prefixItems
    : Array.isArray(schema.items)
      ? schema.items
      : [];
  const rest = Array.isArray(schema.items) ? schema.additionalItems : schema.items;
  const idle = below.depth > maximumDepth || isExhausted(rest, context) || rest === false;
  const count = Math.min(maximum, Math.max(minimum, fixed.length, idle ? 0 : 1));
  const items: unknown[] = [];
  for (let index = 0; index < count; index += 1) {
    const item = fixed[index] ?? rest ?? {};
    items.push(generate(item, { ...below, index: schema.uniqueItems === true ? index : 0 }));
  }
  return items;
}

function generateNumber(schema: Schema, type: string, context: Context): number {
  const step = typeof schema.multipleOf === "number" ? schema.multipleOf : type === "integer" ? 1 : 0;
  const bound = (inclusive: string, exclusive: string) => {
    const soft = typeof schema[inclusive] === "number" ? schema[inclusive] : undefined;
    const hard = typeof schema[exclusive] === "number" ? schema[exclusive] : undefined;
    const strict = hard !== undefined || schema[exclusive] === true;
    return { value: hard ?? soft, strict };
  };
  const low = bound("minimum", "exclusiveMinimum");
  const high = bound("maximum", "exclusiveMaximum");
  const fits = (value: number) =>
    (low.value === undefined || (low.strict ? value > low.value : value >= low.value)) &&
    (high.value === undefined || (high.strict ? value < high.value : value <= high.value));
  const round = (value: number) => (step > 0 ? Math.ceil(value / step) * step : value);
  const span = low.value !== undefined && high.value !== undefined ? high.value - low.value : 2;
  const candidates = [
    round(1),
    ...(low.value === undefined ? [] : [round(low.value), round(low.value + (step || span / 4))]),
    ...(high.value === undefined ? [] : [Math.floor(high.value / (step || 1)) * (step || 1), high.value - span / 4]),
    0,
  ];
  const first = candidates.find(fits) ?? low.value ?? high.value ?? 1;
  const shifted = first + context.index * (step || 1);
  return fits(shifted) ? shifted : first;
}

const formats: Readonly<Record<string, string>> = {
  "date-time": "2026-01-02T03:04:05Z",
  date: "2026-01-02",
  time: "03:04:05Z",
  duration: "P1D",
  email: "user@example.com",
  "idn-email": "user@example.com",
  hostname: "example.com",
  ipv4: "192.0.2.1",
  ipv6: "2001:db8::1",
  uuid: "00000000-0000-4000-8000-000000000001",
  uri: "https://example.com/",
  url: "https://example.com/",
  "uri-reference": "/sandbox",
  "json-pointer": "/sandbox",
  regex: "^a$",
  byte: "c2FuZGJveA==",
};

function generateString(schema: Schema, context: Context): string {
  const format = typeof schema.format === "string" ? formats[schema.format] : undefined;
  const pattern = typeof schema.pattern === "string" ? schema.pattern : undefined;
  const suffix = context.index === 0 ? "" : ` ${context.index + 1}`;
  let text = `${context.text}${suffix}`;
  if (format !== undefined) text = format;
  if (pattern !== undefined && !matches(pattern, text)) text = patternText(pattern) ?? text;
  const missing = Math.min(sanityLimit, typeof schema.minLength === "number" ? schema.minLength : 0) - [...text].length;
  if (missing > 0) text += "x".repeat(missing);
  if (typeof schema.maxLength === "number" && [...text].length > schema.maxLength) {
    const characters = [...text].slice(0, Math.max(0, schema.maxLength - suffix.length));
    text = [...characters, ...suffix].slice(0, schema.maxLength).join("");
  }
  return text;
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, "u").test(text);
  } catch {
    return true;
  }
}
