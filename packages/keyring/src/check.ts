import { invalidArgument } from "./keyring-error.ts";
import type { JsonValue } from "./model/json-value.ts";

/** Characters that HTTP headers and command lines carry unharmed: ASCII without spaces and control characters. */
const VISIBLE = /^[\x21-\x7e]+$/;
const ID = /^[\w.:@-]{1,128}$/;
const VENDOR = /^[a-z0-9][a-z0-9_-]{0,63}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what a name may not contain
const CONTROL = /[\x00-\x1f\x7f]/;
const MAX_NAME_LENGTH = 200;
const MAX_LIST_LENGTH = 1_000;
const MAX_ITEM_LENGTH = 256;
const MAX_JSON_DEPTH = 32;
/** The last moment that a Date can tell, in ms. */
const MAX_TIME = 8.64e15;

/** Whether a text is 1 to `maxLength` visible ASCII characters. */
export function isVisible(value: unknown, maxLength: number): value is string {
  return typeof value === "string" && value.length <= maxLength && VISIBLE.test(value);
}

/**
 * An argument that is an object with no other fields than these.
 *
 * @throws KeyringError `invalid_argument`, as every function here
 */
export function checkFields<Value extends object>(value: Value, param: string, names: readonly string[]): Value {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalidArgument(param, `\`${param}\` must be an object.`);
  const unknown = Object.keys(value).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw invalidArgument(param, `\`${param}\` has an unknown field; it may have ${names.join(", ")}.`);
  return value;
}

/** A name for people. */
export function checkName(value: unknown): string {
  if (typeof value !== "string" || value.trim() === "" || value.length > MAX_NAME_LENGTH || CONTROL.test(value))
    throw invalidArgument("name", `\`name\` must be 1 to ${MAX_NAME_LENGTH} characters of one line.`);
  return value;
}

/** The name of an account, project, key or policy in the store. */
export function checkId(value: unknown, param = "id"): string {
  if (typeof value !== "string" || !ID.test(value))
    throw invalidArgument(param, `\`${param}\` must be 1 to 128 letters, digits and any of _ . : @ -`);
  return value;
}

/** A vendor's id. */
export function checkVendor(value: unknown, param = "vendor"): string {
  if (typeof value !== "string" || !VENDOR.test(value))
    throw invalidArgument(param, `\`${param}\` must be a vendor's id: lower-case letters, digits, - and _.`);
  return value;
}

/** A list of distinct texts, such as globs of models. */
export function checkList(value: unknown, param: string): readonly string[] {
  if (!Array.isArray(value) || value.length > MAX_LIST_LENGTH)
    throw invalidArgument(param, `\`${param}\` must be a list of at most ${MAX_LIST_LENGTH} texts.`);
  for (const [index, item] of value.entries())
    if (!isVisible(item, MAX_ITEM_LENGTH))
      throw invalidArgument(
        `${param}[${index}]`,
        `\`${param}[${index}]\` must be 1 to ${MAX_ITEM_LENGTH} visible ASCII characters without spaces.`,
      );
  return Object.freeze([...new Set<string>(value)]);
}

/** A list of vendors' ids. */
export function checkVendors(value: unknown, param = "vendors"): readonly string[] {
  const list = checkList(value, param);
  for (const [index, item] of list.entries()) checkVendor(item, `${param}[${index}]`);
  return list;
}

/** A moment, in ms since the epoch. */
export function checkTime(value: unknown, param: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0 || value > MAX_TIME)
    throw invalidArgument(param, `\`${param}\` must be a time in ms since the epoch.`);
  return value;
}

/** A moment that is still to come. */
export function checkFuture(value: unknown, param: string, now: number): number {
  const time = checkTime(value, param);
  if (time <= now) throw invalidArgument(param, `\`${param}\` is over already; is it in ms since the epoch?`);
  return time;
}

/** A whole number within bounds. */
export function checkInteger(value: unknown, param: string, [least, most]: readonly [number, number]): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least || value > most)
    throw invalidArgument(param, `\`${param}\` must be a whole number from ${least} to ${most}.`);
  return value;
}

/** A frozen copy of what JSON can say, and says in at most `maxLength` characters. */
export function checkJson(value: unknown, param: string, maxLength: number): JsonValue {
  const copy = copyJson(value, param, 0);
  if (JSON.stringify(copy).length > maxLength)
    throw invalidArgument(param, `\`${param}\` is longer than ${maxLength} characters as JSON.`);
  return copy;
}

function copyJson(value: unknown, param: string, depth: number): JsonValue {
  if (depth > MAX_JSON_DEPTH) throw invalidArgument(param, `\`${param}\` is nested more than ${MAX_JSON_DEPTH} deep.`);
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return value;
  if (Array.isArray(value)) return Object.freeze(value.map((item) => copyJson(item, param, depth + 1)));
  if (isPlainObject(value)) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    return Object.freeze(Object.fromEntries(fields.map(([name, field]) => [name, copyJson(field, param, depth + 1)])));
  }
  throw invalidArgument(param, `\`${param}\` holds something that JSON cannot say.`);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
