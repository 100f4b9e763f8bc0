/** What a failure means for the request and for the target. */
export interface Classification {
  /** Whether another target, or the same one later, may do better. */
  retryable: boolean;
  /** Whether it counts against the target. */
  counts: boolean;
  /** Whether an account has used up what it may: its quota cools down, and nothing is counted against the target. */
  limited?: boolean;
  /**
   * How long the target, or the account's part of it, wants to be left alone, in milliseconds. Heeded where the failure
   * is a limit or counts.
   */
  retryAfterMs?: number | undefined;
}

/** Tells what a failure means. Must not throw. */
export type Classify = (error: unknown) => Classification;

const TOO_MANY_REQUESTS = 429;
/** Statuses below 500 that say something about the target's state and not about the request (408, 409, 425). */
const PASSING = new Set([408, 409, 425]);

/**
 * Reads `status`, `retryable`, `retryAfterMs`, `code` and `name` of an error, whatever its class. Worth another try and
 * counted: statuses 408, 409, 425 and from 500 on, Node's network errors (`ECONNRESET`, an expired certificate; also as the
 * cause of another error, as `fetch` has it) and timeouts. 429 is worth another try, and cools the quota down. All else is the
 * request's own fault or a bug, and never counts. `retryable: false` has the last word: an error that would be the same
 * everywhere says nothing about the target.
 */
export const classifyByStatus: Classify = (error) => {
  const { status, retryable, retryAfterMs } = factsOf(error);
  const limited = status === TOO_MANY_REQUESTS && retryable !== false;
  const failing = status === undefined ? isNetworkError(error) || retryable === true : isFailing(status);
  return {
    retryable: typeof retryable === "boolean" ? retryable : failing || limited,
    counts: failing && retryable !== false,
    limited,
    retryAfterMs: typeof retryAfterMs === "number" ? retryAfterMs : undefined,
  };
};

function isFailing(status: number): boolean {
  return status >= 500 || PASSING.has(status);
}

function factsOf(error: unknown): { status: number | undefined; retryable: unknown; retryAfterMs: unknown } {
  const { status, retryable, retryAfterMs } = Object(error);
  return { status: typeof status === "number" ? status : undefined, retryable, retryAfterMs };
}

/** How the codes of failed connections begin in Node, its TLS and its HTTP clients; bugs have others. */
const CONNECTION_FAILURES = [
  ...["ECONN", "EHOST", "ENET", "EAI_", "ENOTFOUND", "EPIPE", "EPROTO", "ETIMEDOUT", "EADDRNOTAVAIL", "HPE_"],
  ...["CERT_", "DEPTH_ZERO_", "SELF_SIGNED_", "UNABLE_TO_", "ERR_TLS_", "ERR_SSL_", "ERR_STREAM_PREMATURE_CLOSE"],
  ...["ERR_HTTP2_STREAM_", "ERR_HTTP2_SESSION_", "ERR_HTTP2_GOAWAY_", "UND_ERR_SOCKET", "UND_ERR_CONNECT_TIMEOUT"],
  ...["UND_ERR_HEADERS_", "UND_ERR_BODY_TIMEOUT", "UND_ERR_RES_"],
];

function isNetworkError(error: unknown): boolean {
  const { code, name, cause } = Object(error);
  return name === "TimeoutError" || isConnectionFailure(code) || isConnectionFailure(Object(cause).code);
}

function isConnectionFailure(code: unknown): boolean {
  return typeof code === "string" && CONNECTION_FAILURES.some((start) => code.startsWith(start));
}
