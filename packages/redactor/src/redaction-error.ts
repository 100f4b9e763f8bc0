const marker = Symbol.for("@hub/redactor.RedactionError");

const invalidRequest = { status: 400, type: "invalid_request_error", retryable: false } as const;

/** Every code this package throws or reports, with the HTTP status that fits it. */
export const REDACTION_ERROR_CODES = {
  pii_policy_violation: invalidRequest,
  prompt_injection_detected: invalidRequest,
  invalid_policy: invalidRequest,
  inspection_unavailable: { status: 503, type: "server_error", retryable: true },
} as const;

/** One of the codes of {@link REDACTION_ERROR_CODES}. */
export type RedactionErrorCode = keyof typeof REDACTION_ERROR_CODES;

/** What a {@link RedactionError} can say beyond its code and message. */
export interface RedactionErrorOptions {
  /** The place at fault: a JSON pointer into the request, or the path of a policy's field. */
  param?: string | undefined;
  cause?: unknown;
}

/** The one error class of this package. Its message never holds a value that was found. */
export class RedactionError extends Error {
  override readonly name = "RedactionError";
  readonly code: RedactionErrorCode;
  /** HTTP status to answer with. */
  readonly status: number;
  /** OpenAI's coarse class of the error. */
  readonly type: string;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  readonly param: string | null;
  readonly [marker] = true;

  constructor(code: RedactionErrorCode, message: string, options: RedactionErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    const facts = REDACTION_ERROR_CODES[code];
    this.code = code;
    this.status = facts.status;
    this.type = facts.type;
    this.retryable = facts.retryable;
    this.param = options.param ?? null;
  }

  /** Whether a value is a RedactionError, also one of another installed copy of this package. */
  static isInstance(value: unknown): value is RedactionError {
    return typeof value === "object" && value !== null && marker in value;
  }

  /** OpenAI's error body. */
  toEnvelope() {
    return { error: { message: this.message, type: this.type, param: this.param, code: this.code } };
  }
}
