import { isJsonObject } from "@hub/protocol";
import type { VendorError, VendorFailure } from "../wire-format.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

/** What an OpenAI-compatible vendor says in an error body. */
export function readError({ body }: Pick<VendorFailure, "body">, spec: OpenAICompatibleSpec): VendorError {
  const own = spec.error?.(body);
  if (own) return own;
  const error = isJsonObject(body) && isJsonObject(body.error) ? body.error : undefined;
  if (!error) return {};
  const code = textOf(error.code);
  return {
    // A 429 for an empty account looks like a rate limit, but no wait will help.
    status: code === "insufficient_quota" ? 402 : undefined,
    message: textOf(error.message),
    code,
    param: textOf(error.param),
  };
}

const STATUS_BY_WORD: ReadonlyMap<unknown, number> = new Map([
  ["invalid_request_error", 400],
  ["rate_limit_exceeded", 429],
  ["rate_limit_error", 429],
  ["overloaded_error", 503],
]);

/** The status that an error inside a stream would have had as a response. */
export function statusOfStreamError(body: unknown): number {
  const error = isJsonObject(body) && isJsonObject(body.error) ? body.error : {};
  const numbered = [error.status_code, error.status, error.code].find(
    (value): value is number => typeof value === "number" && value >= 400 && value < 600,
  );
  return numbered ?? STATUS_BY_WORD.get(error.code) ?? STATUS_BY_WORD.get(error.type) ?? 500;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
