import { RedactionError } from "../redaction-error.ts";
import { closestName } from "./closest-name.ts";
import { ACTIONS, type Action } from "./policy.ts";

/** The error of a policy's field. */
export function fault(path: string, problem: string): RedactionError {
  return new RedactionError("invalid_policy", `${path === "" ? "The policy" : `\`${path}\``} ${problem}`, {
    param: path,
  });
}

/** What to add to an error's message when there is a name that may have been meant. */
export function didYouMean(name: string | undefined): string {
  return name === undefined ? "" : ` Did you mean ${name}?`;
}

/** A plain object. Of others, like a `Map`, the fields would not be seen. */
export function record(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === "object" && value !== null && isPlain(value)) return value as Record<string, unknown>;
  throw fault(path, "must be a plain object.");
}

/** Whether nothing but the root of all objects, of whichever realm, stands behind an object. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || (!Array.isArray(value) && Object.getPrototypeOf(prototype) === null);
}

/** No other keys than these. */
export function onlyKeys(value: Record<string, unknown>, keys: readonly string[], path: string): void {
  for (const key of Object.keys(value)) {
    if (keys.includes(key)) continue;
    const closest = closestName(key, keys);
    throw fault(path === "" ? key : `${path}.${key}`, `is no field of this.${didYouMean(closest)}`);
  }
}

/** An array of bounded length. */
export function list(value: unknown, path: string, maxLength: number): unknown[] {
  if (!Array.isArray(value)) throw fault(path, "must be a list.");
  if (value.length > maxLength) throw fault(path, `must have ${maxLength} entries at most.`);
  return value;
}

/** A string that is not empty. */
export function text(value: unknown, path: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw fault(path, "must be a string that is not empty.");
}

/** `true` or `false`. */
export function boolean(value: unknown, path: string): boolean {
  if (typeof value === "boolean") return value;
  throw fault(path, "must be true or false.");
}

/** A number from 0 to 1. */
export function fraction(value: unknown, path: string): number {
  if (typeof value === "number" && value >= 0 && value <= 1) return value;
  throw fault(path, "must be a number from 0 to 1.");
}

/** One of the names. */
export function oneOf<Name extends string>(value: unknown, names: readonly Name[], path: string): Name {
  const name = names.find((candidate) => candidate === value);
  if (name !== undefined) return name;
  const closest = typeof value === "string" ? closestName(value, names) : undefined;
  throw fault(path, `must be one of ${names.join(", ")}.${didYouMean(closest)}`);
}

/** One of the actions. */
export function action(value: unknown, path: string): Action {
  return oneOf(value, ACTIONS, path);
}
