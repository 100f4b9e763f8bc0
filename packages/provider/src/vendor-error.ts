import { type ErrorCode, HubError } from "@hub/protocol";
import { parseRetryAfter } from "./retry-after.ts";
import type { VendorError, VendorFailure } from "./wire-format.ts";

/** Longest vendor message to pass on, in UTF-16 units. */
const MAX_MESSAGE_LENGTH = 2_000;
/** Longest code or field path of a vendor to pass on, in UTF-16 units. */
const MAX_NAME_LENGTH = 200;

/** Vendors word it differently, and most give no code for it. */
const CONTEXT_OVERFLOW = /context.{0,20}(length|window|limit)|maximum context|prompt is too long|too many tokens/i;

/**
 * A vendor's error response as the gateway's error: the caller's fault stays the caller's, the vendor's becomes a
 * 5xx, and a refusal of our credential never looks like a refusal of the caller's.
 */
export function toUpstreamError(vendor: string, failure: VendorFailure, said: VendorError): HubError {
  const status = said.status ?? failure.status;
  const message = said.message?.slice(0, MAX_MESSAGE_LENGTH);
  const retryAfterMs = parseRetryAfter(failure.headers) ?? said.retryAfterMs;
  const param = said.param?.slice(0, MAX_NAME_LENGTH);
  const callersFault = (code: ErrorCode, fallback: string) =>
    new HubError(code, message ?? fallback, { param, vendorCode: vendorCodeOf(code, said) });

  switch (status) {
    case 401:
      return new HubError("upstream_auth_error", `${vendor} refused the gateway's credential (401).`);
    case 403:
      return new HubError("upstream_auth_error", `${vendor} does not let the gateway's account do this (403).`);
    case 402:
      return new HubError("upstream_error", `${vendor} wants payment: the account behind the gateway has no credit.`);
    case 404:
      return callersFault("model_not_found", `${vendor} does not know this model.`);
    case 408:
    case 504:
    case 524:
      return new HubError("upstream_timeout", `${vendor} timed out (${status}).`, { retryAfterMs });
    case 413:
      return callersFault("payload_too_large", `${vendor} does not take a request of this size.`);
    case 429:
      // Not in the vendor's words: those name the organisation behind the gateway.
      return new HubError("rate_limit_exceeded", `${vendor} is limiting the gateway's requests.`, { retryAfterMs });
    case 498:
    case 503:
    case 529:
      return new HubError("upstream_error", `${vendor} is overloaded (${status}).`, { status: 503, retryAfterMs });
  }
  if (status >= 400 && status < 500) {
    if (isContextOverflow(said)) return callersFault("context_length_exceeded", "The conversation is too long.");
    return callersFault("invalid_request", `${vendor} refused the request (${status}).`);
  }
  return new HubError("upstream_error", `${vendor} failed (${status}).`, { retryAfterMs });
}

/** The error for a stream that was cut, whether its connection ended or somebody wrote its end for it. */
export function incompleteAnswer(vendor: string): HubError {
  return new HubError("upstream_error", `${vendor} ended the stream before the answer was complete.`);
}

function isContextOverflow({ code, message }: VendorError): boolean {
  return code === "context_length_exceeded" || (message !== undefined && CONTEXT_OVERFLOW.test(message));
}

/** Codes of our own that say more than the vendor's keep their name. */
function vendorCodeOf(code: ErrorCode, said: VendorError): string | undefined {
  return code === "invalid_request" ? said.code?.slice(0, MAX_NAME_LENGTH) : undefined;
}
