import { isRecord } from "../shape/shape.ts";

/** Values whose keys belong to the user's schema, not to the vendor's format. */
const opaque = new Set(["input", "args", "arguments", "parsed_arguments"]);

/** All key paths of a JSON value; array indexes are left out, tagged objects are told apart by their `type`. */
export function keyPaths(value: unknown, path: string = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keyPaths(item, `${path}[]`));
  if (!isRecord(value)) return [];
  const tag = typeof value.type === "string" ? `<${value.type}>` : "";
  return Object.entries(value).flatMap(([key, entry]) => {
    const here = `${path}${tag}.${key}`;
    return opaque.has(key) ? [here] : [here, ...keyPaths(entry, here)];
  });
}
