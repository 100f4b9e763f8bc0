import { inspect } from "node:util";

const CONCEALED = "[credential]";

/**
 * Keeps an object, and those in it, from showing what they hold to `util.inspect`, `console.log` and `JSON.stringify`.
 * Its fields can be read as before.
 */
export function conceal<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === "object" && part !== null) conceal(part);
  const show = { value: () => CONCEALED };
  return Object.freeze(Object.defineProperties(value, { toJSON: show, [inspect.custom]: show }));
}
