import type { LocatedFinding } from "../engine.ts";
import { type Path, toPointer } from "../json-pointer.ts";
import type { Draft } from "./draft.ts";

/** Names of fields in which something was found, and what stands for them in pointers, which must not hold it. */
export interface FoundKeys {
  add(path: Path, name: string): void;
  /** Keeps a name out of pointers that stays in the request. */
  mask(path: Path): void;
  /** Gives the fields their names. After that, no path that goes through them is good any more. */
  rename(draft: Draft<object>): void;
  hide<Found extends Pick<LocatedFinding, "path">>(finding: Found): Found;
  hidePath(pointer: string): string;
}

/** Creates the list of one request. */
export function createFoundKeys(): FoundKeys {
  const names = new Map<string, string>();
  const owners = new Map<string, { path: Path; renamed: Map<string, string> }>();

  function hidePath(pointer: string): string {
    if (names.size === 0) return pointer;
    let original = "";
    let hidden = "";
    for (const segment of pointer.split("/").slice(1)) {
      original += `/${segment}`;
      hidden += names.get(original) ?? `/${segment}`;
    }
    return hidden;
  }

  return {
    add(path, name) {
      names.set(toPointer(path), toPointer([name]));
      const ownerPath = path.slice(0, -1);
      const pointer = toPointer(ownerPath);
      const owner = owners.get(pointer) ?? { path: ownerPath, renamed: new Map<string, string>() };
      owners.set(pointer, owner);
      owner.renamed.set(String(path.at(-1)), name);
    },
    mask: (path) => names.set(toPointer(path), "/*"),
    rename(draft) {
      const deepestFirst = [...owners.values()].sort((first, second) => second.path.length - first.path.length);
      for (const { path, renamed } of deepestFirst) draft.rename(path, renamed);
    },
    hide: (finding) => (names.size === 0 ? finding : { ...finding, path: hidePath(finding.path) }),
    hidePath,
  };
}
