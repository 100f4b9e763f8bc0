import { type HubError, isJsonObject, tryParseJson } from "@hub/protocol";
import { toUpstreamError, type VendorError, type VendorFailure } from "@hub/provider";

/**
 * The statuses of Bedrock's error types, in lower case and without `Exception`: those of the service model, where they
 * say what they mean, and for what comes from AWS's front door.
 */
const STATUSES: Readonly<Record<string, number>> = {
  accessdenied: 403,
  expiredtoken: 403,
  incompletesignature: 403,
  internalserver: 500,
  invalidclienttokenid: 403,
  invalidsignature: 403,
  missingauthenticationtoken: 403,
  /** 424 in the service model: the model failed, and not a request before this one. */
  modelerror: 502,
  modelstreamerror: 502,
  /** 429 in the service model, and no rate limit: the model is being loaded. */
  modelnotready: 503,
  modeltimeout: 408,
  resourcenotfound: 404,
  /** 400 in the service model: the account has used up what it may. */
  servicequotaexceeded: 429,
  serviceunavailable: 503,
  signaturedoesnotmatch: 403,
  throttling: 429,
  toomanyrequests: 429,
  unrecognizedclient: 403,
  validation: 400,
};

/** "The request failed due to an error while processing the model." No fault of the caller's, for all that it is a 4xx. */
const FAILED_MODEL = 424;
/** A wrong model is a wrong value to Bedrock: 400. */
const UNKNOWN_MODEL = /model identifier is invalid|could not resolve the foundation model/i;
/** The models and Bedrock itself word it differently; one of them says "Input Tokens Exceeded". */
const CONTEXT_OVERFLOW =
  /input is too long|input tokens exceeded|prompt is too long|exceed context limit|exceeds? the (?:maximum|model's) (?:context|input)/i;
/** How much of a message is read, in UTF-16 units: more than is ever shown. */
const MAX_MESSAGE_LENGTH = 10_000;
/** What names the account behind the gateway, its roles and their sessions; a foundation model's ARN has no account. */
const OF_THE_ACCOUNT = [
  /arn:aws[a-z-]{0,20}:[a-z0-9-]{0,40}:[a-z0-9-]{0,40}:\d{12}:[^\s"'`<>()]*/gi,
  /\b(?:assumed-)?role\/[\w+=,.@/-]+/gi,
  /\b(?<=account[^.\d]{0,20})\d{12}\b/gi,
];
/** Bedrock gives the remedy in the same sentence: the id of an inference profile. */
const NO_ON_DEMAND = /on-demand throughput/i;

/** What Bedrock's error response says. Its type is in a header: `ValidationException:http://…`. */
export function toVendorError({ status, headers, body }: VendorFailure): VendorError {
  const header = headers["x-amzn-errortype"];
  const said = readError(typeof header === "string" ? header : typeIn(body), body);
  if (status === FAILED_MODEL) return { ...said, status: 502 };
  // A name for any failure of Bedrock's says less than the status with it.
  return status > 500 && said.status === 500 ? { ...said, status } : said;
}

/** Whether the event of a stream is an exception. */
export function isException(event: string | undefined): event is string {
  return event !== undefined && (event === "error" || /exception$/i.test(event));
}

/** An exception in the midst of a stream as the error that it would have been without. */
export function toStreamError(type: string, data: string): HubError {
  const body = tryParseJson(data);
  const said = readError(type === "error" ? typeIn(body) : type, body);
  return toUpstreamError("Bedrock", { status: said.status ?? 500, headers: {}, body }, said);
}

function readError(type: string, body: unknown): VendorError {
  const message = messageIn(body);
  const name = (/^(?:[^:]*#)?(\w{1,64})/.exec(type)?.[1] ?? "").replace(/(?:Exception|Error|Failure)$/i, "");
  const key = name.toLowerCase();
  const byName = Object.hasOwn(STATUSES, key) ? STATUSES[key] : STATUSES[`${key}error`];
  if (message === undefined) return { status: byName };
  if (UNKNOWN_MODEL.test(message)) return { status: 404, message, param: "model" };
  if (CONTEXT_OVERFLOW.test(message))
    return { status: byName, message, param: "messages", code: "context_length_exceeded" };
  return { status: byName, message, param: NO_ON_DEMAND.test(message) ? "model" : undefined };
}

function typeIn(body: unknown): string {
  const type = isJsonObject(body) ? (body.__type ?? body.code) : undefined;
  return typeof type === "string" ? type : "";
}

function messageIn(body: unknown): string | undefined {
  const message = isJsonObject(body) ? (body.message ?? body.Message) : undefined;
  if (typeof message !== "string") return undefined;
  const start = message.slice(0, MAX_MESSAGE_LENGTH);
  return OF_THE_ACCOUNT.reduce((text, pattern) => text.replace(pattern, "[hidden]"), start);
}
