/** Values that a vendor could put where something else was due, as JSON text. */
const HOSTILE_VALUES = [
  "null",
  "true",
  "-1",
  "1.5",
  "1e999",
  '""',
  '"constructor"',
  "[]",
  "{}",
  "[null]",
  "[[7]]",
  '{"__proto__":{"polluted":true}}',
  `${"[".repeat(300)}${"]".repeat(300)}`,
];
const MARK = "\u2063hostile\u2063";

/** A damaged copy of a JSON value. */
export interface Mutation {
  /** What was done, for messages of tests. */
  name: string;
  /** The copy as JSON text. */
  text: string;
}

/** All copies of a JSON value in which one part, at whatever depth, is replaced or left out. */
export function* mutationsOf(value: unknown): Generator<Mutation> {
  for (const path of pathsOf(value)) {
    const name = path.join(".");
    const marked = JSON.stringify(withValueAt(value, path, MARK));
    for (const hostile of HOSTILE_VALUES) {
      yield { name: `${name} = ${hostile.slice(0, 40)}`, text: marked.replace(JSON.stringify(MARK), () => hostile) };
    }
    yield { name: `no ${name}`, text: JSON.stringify(withValueAt(value, path, undefined)) };
  }
}

function* pathsOf(value: unknown, base: readonly string[] = []): Generator<readonly string[]> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) {
    const path = [...base, key];
    yield path;
    yield* pathsOf(item, path);
  }
}

function withValueAt(value: unknown, path: readonly string[], replacement: unknown): unknown {
  const copy = structuredClone(value);
  let parent = copy as Record<string, unknown>;
  for (const key of path.slice(0, -1)) parent = parent[key] as Record<string, unknown>;
  parent[path.at(-1) as string] = replacement;
  return copy;
}
