import { isRecord, type Path, type Violation } from "../shape/shape.ts";
import type { VendorReply } from "../vendor.ts";

/** One entry of `detail` in FastAPI's answer to a body that does not validate. */
interface PydanticError {
  readonly type: string;
  readonly loc: readonly (string | number)[];
  readonly msg: string;
  readonly input: unknown;
  readonly ctx?: object;
}

/** Turns a path inside the body into a location: pydantic names the branch of a union on the way. */
export type Locate = (path: Path, body: unknown) => readonly (string | number)[];

/** A 422 as FastAPI sends it: `{"detail":[{type,loc,msg,input}]}` (pydantic 2 error messages, docs read 2026-11). */
export function pydanticRefusal(violation: Violation, body: unknown, locate: Locate): VendorReply {
  const at = (path: Path) => ["body", ...locate(path, body)];
  const detail: readonly PydanticError[] =
    violation.kind === "unknown"
      ? (violation.keys ?? []).map((key) => ({
          type: "extra_forbidden",
          loc: at([...violation.path, key]),
          msg: "Extra inputs are not permitted",
          input: valueAt(body, [...violation.path, key]),
        }))
      : [error(violation, body, at)];
  return { kind: "json", status: 422, body: { detail } };
}

/** FastAPI's answer to a body that is not JSON. */
export function pydanticBadJson(problem: string): VendorReply {
  const detail = [
    { type: "json_invalid", loc: ["body", 0], msg: "JSON decode error", input: {}, ctx: { error: problem } },
  ];
  return { kind: "json", status: 422, body: { detail } };
}

function error(violation: Violation, body: unknown, at: (path: Path) => readonly (string | number)[]): PydanticError {
  const { path } = violation;
  const parent = path.slice(0, -1);
  const here = { loc: at(path), input: valueAt(body, path) };
  const limit = violation.limit ?? 0;
  const items = limit === 1 ? "item" : "items";
  const characters = limit === 1 ? "character" : "characters";
  switch (violation.kind) {
    case "missing":
      return { type: "missing", loc: here.loc, msg: "Field required", input: valueAt(body, parent) };
    case "type":
      return { ...wrongType(violation), ...here };
    case "enum":
      return isTag(path) ? wrongTag(violation, body, at(parent)) : { ...wrongValue(violation), ...here };
    case "below":
      return {
        type: "greater_than_equal",
        msg: `Input should be greater than or equal to ${limit}`,
        ctx: { ge: limit },
        ...here,
      };
    case "above":
      return {
        type: "less_than_equal",
        msg: `Input should be less than or equal to ${limit}`,
        ctx: { le: limit },
        ...here,
      };
    case "short":
      return { type: "string_too_short", msg: `String should have at least ${limit} ${characters}`, ...here };
    case "long":
      return { type: "string_too_long", msg: `String should have at most ${limit} ${characters}`, ...here };
    case "few":
      return { type: "too_short", msg: `List should have at least ${limit} ${items} after validation`, ...here };
    case "many":
      return { type: "too_long", msg: `List should have at most ${limit} ${items} after validation`, ...here };
    case "pattern":
      return {
        type: "string_pattern_mismatch",
        msg: `String should match pattern '${violation.pattern ?? ""}'`,
        ...here,
      };
    default:
      return { type: "value_error", msg: `Value error, ${violation.message ?? "invalid value"}`, ...here };
  }
}

const wrongTypes: Readonly<Record<string, Pick<PydanticError, "type" | "msg">>> = {
  string: { type: "string_type", msg: "Input should be a valid string" },
  integer: { type: "int_type", msg: "Input should be a valid integer" },
  number: { type: "float_type", msg: "Input should be a valid number" },
  boolean: { type: "bool_type", msg: "Input should be a valid boolean" },
  array: { type: "list_type", msg: "Input should be a valid list" },
  object: {
    type: "model_attributes_type",
    msg: "Input should be a valid dictionary or object to extract fields from",
  },
};

/** Texts and fractions that cannot be read as what is wanted have errors of their own. */
const unreadable: Readonly<Record<string, Pick<PydanticError, "type" | "msg">>> = {
  "integer string": {
    type: "int_parsing",
    msg: "Input should be a valid integer, unable to parse string as an integer",
  },
  "integer number": {
    type: "int_from_float",
    msg: "Input should be a valid integer, got a number with a fractional part",
  },
  "number string": {
    type: "float_parsing",
    msg: "Input should be a valid number, unable to parse string as a number",
  },
  "boolean string": { type: "bool_parsing", msg: "Input should be a valid boolean, unable to interpret input" },
};

/** A union is reported by its first branch here; pydantic reports each. */
function wrongType({ expected = "", got = "" }: Violation): Pick<PydanticError, "type" | "msg"> {
  const first = expected.split(" or ").find((type) => type !== "null") ?? "";
  return unreadable[`${first} ${got}`] ?? wrongTypes[first] ?? { type: "value_error", msg: "Input is not valid" };
}

/** Roles and part types choose the branch of a tagged union. */
function isTag(path: Path): boolean {
  const last = path.at(-1);
  return last === "role" || (last === "type" && path.at(-3) === "content");
}

function wrongTag(violation: Violation, body: unknown, loc: readonly (string | number)[]): PydanticError {
  const name = String(violation.path.at(-1));
  const expected = (violation.values ?? []).map((value) => `'${value}'`).join(", ");
  return {
    type: "union_tag_invalid",
    loc,
    msg: `Input tag '${String(violation.value)}' found using '${name}' does not match any of the expected tags: ${expected}`,
    input: valueAt(body, violation.path.slice(0, -1)),
    ctx: { discriminator: `'${name}'`, tag: String(violation.value), expected_tags: expected },
  };
}

function wrongValue(violation: Violation): Pick<PydanticError, "type" | "msg" | "ctx"> {
  const quoted = (violation.values ?? []).map((value) => `'${value}'`);
  const expected = quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
  return { type: "enum", msg: `Input should be ${expected}`, ctx: { expected } };
}

function valueAt(body: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (node, key) => (Array.isArray(node) ? node[Number(key)] : isRecord(node) ? node[key] : undefined),
    body,
  );
}
