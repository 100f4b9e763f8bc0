import type { ChatRequest, JsonObject } from "@hub/protocol";
import { type DroppedParams, passThrough, TRANSLATED_FIELDS } from "@hub/provider";

/** Fields that the translation reads beside those that every one does. */
const TRANSLATED = new Set([
  ...TRANSLATED_FIELDS,
  "thinking",
  "user",
  "safety_identifier",
  "metadata",
  "prompt_cache_options",
  "cache_control",
  "additionalModelRequestFields",
  "requestMetadata",
]);

/**
 * Fields of Converse's own that go through as they are. Others of its fields can be reached by none: they would change
 * the shape of the answer.
 */
const PASSED_THROUGH = ["guardrailConfig", "performanceConfig"];

/** Converse's own fields of the request. Whatever is known to neither side is dropped. */
export function ownFields(request: ChatRequest, dropped: DroppedParams): JsonObject {
  const toOwnName = (name: string) => (PASSED_THROUGH.includes(name) ? name : undefined);
  return passThrough(request, toOwnName, dropped, TRANSLATED);
}
