import type { LocatedFinding } from "./engine.ts";

/** How many values of each type were replaced, by type, in alphabetical order. */
export function redactionCounts(findings: readonly LocatedFinding[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { type, action } of findings) {
    if (action !== "flag" && action !== "block") counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return Object.fromEntries([...counts].sort(([first], [second]) => (first < second ? -1 : 1)));
}
