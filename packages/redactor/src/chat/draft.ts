import type { Path } from "../json-pointer.ts";
import type { JsonObject } from "./json.ts";

/** A document that is changed without touching the original: what does not change is shared with it. */
export interface Draft<Root extends object> {
  set(path: Path, value: unknown): void;
  /** Gives fields of the object at a path other names, in their places. A name that is taken gets a number. */
  rename(path: Path, names: ReadonlyMap<string, string>): void;
  readonly root: Root;
}

/** Begins to change a document. */
export function createDraft<Root extends object>(original: Root): Draft<Root> {
  const copies = new Set<object>();

  function own<Value extends object>(value: Value): Value {
    if (copies.has(value)) return value;
    const copy = (Array.isArray(value) ? value.slice() : { ...value }) as Value;
    copies.add(copy);
    return copy;
  }

  /** The object or list at a path, copied with everything around it. */
  function ownAt(path: Path): JsonObject {
    draft.root = own(draft.root);
    let container = draft.root as JsonObject;
    for (const key of path) {
      const child = own(container[key] as JsonObject);
      assign(container, key, child);
      container = child;
    }
    return container;
  }

  const draft = {
    root: original,
    set: (path: Path, value: unknown) => assign(ownAt(path.slice(0, -1)), path.at(-1) as string | number, value),
    rename(path: Path, names: ReadonlyMap<string, string>) {
      const container = ownAt(path);
      const entries = Object.entries(container);
      const nameFree = createNamer(entries.map(([key]) => key).filter((key) => !names.has(key)));
      for (const [key] of entries) delete container[key];
      for (const [key, value] of entries) {
        const name = names.get(key);
        assign(container, name === undefined ? key : nameFree(name), value);
      }
    },
  };
  return draft;
}

/** Like `container[key] = value`, which would call a setter for a key named "__proto__". */
function assign(container: JsonObject, key: string | number, value: unknown): void {
  if (key !== "__proto__") container[key] = value;
  else Object.defineProperty(container, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Gives each name once, with a number where it is taken. */
function createNamer(given: readonly string[]): (name: string) => string {
  const taken = new Set(given);
  const numbers = new Map<string, number>();
  return (name) => {
    let number = numbers.get(name) ?? 1;
    let free = name;
    for (; taken.has(free); free = `${name}_${number}`) number++;
    numbers.set(name, number);
    taken.add(free);
    return free;
  };
}
