import { isRecord } from "../../shape/shape.ts";

/** JSON with a space after each comma and colon, as Python's `json.dumps` writes it. */
export function spacedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spacedJson).join(", ")}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return `{${fields.map(([key, entry]) => `${JSON.stringify(key)}: ${spacedJson(entry)}`).join(", ")}}`;
}
