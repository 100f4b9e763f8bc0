import { CatalogFileError } from "./catalog-file-error.ts";

/** Where something is in a JSON document: keys and indexes. */
export type JsonPath = readonly (string | number)[];

/** How deep objects and arrays may nest. An overrides file goes 8 deep. */
const MAX_DEPTH = 32;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * Parses JSON as `JSON.parse` does, except that it says on which line a mistake is, and takes a key that an object has
 * twice, or that is `__proto__`, for one. `visit` is told the path and the offset of each value before it is read.
 *
 * @throws CatalogFileError for what is no JSON. The message never quotes the text.
 */
export function readJson(text: string, visit?: (path: JsonPath, offset: number) => void): unknown {
  const path: (string | number)[] = [];
  let at = 0;

  function fail(message: string): never {
    throw new CatalogFileError(message, placeOf(text, at));
  }
  function take(pattern: RegExp): string | undefined {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  }
  function takeMark(mark: string): boolean {
    take(SPACE);
    if (text[at] !== mark) return false;
    at += 1;
    return true;
  }
  function readString(): string {
    const start = at;
    const end = text[start] === '"' ? endOfString(text, start) : -1;
    if (end === -1) fail("Expected a string in double quotes");
    try {
      const value = JSON.parse(text.slice(start, end));
      at = end;
      return value;
    } catch {
      return fail("Expected a string without line breaks and with valid escapes, closed by a double quote");
    }
  }
  function readArray(): unknown[] {
    const items: unknown[] = [];
    if (takeMark("]")) return items;
    do {
      path.push(items.length);
      items.push(readValue());
      path.pop();
    } while (takeMark(","));
    return takeMark("]") ? items : fail("Expected a comma or a closing bracket");
  }
  function readObject(): Record<string, unknown> {
    const entries = new Map<string, unknown>();
    if (takeMark("}")) return {};
    do {
      take(SPACE);
      const start = at;
      const key = readString();
      if (entries.has(key) || key === "__proto__") {
        at = start;
        fail(key === "__proto__" ? "The key __proto__ is not allowed" : "The object has this key twice");
      }
      if (!takeMark(":")) fail("Expected a colon");
      path.push(key);
      entries.set(key, readValue());
      path.pop();
    } while (takeMark(","));
    return takeMark("}") ? Object.fromEntries(entries) : fail("Expected a comma or a closing brace");
  }
  function readValue(): unknown {
    take(SPACE);
    if (path.length > MAX_DEPTH) fail(`Expected at most ${MAX_DEPTH} levels`);
    visit?.(path, at);
    const first = text[at];
    if (first === '"') return readString();
    if (takeMark("{")) return readObject();
    if (takeMark("[")) return readArray();
    const scalar = take(LITERAL) ?? take(NUMBER);
    return scalar === undefined ? fail("Expected a value") : JSON.parse(scalar);
  }

  const value = readValue();
  take(SPACE);
  return at === text.length ? value : fail("Expected nothing after the document");
}

/** Line and column of a value, or of what is nearest around it. */
export function findInJson(text: string, wanted: JsonPath): { line: number; column: number } {
  let nearest = 0;
  let depth = -1;
  readJson(text, (path, offset) => {
    if (path.length <= depth || path.length > wanted.length) return;
    if (path.some((step, index) => step !== wanted[index])) return;
    nearest = offset;
    depth = path.length;
  });
  return placeOf(text, nearest);
}

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** Behind the next double quote that no backslash escapes; -1 where there is none. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text[end - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return end + 1;
  }
  return -1;
}
