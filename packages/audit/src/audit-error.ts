const errorMarker = Symbol.for("@hub/audit.AuditError");
const storeErrorMarker = Symbol.for("@hub/audit.AuditStoreError");

/** Every code of an AuditError, and what it means. */
export const AUDIT_ERROR_CODES = {
  invalid_argument: "an argument is not what it must be; `param` names it",
  invalid_record: "a record is not what it must be; `param` names the field",
  journal_full: "the store has not taken records for so long that the journal is full; nothing was written",
  journal_failed: "the journal cannot be written, as on a full disk; nothing is known to be kept",
  journal_corrupt: "a journal that was left behind holds a line that is no record; it was set aside",
  untrusted_head: "a chain's head in the store is not signed by a key that is trusted here",
  unknown_account: "there is no chain of that account",
  export_interrupted: "records were cut while they were being exported",
  closed: "the audit trail has been closed",
} as const;

/** The code of an AuditError. */
export type AuditErrorCode = keyof typeof AUDIT_ERROR_CODES;

/** Something that the caller has to decide about. Its message says what to do, and holds nothing of a record. */
export class AuditError extends Error {
  override readonly name = "AuditError";
  readonly [errorMarker] = true;
  readonly code: AuditErrorCode;
  /** The argument or field that is wrong, as in `usage.prompt`, or null. */
  readonly param: string | null;

  constructor(
    code: AuditErrorCode,
    message: string,
    { param = null, cause }: { param?: string | null; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.param = param;
  }

  /** Whether a value is an AuditError, of whichever installed copy of this package. */
  static isInstance(value: unknown): value is AuditError {
    return typeof value === "object" && value !== null && errorMarker in value;
  }
}

/** A store could not answer. What was to be written is still in the journal, and is tried again. */
export class AuditStoreError extends Error {
  override readonly name = "AuditStoreError";
  readonly [storeErrorMarker] = true;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }

  /** Whether a value is an AuditStoreError, of whichever installed copy of this package. */
  static isInstance(value: unknown): value is AuditStoreError {
    return typeof value === "object" && value !== null && storeErrorMarker in value;
  }
}
