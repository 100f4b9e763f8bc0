import type { ChatRequest } from "@hub/protocol";
import { type DroppedParams, passThrough, TRANSLATED_FIELDS } from "@hub/provider";

/** Fields that the translation reads beside those that every one does. */
const TRANSLATED = new Set([
  ...TRANSLATED_FIELDS,
  "thinking",
  "output_config",
  "user",
  "safety_identifier",
  "prompt_cache_options",
  "cache_control",
  "betas",
]);

/**
 * Fields of Anthropic's own that go through as they are (SDK 1.12.0, 2026-11-20), and the beta that each needs.
 * Others of its fields can be reached by none: they would change the shape of the answer.
 */
const PASSED_THROUGH: Readonly<Record<string, string | null>> = {
  container: null,
  inference_geo: null,
  context_management: "context-management-2025-06-27",
  mcp_servers: "mcp-client-2025-11-20",
  speed: "fast-mode-2026-02-01",
};

/** Anthropic's own fields of the request, and the betas that they need. Whatever is known to neither side is dropped. */
export function ownFields(request: ChatRequest, dropped: DroppedParams): { fields: object; betas: string[] } {
  const toOwnName = (name: string) => (Object.hasOwn(PASSED_THROUGH, name) ? name : undefined);
  const fields = passThrough(request, toOwnName, dropped, TRANSLATED);
  return { fields, betas: Object.keys(fields).flatMap((name) => PASSED_THROUGH[name] ?? []) };
}
