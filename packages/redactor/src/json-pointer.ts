/** The way to a value inside a document. */
export type Path = readonly (string | number)[];

/** A path as a JSON pointer (RFC 6901). */
export function toPointer(path: Path): string {
  let pointer = "";
  for (const key of path) pointer += `/${typeof key === "number" ? key : escapeKey(key)}`;
  return pointer;
}

/** A name as it is written between the slashes of a pointer. */
export function escapeKey(key: string): string {
  return key.includes("~") || key.includes("/") ? key.replaceAll("~", "~0").replaceAll("/", "~1") : key;
}
