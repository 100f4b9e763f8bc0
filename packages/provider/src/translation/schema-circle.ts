import { isJsonObject, type JsonObject } from "@hub/protocol";

/** Whether a JSON Schema has a definition that refers to itself, over however many others. */
export function hasCircle(schema: JsonObject): boolean {
  const open = new Map<string, number>();
  const usedBy = new Map<string, string[]>();
  for (const key of ["$defs", "definitions"]) {
    for (const [name, definition] of Object.entries(isJsonObject(schema[key]) ? schema[key] : {})) {
      const user = `#/${key}/${name}`;
      const used: string[] = [];
      collectReferences(definition, used);
      open.set(user, used.length);
      for (const reference of used) {
        const users = usedBy.get(reference) ?? [];
        users.push(user);
        usedBy.set(reference, users);
      }
    }
  }
  // Definitions that use no other are settled, then those that use settled ones only, and so on; a circle never is.
  const settled = [...open.keys()].filter((name) => open.get(name) === 0);
  for (const name of settled) {
    for (const user of usedBy.get(name) ?? []) {
      const left = (open.get(user) ?? 0) - 1;
      open.set(user, left);
      if (left === 0) settled.push(user);
    }
  }
  return settled.length < open.size;
}

function collectReferences(node: unknown, references: string[]): void {
  if (Array.isArray(node)) {
    for (const item of node) collectReferences(item, references);
    return;
  }
  if (!isJsonObject(node)) return;
  if (typeof node.$ref === "string") references.push(node.$ref);
  for (const key in node) collectReferences(node[key], references);
}
