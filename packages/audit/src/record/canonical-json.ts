/** Deeper than anything that is written here. */
const MAX_DEPTH = 8;

/**
 * The one JSON text of a value, after RFC 8785: members sorted by their names' UTF-16 units, no spaces. Numbers are
 * integers, whose text is the same everywhere.
 *
 * @throws TypeError for fractions, numbers beyond what is exact, what JSON does not have, and what is nested more than eight deep
 */
export function canonicalJson(value: unknown): string {
  return write(value, 0);
}

function write(value: unknown, depth: number): string {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new TypeError("Half a surrogate pair has no canonical JSON.");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new TypeError("Only integers have canonical JSON.");
    return String(value);
  }
  if (typeof value === "boolean" || value === null) return String(value);
  if (typeof value !== "object") throw new TypeError(`A value of type ${typeof value} has no canonical JSON.`);
  if (depth === MAX_DEPTH) throw new TypeError("The value is nested too deep for canonical JSON.");
  if (Array.isArray(value)) return `[${value.map((item) => write(item, depth + 1)).join(",")}]`;
  const members = Object.keys(value)
    .sort()
    .map((name) => `${write(name, depth)}:${write((value as Record<string, unknown>)[name], depth + 1)}`);
  return `{${members.join(",")}}`;
}
