import { type ChatRequest, HubError, type JsonObject } from "@hub/protocol";
import type { OpenAICompatibleSpec } from "./spec.ts";

/** Request fields that few vendors know, and without which the answer is still the one that was asked for. */
const DISPENSABLE = [
  "metadata",
  "moderation",
  "prediction",
  "prompt_cache_key",
  "prompt_cache_options",
  "prompt_cache_retention",
  "safety_identifier",
  "store",
  "verbosity",
] as const;

/** What few of the vendors know that speak OpenAI's format. */
export type RareFeature =
  | (typeof DISPENSABLE)[number]
  | "extra_content"
  | "file"
  | "functions"
  | "input_audio"
  | "web_search_options";

const DISPENSABLE_FIELDS: ReadonlySet<string> = new Set(DISPENSABLE);

/** Whether a vendor has a feature. */
export function knows({ dialect, knows }: OpenAICompatibleSpec, feature: RareFeature): boolean {
  return dialect === "full" || knows?.includes(feature) === true;
}

/** Whether a request field is one that few vendors know, and this one does not. */
export function isUnknownField(field: string, spec: OpenAICompatibleSpec): boolean {
  return DISPENSABLE_FIELDS.has(field) && !knows(spec, field as RareFeature);
}

/**
 * @throws HubError `unsupported_parameter` for what would make another request of this one if it were left out:
 * several answers, spoken answers, answers from the web, and tools whose input is free text
 */
export function assertExpressible(request: ChatRequest, spec: OpenAICompatibleSpec): void {
  const { name } = spec;
  if (spec.oneAnswer && (request.n ?? 1) > 1) throw unsupported("n", `${name} gives one answer per request.`);
  if (spec.dialect === "full") return;
  if (request.audio || request.modalities?.includes("audio")) {
    throw unsupported(request.audio ? "audio" : "modalities", `${name} does not answer in speech.`);
  }
  if (request.web_search_options && !knows(spec, "web_search_options")) {
    throw unsupported("web_search_options", `${name} does not search the web on chat completions.`);
  }
  const custom = request.tools?.findIndex(({ type }) => type === "custom") ?? -1;
  if (custom >= 0) throw unsupported(`tools[${custom}]`, `${name}'s models do not take custom tools.`);
}

/** @throws HubError `unsupported_parameter` for a part of a message that the vendor cannot read */
export function assertReadable(part: JsonObject, path: string, spec: OpenAICompatibleSpec): void {
  const { type } = part;
  if ((type === "file" || type === "input_audio") && !knows(spec, type)) {
    throw unsupported(path, `${spec.name} does not read ${type === "file" ? "files" : "audio"}.`);
  }
}

/** The error for a request that the vendor cannot be told. */
export function unsupported(param: string, reason: string): HubError {
  return new HubError("unsupported_parameter", `'${param}' is not supported: ${reason}`, { param });
}
