import { restoreText } from "../text/text-restorer.ts";
import type { Vault } from "../text/vault.ts";
import { isJsonObject, type JsonObject } from "./json.ts";
import type { MovedOffsets } from "./moved-offsets.ts";

const OFFSETS: ReadonlySet<string> = new Set(["start_index", "end_index"]);
const MAX_DEPTH = 8;

/**
 * Puts values back into the citations of a message or a delta, and moves their offsets along with the content. `fields`
 * is what was restored of it so far.
 */
export function restoreAnnotations(vault: Vault, fields: JsonObject, offsets: MovedOffsets): JsonObject {
  const { annotations } = fields;
  if (vault.isEmpty || !Array.isArray(annotations) || annotations.length === 0) return fields;
  return { ...fields, annotations: annotations.map((annotation: unknown) => restore(annotation, "", 0)) };

  function restore(value: unknown, field: string, depth: number): unknown {
    if (typeof value === "string") return restoreText(vault, value, "text");
    if (typeof value === "number") return OFFSETS.has(field) ? offsets.offsetOf(value) : value;
    if (depth > MAX_DEPTH) return value;
    if (Array.isArray(value)) return value.map((item) => restore(item, field, depth + 1));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, restore(inner, name, depth + 1)]));
  }
}
