import { isJsonObject, type JsonObject } from "@hub/protocol";
import type { VendorError, VendorFailure } from "../wire-format.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

/**
 * How vendors say that a request is too long for the model: xAI ("maximum prompt length is 131072 but the request
 * contains …"), Together ("`inputs` tokens + `max_new_tokens` must be <= 4097"), Groq ("Please reduce the length of
 * the messages or completion"); those that speak of a context are known to all providers.
 */
const TOO_LONG = /maximum prompt length|tokens \+ `?max_(new_)?tokens|reduce the length of the/i;

/** What an OpenAI-compatible vendor says in an error body. */
export function readError(failure: Pick<VendorFailure, "body">, spec: OpenAICompatibleSpec): VendorError {
  const said = readBody(failure.body);
  if (said.message && TOO_LONG.test(said.message)) said.code = "context_length_exceeded";
  // A 429 for an empty account looks like a rate limit, but no wait will help.
  if (said.code === "insufficient_quota") said.status = 402;
  return spec.error?.(said, failure) ?? said;
}

function readBody(body: unknown): VendorError {
  if (!isJsonObject(body)) return {};
  const { error, detail } = body;
  if (isJsonObject(error)) return readFields(error);
  // xAI, recorded: the error is a text beside its code.
  if (textOf(error)) return { message: textOf(error), code: wordOf(body.code) };
  if (detail !== undefined) return readDetail(detail);
  // Mistral, recorded: the fields of an error without the error around them.
  return readFields(body);
}

function readFields(error: JsonObject): VendorError {
  // Mistral's codes are numbers that only it knows; its types are words.
  const code = textOf(error.code);
  return {
    message: textOf(error.message),
    code: code && /^\d+$/.test(code) ? wordOf(error.type) : code,
    param: textOf(error.param),
  };
}

/** What FastAPI answers, behind Mistral and DeepInfra: a text, an error, or the faults of the body one by one. */
function readDetail(detail: unknown): VendorError {
  if (typeof detail === "string") return { message: textOf(detail) };
  if (isJsonObject(detail))
    return isJsonObject(detail.error) ? readFields(detail.error) : { message: textOf(detail.error) };
  const [fault] = Array.isArray(detail) ? detail : [];
  if (!isJsonObject(fault)) return {};
  const path = Array.isArray(fault.loc) ? toPath(fault.loc) : undefined;
  const message = textOf(fault.msg);
  return { message: message && path ? `${path}: ${message}` : message, param: path };
}

function toPath(location: readonly unknown[]): string | undefined {
  const steps = location[0] === "body" ? location.slice(1) : location;
  const path = steps.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
  return textOf(path.replace(/^\./, ""));
}

const STATUS_BY_WORD: ReadonlyMap<unknown, number> = new Map([
  ["invalid_request_error", 400],
  ["rate_limit_exceeded", 429],
  ["rate_limit_error", 429],
  ["overloaded_error", 503],
]);

/** The status that an error inside a stream would have had as a response. */
export function statusOfStreamError(body: unknown): number {
  const fields = isJsonObject(body) ? body : {};
  const error = isJsonObject(fields.error) ? fields.error : fields;
  const numbered = [error.status_code, error.raw_status_code, error.status, error.code].find(
    (value): value is number => typeof value === "number" && value >= 400 && value < 600,
  );
  return numbered ?? STATUS_BY_WORD.get(error.code) ?? STATUS_BY_WORD.get(error.type) ?? 500;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A code that is one word, as clients compare it; sentences are for people. */
function wordOf(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.-]{1,64}$/.test(value) ? value : undefined;
}
