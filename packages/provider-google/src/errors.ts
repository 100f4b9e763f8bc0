import { type HubError, isJsonObject, type JsonObject } from "@hub/protocol";
import { toUpstreamError, type VendorError, type VendorFailure } from "@hub/provider";

/** The fields that Google names, in the caller's words. */
const PARAMS: readonly (readonly [field: RegExp, param: string])[] = [
  [/^(request\.)?contents|^system_?instruction/i, "messages"],
  [/^tools|function_?declarations/i, "tools"],
  [/^tool_?config/i, "tool_choice"],
  [/max_?output_?tokens/i, "max_tokens"],
  [/stop_?sequences/i, "stop"],
  [/candidate_?count/i, "n"],
  [/response_?(schema|json_?schema|mime_?type)/i, "response_format"],
  [/thinking/i, "reasoning_effort"],
  [/frequency_?penalty/i, "frequency_penalty"],
  [/presence_?penalty/i, "presence_penalty"],
  [/logprobs/i, "logprobs"],
  [/temperature/i, "temperature"],
  [/top_?p\b/i, "top_p"],
  [/seed/i, "seed"],
];

/** "The input token count (1196265) exceeds the maximum number of tokens allowed (1048575)." */
const OVERFLOW = /token count.{0,40}exceeds the maximum/i;
const BAD_KEY = /^API_KEY_|^ACCESS_TOKEN_/;
const MESSAGE_LENGTH = 4_000;

/**
 * What an error body says; streams and Vertex may put it into a list. A key that Google does not know is a 400
 * (`API_KEY_INVALID`, recorded), and means what elsewhere is a 401. Project and account are the gateway's affair and not
 * named.
 */
export function toVendorError({ body }: Pick<VendorFailure, "body">): VendorError {
  const error = errorOf(body);
  const details = Array.isArray(error.details) ? error.details.filter(isJsonObject) : [];
  const said = typeof error.message === "string" ? error.message.slice(0, MESSAGE_LENGTH) : undefined;
  const retryAfterMs = toRetryAfter(details, said);
  if (details.some(({ reason }) => typeof reason === "string" && BAD_KEY.test(reason))) return { status: 401 };
  if (said === undefined) return { retryAfterMs };
  const message = withoutAccount(said);
  return {
    // What the gateway recognises as an overflow of the context is worded in another way.
    message: OVERFLOW.test(message) ? `The prompt is too long. ${message}` : message,
    param: toParam(details, said),
    retryAfterMs,
  };
}

/** A message without the names of projects and service accounts; ids of projects hold a hyphen or a digit as a rule. */
function withoutAccount(message: string): string {
  return message
    .replaceAll(/\bprojects\/[\w.:-]+/g, "projects/…")
    .replaceAll(/[\w.+-]{1,100}@[\w.-]{1,100}\.gserviceaccount\.com/g, "…")
    .replaceAll(/\bproject((?: (?:number|id))?[ :=]{1,3}["'`]?)(?=[a-z]{0,30}[\d-])[\w:-]+/gi, "project$1…");
}

/** An error that came with status 200, in the midst of a stream, as what it would have been without. */
export function toAnswerError(vendor: string, body: JsonObject): HubError {
  const { code } = errorOf(body);
  const status = Number.isInteger(code) && (code as number) >= 400 && (code as number) < 600 ? (code as number) : 500;
  const failure = { status, headers: {}, body };
  return toUpstreamError(vendor, failure, toVendorError(failure));
}

function errorOf(body: unknown): JsonObject {
  const first = Array.isArray(body) ? body[0] : body;
  return isJsonObject(first) && isJsonObject(first.error) ? first.error : {};
}

function toParam(details: readonly JsonObject[], message: string): string | undefined {
  const violations = details.flatMap(({ fieldViolations }) => (Array.isArray(fieldViolations) ? fieldViolations : []));
  const named = violations.map((violation) => (isJsonObject(violation) ? violation.field : undefined));
  // "* GenerateContentRequest.generation_config.top_p: …"
  const field =
    named.find((name) => typeof name === "string") ?? /^\* GenerateContentRequest\.([\w.[\]]+)/.exec(message)?.[1];
  return typeof field === "string" ? PARAMS.find(([pattern]) => pattern.test(field))?.[1] : undefined;
}

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** `RetryInfo`, or what the message says: "Please retry in 1h2m48.9s." */
function toRetryAfter(details: readonly JsonObject[], message = ""): number | undefined {
  const told = details.find(({ retryDelay }) => typeof retryDelay === "string")?.retryDelay as string | undefined;
  const wait = told ?? /retry in ((?:\d{1,9}(?:\.\d{1,9})?(?:ms|[hms])){1,4})/.exec(message)?.[1] ?? "";
  const pieces = [...wait.slice(0, 40).matchAll(/(\d{1,9}(?:\.\d{1,9})?)(ms|[hms])/g)];
  if (pieces.length === 0) return undefined;
  return Math.ceil(
    pieces.reduce((sum, [, digits, unit]) => sum + Number(digits) * (UNITS[unit as string] as number), 0),
  );
}
