const errorMarker = Symbol.for("@hub/keyring.KeyringError");

/** Every code of a KeyringError, and what it means. */
export const KEYRING_ERROR_CODES = {
  invalid_argument: "an argument is not what it must be; `param` names it",
  not_found: "there is nothing of this id, or not in this account or project",
  already_exists: "another key has this id or this secret",
  conflict: "the change does not fit what is there: a revoked key, an archived project, or too many changes at once",
  missing_master_key: "no master key was given",
  wrong_master_key: "the store's secrets were sealed under another master key",
  damaged_secret: "a stored secret, or what it is bound to, was changed",
  keyring_unavailable: "the store cannot answer, or has not for too long: refuse the request (503)",
} as const;

/** The code of a KeyringError. */
export type KeyringErrorCode = keyof typeof KEYRING_ERROR_CODES;

/** Why something was not done. Its message says what to do and never contains a secret. */
export class KeyringError extends Error {
  override readonly name = "KeyringError";
  readonly [errorMarker] = true;
  readonly code: KeyringErrorCode;
  /** The argument that is wrong, as in `models[2]`, or null. */
  readonly param: string | null;

  constructor(code: KeyringErrorCode, message: string, options: { param?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.param = options.param ?? null;
  }

  /** Whether a value is a KeyringError, of whichever installed copy of this package. */
  static isInstance(value: unknown): value is KeyringError {
    return typeof value === "object" && value !== null && errorMarker in value;
  }
}

/** Makes the error for an argument that is not what it must be. */
export function invalidArgument(param: string, message: string): KeyringError {
  return new KeyringError("invalid_argument", message, { param });
}
