/** A vendor's number, or the other one where it is no natural number. */
export function naturalOr(said: unknown, otherwise: number): number {
  return Number.isSafeInteger(said) && (said as number) >= 0 ? (said as number) : otherwise;
}

/** A vendor's count of something; 0 for what is no natural number. */
export function countOf(said: unknown): number {
  return naturalOr(said, 0);
}

/** A vendor's text; empty for what is none. */
export function textOf(said: unknown): string {
  return typeof said === "string" ? said : "";
}

/** Adds items to a list, however many: as arguments of `push`, some 100,000 exhaust the engine's stack. */
export function addAll<Item>(list: Item[], items: readonly Item[]): void {
  for (const item of items) list.push(item);
}

/** Whether a value says nothing: nothing at all, or an empty text, list or object. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}
