import { isBase64 } from "../../answer/media-type.ts";
import { isRecord } from "../../shape/shape.ts";

/** What a field of a protocol buffer message holds. */
export type FieldType =
  | { readonly kind: "string" | "bool" | "integer" | "number" | "bytes" | "struct" | "any" }
  | { readonly kind: "enum"; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: "list" | "map"; readonly item: FieldType }
  | MessageType;

/** A message: its fields by their JSON names; of the fields in `oneOf` at most one may be set. */
export interface MessageType {
  readonly kind: "message";
  readonly name: string;
  /** A function, so that messages can contain themselves. */
  readonly fields: () => Readonly<Record<string, FieldType>>;
  readonly oneOf?: { readonly name: string; readonly fields: readonly string[] };
}

/** One thing wrong with a request, as `google.rpc.BadRequest` reports it. */
export interface FieldViolation {
  /** Path with the fields' original names: `contents[0].parts[0].inline_data`. */
  readonly field: string;
  readonly description: string;
}

/** A value with canonical field names, or everything that is wrong with it. */
export interface Decoded {
  readonly value: unknown;
  readonly violations: readonly FieldViolation[];
}

/** Nesting that Google's parser still reads. */
const maximumDepth = 100;
const typeNames = { string: "TYPE_STRING", bool: "TYPE_BOOL", integer: "TYPE_INT32", number: "TYPE_FLOAT" } as const;

const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Reads JSON as Google's APIs read protocol buffers: field names in camelCase or snake_case, enums in any case, a single
 * value where a list is expected, null for "not set"; unknown names and wrong types are refused.
 */
export function decodeProtoJson(type: MessageType, input: unknown): Decoded {
  const violations: FieldViolation[] = [];
  const value = decodeMessage(type, input, "", 0, violations);
  return { value, violations };
}

function decode(type: FieldType, input: unknown, path: string, depth: number, violations: FieldViolation[]): unknown {
  const refuse = (what: string, detail: string = JSON.stringify(input)) => {
    violations.push({ field: path, description: `Invalid value at '${path}' (${what}), ${detail}` });
    return undefined;
  };
  if (depth > maximumDepth) {
    violations.push({ field: path, description: `Message too deep. Max recursion depth reached for key '${path}'` });
    return undefined;
  }
  switch (type.kind) {
    case "any":
      return input;
    case "list":
      return (Array.isArray(input) ? input : [input]).map((item, index) =>
        decode(type.item, item, `${path}[${index}]`, depth + 1, violations),
      );
    case "map":
      if (!isRecord(input)) return refuse("Map");
      return Object.fromEntries(
        Object.entries(input).map(([key, item], index) => [
          key,
          decode(type.item, item, `${path}[${index}].value`, depth + 1, violations),
        ]),
      );
    case "message":
      return decodeMessage(type, input, path, depth, violations);
    case "struct":
      return isRecord(input) ? input : refuse("type.googleapis.com/google.protobuf.Struct");
    case "enum": {
      // Enums may come as numbers (recorded: `"type": 6`).
      const name = typeof input === "string" ? input.toUpperCase() : type.values[Number(input)];
      return name !== undefined && type.values.includes(name) ? name : refuse(type.name);
    }
    case "bytes":
      return typeof input === "string" && isBase64(input)
        ? input
        : refuse("TYPE_BYTES", `Base64 decoding failed for ${JSON.stringify(String(input).slice(0, 100))}`);
    default:
      if (isRecord(input)) return refuse(typeNames[type.kind], "Starting an object on a scalar field");
      return decodeScalar(type.kind, input) ?? refuse(typeNames[type.kind]);
  }
}

/** A scalar; numbers may come as strings. Undefined where it does not fit. */
function decodeScalar(kind: keyof typeof typeNames, input: unknown): string | number | boolean | undefined {
  if (kind === "string") return typeof input === "string" ? input : undefined;
  if (kind === "bool") return typeof input === "boolean" ? input : undefined;
  const number = typeof input === "string" && input.trim() !== "" ? Number(input) : input;
  if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
  return kind === "integer" && !Number.isInteger(number) ? undefined : number;
}

function decodeMessage(
  type: MessageType,
  input: unknown,
  path: string,
  depth: number,
  violations: FieldViolation[],
): Record<string, unknown> | undefined {
  if (!isRecord(input)) {
    const description =
      path === ""
        ? "Invalid JSON payload received. Root element must be a message."
        : `Invalid value at '${path}' (type.googleapis.com/${type.name}), ${JSON.stringify(input)}`;
    violations.push({ field: path, description });
    return undefined;
  }
  const fields = type.fields();
  const at = path === "" ? "" : ` at '${path}'`;
  const unusable = (name: string, why: string) =>
    violations.push({
      field: path,
      description: `Invalid JSON payload received. Unknown name ${JSON.stringify(name)}${at}: ${why}`,
    });
  const message: Record<string, unknown> = {};
  for (const [given, value] of Object.entries(input)) {
    const name = Object.hasOwn(fields, given) ? given : camelCase(given);
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      unusable(given, "Cannot find field.");
      continue;
    }
    if (value === null) continue;
    if (Array.isArray(value) && field.kind !== "list" && field.kind !== "any") {
      unusable(given, "Proto field is not repeating, cannot start list.");
      continue;
    }
    const below = path === "" ? snakeCase(name) : `${path}.${snakeCase(name)}`;
    message[name] = decode(field, value, below, depth + 1, violations);
  }
  const set = type.oneOf?.fields.filter((name) => message[name] !== undefined) ?? [];
  if (set.length > 1) {
    const description = `Invalid value at '${path}' (oneof), oneof field '${type.oneOf?.name}' is already set. Cannot set '${set[1]}'`;
    violations.push({ field: path, description });
  }
  return message;
}
