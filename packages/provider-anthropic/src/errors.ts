import { type HubError, isJsonObject } from "@hub/protocol";
import { toUpstreamError, type VendorError, type VendorFailure } from "@hub/provider";

/** The statuses that Anthropic gives its error types (platform.claude.com, "Errors", 2026-11). */
const STATUSES: Readonly<Record<string, number>> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
};

/** The fields that Anthropic's messages begin with, in the caller's words. */
const PARAMS: Readonly<Record<string, string>> = {
  model: "model",
  messages: "messages",
  system: "messages",
  max_tokens: "max_tokens",
  temperature: "temperature",
  top_p: "top_p",
  stop_sequences: "stop",
  tools: "tools",
  tool_choice: "tool_choice",
  thinking: "reasoning_effort",
  output_config: "response_format",
  output_format: "response_format",
};

/** What Anthropic's error body says. Its `type` repeats the status, so that it is no code of its own. */
export function toVendorError({ body }: VendorFailure): VendorError {
  const { message } = errorOf(body);
  if (typeof message !== "string") return {};
  const field = /^([a-z_]+)[.:]/.exec(message)?.[1];
  const param = field !== undefined && Object.hasOwn(PARAMS, field) ? PARAMS[field] : undefined;
  return { message, param };
}

/** An error that came with status 200, mostly in the midst of a stream, as what it would have been without. */
export function toStreamError(body: unknown): HubError {
  const { type } = errorOf(body);
  const status = typeof type === "string" && Object.hasOwn(STATUSES, type) ? (STATUSES[type] as number) : 500;
  const failure: VendorFailure = { status, headers: {}, body };
  return toUpstreamError("Anthropic", failure, toVendorError(failure));
}

function errorOf(body: unknown): { type?: unknown; message?: unknown } {
  return isJsonObject(body) && isJsonObject(body.error) ? body.error : {};
}
