import { isEmpty } from "./values.ts";

/** Values that ask for what happens anyway, beside empty ones. */
const HARMLESS: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ["frequency_penalty", [0]],
  ["logprobs", [false]],
  ["n", [1]],
  ["parallel_tool_calls", [true]],
  ["presence_penalty", [0]],
  ["prompt_cache_retention", ["in_memory"]],
  ["service_tier", ["auto", "default"]],
  ["store", [false]],
  ["top_logprobs", [0]],
  ["verbosity", ["medium"]],
]);

/** Whether a request field asks for nothing beyond what happens anyway, so that leaving it out loses nothing. */
export function isHarmless(field: string, value: unknown): boolean {
  if (isEmpty(value) || HARMLESS.get(field)?.includes(value)) return true;
  if (field === "modalities") return Array.isArray(value) && value.every((modality) => modality === "text");
  return field === "stream_options";
}
