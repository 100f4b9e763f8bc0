import type { DroppedParams } from "./dropped-params.ts";
import { isEmpty } from "./values.ts";

/**
 * Names the fields of a value that are not among the known ones, as `messages[].name` where the path is `messages[]`.
 * Fields that say nothing lose nothing, and stay unnamed.
 */
export function reportUnknownFields(
  value: object,
  known: ReadonlySet<string>,
  path: string,
  dropped: DroppedParams,
): void {
  for (const field in value) {
    if (known.has(field) || isEmpty((value as Record<string, unknown>)[field])) continue;
    dropped.add(`${path}.${field}`);
  }
}

/** Names a field whose value cannot be read as what the field holds, unless it says nothing. */
export function reportUnusable(field: string, value: unknown, dropped: DroppedParams): void {
  if (!isEmpty(value)) dropped.add(field);
}
