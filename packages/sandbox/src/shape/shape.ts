/** Where in a body a value sits: property names and array indexes from the root. */
export type Path = readonly (string | number)[];

/** The first thing wrong with a body, neutral of any vendor; each vendor words it in its own way. */
export interface Violation {
  readonly kind:
    | "missing"
    | "unknown"
    | "type"
    | "enum"
    | "pattern"
    | "below"
    | "above"
    | "short"
    | "long"
    | "few"
    | "many"
    | "rule";
  readonly path: Path;
  /** What was wanted: a JSON type such as `string`, or `integer`. */
  readonly expected?: string;
  /** The JSON type of what came. */
  readonly got?: string;
  /** The value that came. */
  readonly value?: unknown;
  /** The bound that was crossed (a number, a length or a count). */
  readonly limit?: number;
  /** The accepted values of an enum. */
  readonly values?: readonly string[];
  /** The source of the regular expression that did not match. */
  readonly pattern?: string;
  /** For `unknown`: the property names that are not known. */
  readonly keys?: readonly string[];
  /** For `rule`: the whole message, already in the vendor's words. */
  readonly message?: string;
}

/** Checks one value; `undefined` means that it fits. */
export type Shape = (value: unknown, path: Path) => Violation | undefined;

/** The JSON type of a value, as error messages name it. */
function jsonType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** Whether a value is a JSON object (not null, not an array). */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const wrongType = (expected: string, value: unknown, path: Path): Violation => ({
  kind: "type",
  path,
  expected,
  got: jsonType(value),
  value,
});

/** Anything at all. */
export const anything: Shape = () => undefined;

/** A string, optionally of bounded length (UTF-16 units) or of a pattern. */
export function string(options: { min?: number; max?: number; pattern?: RegExp } = {}): Shape {
  return (value, path) => {
    if (typeof value !== "string") return wrongType("string", value, path);
    if (options.min !== undefined && value.length < options.min)
      return { kind: "short", path, limit: options.min, value };
    if (options.max !== undefined && value.length > options.max)
      return { kind: "long", path, limit: options.max, value };
    if (options.pattern !== undefined && !options.pattern.test(value)) {
      return { kind: "pattern", path, pattern: options.pattern.source, value };
    }
    return undefined;
  };
}

function bounded(value: number, path: Path, expected: string, options: { min?: number; max?: number }) {
  if (options.min !== undefined && value < options.min) {
    return { kind: "below", path, limit: options.min, value, expected } as const;
  }
  if (options.max !== undefined && value > options.max) {
    return { kind: "above", path, limit: options.max, value, expected } as const;
  }
  return undefined;
}

/** A number within inclusive bounds. */
export function number(options: { min?: number; max?: number } = {}): Shape {
  return (value, path) =>
    typeof value === "number" ? bounded(value, path, "number", options) : wrongType("number", value, path);
}

/** A whole number within inclusive bounds. */
export function integer(options: { min?: number; max?: number } = {}): Shape {
  return (value, path) =>
    typeof value === "number" && Number.isInteger(value)
      ? bounded(value, path, "integer", options)
      : wrongType("integer", value, path);
}

/** `true` or `false`. */
export const boolean: Shape = (value, path) =>
  typeof value === "boolean" ? undefined : wrongType("boolean", value, path);

/** One of some strings. */
export function oneOf(...values: readonly string[]): Shape {
  return (value, path) => {
    if (typeof value !== "string") return wrongType("string", value, path);
    return values.includes(value) ? undefined : { kind: "enum", path, values, value };
  };
}

/** `null` or the given shape. */
export function nullable(shape: Shape): Shape {
  return (value, path) => (value === null ? undefined : shape(value, path));
}

/** An array whose items all fit. */
export function array(item: Shape, options: { min?: number; max?: number } = {}): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return wrongType("array", value, path);
    if (options.min !== undefined && value.length < options.min)
      return { kind: "few", path, limit: options.min, value };
    if (options.max !== undefined && value.length > options.max) {
      return { kind: "many", path, limit: options.max, value };
    }
    for (const [index, entry] of value.entries()) {
      const violation = item(entry, [...path, index]);
      if (violation) return violation;
    }
    return undefined;
  };
}

/** An object with required and optional fields; fields of neither list are refused unless `open`. */
export function object(
  required: Readonly<Record<string, Shape>>,
  optional: Readonly<Record<string, Shape>> = {},
  options: { open?: boolean } = {},
): Shape {
  return (value, path) => {
    if (!isRecord(value)) return wrongType("object", value, path);
    for (const key of Object.keys(required)) {
      if (value[key] === undefined) return { kind: "missing", path: [...path, key] };
    }
    const unknown: string[] = [];
    for (const [key, entry] of Object.entries(value)) {
      const shape = Object.hasOwn(required, key)
        ? required[key]
        : Object.hasOwn(optional, key)
          ? optional[key]
          : undefined;
      if (shape === undefined) {
        unknown.push(key);
        continue;
      }
      const violation = shape(entry, [...path, key]);
      if (violation) return violation;
    }
    if (unknown.length > 0 && options.open !== true) return { kind: "unknown", path, keys: unknown };
    return undefined;
  };
}

/** An object used as a map from any key to values of one shape. */
export function record(item: Shape): Shape {
  return (value, path) => {
    if (!isRecord(value)) return wrongType("object", value, path);
    for (const [key, entry] of Object.entries(value)) {
      const violation = item(entry, [...path, key]);
      if (violation) return violation;
    }
    return undefined;
  };
}

/** An object whose field `tag` says which of the variants it is. */
export function tagged(tag: string, variants: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    if (!isRecord(value)) return wrongType("object", value, path);
    const name = value[tag];
    if (name === undefined) return { kind: "missing", path: [...path, tag] };
    if (typeof name !== "string") return wrongType("string", name, [...path, tag]);
    const variant = Object.hasOwn(variants, name) ? variants[name] : undefined;
    if (variant === undefined)
      return { kind: "enum", path: [...path, tag], values: Object.keys(variants), value: name };
    return variant(value, path);
  };
}

/** A value whose JSON type decides which shape it must fit, such as a string or an array of parts. */
export function byType(shapes: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    const type = jsonType(value);
    const shape = shapes[type] ?? (type === "integer" ? shapes.number : undefined);
    return shape === undefined ? wrongType(Object.keys(shapes).join(" or "), value, path) : shape(value, path);
  };
}

/** A path as `messages[0].content[1].text`. */
export function bracketPath(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );
}

/** A path as `messages.0.content.1.text`. */
export function dottedPath(path: Path): string {
  return path.join(".");
}
