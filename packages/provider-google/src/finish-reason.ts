import { type FinishReason, HubError } from "@hub/protocol";
import { type AnswerShape, reasonToStop } from "@hub/provider";

const FILTERED = new Set([
  "SAFETY",
  "RECITATION",
  "BLOCKLIST",
  "PROHIBITED_CONTENT",
  "SPII",
  "MODEL_ARMOR",
  "JAILBREAK",
  "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT",
  "IMAGE_RECITATION",
]);
/** The model tried to call a function and failed: nothing of the answer can be used. */
const FAILED = new Set([
  "MALFORMED_FUNCTION_CALL",
  "MALFORMED_RESPONSE",
  "UNEXPECTED_TOOL_CALL",
  "TOO_MANY_TOOL_CALLS",
]);
/** The enum's first numbers; some of Google's libraries pass them through (recorded with Vertex, 2025-12). */
const NUMBERED = ["FINISH_REASON_UNSPECIFIED", "STOP", "MAX_TOKENS", "SAFETY", "RECITATION", "OTHER"];

/** A `finishReason` by its name; `undefined` for an answer that goes on. */
export function finishName(reason: unknown): string | undefined {
  const name = typeof reason === "number" ? NUMBERED[reason] : reason;
  return typeof name === "string" && name !== "" ? name : undefined;
}

/**
 * Google's `finishReason` as OpenAI's. It says `STOP` also where the model calls functions. `CONTINUATION` is the end of
 * a segment of Gemini 4, after 65,536 tokens. Whatever comes newly is a `stop`.
 *
 * @throws HubError `upstream_error` for an answer that cannot be used; another attempt may bring a better one
 */
export function toFinishReason(name: string, vendor: string, shape: AnswerShape): FinishReason {
  if (FILTERED.has(name)) return "content_filter";
  if (name === "MAX_TOKENS" || name === "CONTINUATION") return "length";
  if (FAILED.has(name)) throw new HubError("upstream_error", `The model failed to call a tool (${vendor}: ${name}).`);
  return reasonToStop(shape);
}

/** Whether the vendor held the answer back. */
export function isFiltered(name: string): boolean {
  return FILTERED.has(name);
}
