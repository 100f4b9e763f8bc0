const marker = Symbol.for("@hub/protocol.HubError");

interface ErrorCodeFacts {
  /** HTTP status the gateway answers with. */
  status: number;
  /** OpenAI's coarse class of the error, which SDKs show beside the code. */
  type: string;
  /** Whether the same request may succeed later or at another vendor. */
  retryable: boolean;
}

const invalidRequest: ErrorCodeFacts = { status: 400, type: "invalid_request_error", retryable: false };

/** Every error code the gateway answers with, and what each one means on the wire. */
export const ERROR_CODES = {
  invalid_json: invalidRequest,
  missing_required_parameter: invalidRequest,
  invalid_type: invalidRequest,
  invalid_value: invalidRequest,
  empty_array: invalidRequest,
  array_above_max_length: invalidRequest,
  unsupported_parameter: invalidRequest,
  invalid_request: invalidRequest,
  context_length_exceeded: invalidRequest,
  pii_policy_violation: invalidRequest,
  prompt_injection_detected: invalidRequest,
  invalid_api_key: { status: 401, type: "authentication_error", retryable: false },
  insufficient_balance: { status: 402, type: "insufficient_quota", retryable: false },
  model_not_allowed: { status: 403, type: "permission_error", retryable: false },
  policy_denied: { status: 403, type: "permission_error", retryable: false },
  model_not_found: { ...invalidRequest, status: 404 },
  unknown_url: { ...invalidRequest, status: 404 },
  method_not_allowed: { ...invalidRequest, status: 405 },
  request_timeout: { ...invalidRequest, status: 408 },
  idempotency_answer_not_kept: { ...invalidRequest, status: 410 },
  payload_too_large: { ...invalidRequest, status: 413 },
  unsupported_media_type: { ...invalidRequest, status: 415 },
  idempotency_key_reused: { ...invalidRequest, status: 422 },
  rate_limit_exceeded: { status: 429, type: "rate_limit_error", retryable: true },
  quota_exceeded: { status: 429, type: "rate_limit_error", retryable: false },
  recursive_loop_detected: { status: 429, type: "rate_limit_error", retryable: false },
  client_closed_request: { ...invalidRequest, status: 499 },
  internal_error: { status: 500, type: "server_error", retryable: false },
  upstream_error: { status: 502, type: "server_error", retryable: true },
  upstream_auth_error: { status: 502, type: "server_error", retryable: false },
  no_provider_available: { status: 503, type: "server_error", retryable: true },
  budget_unavailable: { status: 503, type: "server_error", retryable: true },
  keyring_unavailable: { status: 503, type: "server_error", retryable: true },
  inspection_unavailable: { status: 503, type: "server_error", retryable: true },
  shutting_down: { status: 503, type: "server_error", retryable: true },
  upstream_timeout: { status: 504, type: "server_error", retryable: true },
} as const satisfies Record<string, ErrorCodeFacts>;

/** One of the gateway's error codes; see {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** OpenAI's error body: what every failed request answers with. */
export interface ErrorEnvelope {
  error: { message: string; type: string; param: string | null; code: string | null };
}

/** What a {@link HubError} can say beyond its code and message. */
export interface HubErrorOptions {
  /** The request field at fault, as a path: `messages[0].role`. */
  param?: string | null | undefined;
  /** HTTP status, where it differs from the code's own. */
  status?: number | undefined;
  /** Code shown to the client in place of the gateway's, when a vendor's own code says more. */
  vendorCode?: string | undefined;
  /** Whether the same request may succeed later or elsewhere, where it differs from the code's own. */
  retryable?: boolean | undefined;
  /** How long to wait before trying again, in milliseconds. */
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/**
 * The one error class of Hub. Its message is safe to show to the caller: it never holds a secret, a prompt or
 * a vendor's credential.
 */
export class HubError extends Error {
  override readonly name = "HubError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly type: string;
  readonly param: string | null;
  readonly vendorCode: string | undefined;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly [marker] = true;

  constructor(code: ErrorCode, message: string, options: HubErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const facts = ERROR_CODES[code];
    this.code = code;
    this.status = options.status ?? facts.status;
    this.type = facts.type;
    this.param = options.param ?? null;
    this.vendorCode = options.vendorCode;
    this.retryable = options.retryable ?? facts.retryable;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether a value is a HubError, also one of another installed copy of this package. */
  static isInstance(value: unknown): value is HubError {
    return typeof value === "object" && value !== null && marker in value;
  }

  /** OpenAI's error body. */
  toEnvelope(): ErrorEnvelope {
    return {
      error: { message: this.message, type: this.type, param: this.param, code: this.vendorCode ?? this.code },
    };
  }
}

/** Any thrown value as a HubError. What is not one already tells the client nothing but that it happened. */
export function toHubError(thrown: unknown): HubError {
  if (HubError.isInstance(thrown)) return thrown;
  return new HubError("internal_error", "The gateway failed to handle this request.", { cause: thrown });
}
