const errorMarker = Symbol.for("@hub/budget.BudgetError");
const storeErrorMarker = Symbol.for("@hub/budget.BudgetStoreError");

/** Every code of a BudgetError, and what it means. */
export const BUDGET_ERROR_CODES = {
  invalid_argument: "an argument is not what it must be; `param` names it",
  amount_out_of_range: "an amount, or what it would make of a balance, is beyond what integers hold exactly",
  duplicate_reservation: "another request holds or held a reservation with this id",
  unknown_reservation: "there is no reservation with this id, or it was closed too long ago",
  idempotency_conflict: "the key was used before with another amount or kind",
} as const;

/** The code of a BudgetError. */
export type BudgetErrorCode = keyof typeof BUDGET_ERROR_CODES;

/** Wrong use: the call has changed nothing, and the same call will fail again. Its message says what to do. */
export class BudgetError extends Error {
  override readonly name = "BudgetError";
  readonly [errorMarker] = true;
  readonly code: BudgetErrorCode;
  /** The argument that is wrong, as in `limits[2].max`, or null. */
  readonly param: string | null;

  constructor(code: BudgetErrorCode, message: string, param: string | null = null) {
    super(message);
    this.code = code;
    this.param = param;
  }

  /** Whether a value is a BudgetError, of whichever installed copy of this package. */
  static isInstance(value: unknown): value is BudgetError {
    return typeof value === "object" && value !== null && errorMarker in value;
  }
}

/**
 * A store could not answer. Nothing is known about the operation's effect: refuse the request (503). What a lost
 * reservation held comes back when it expires; a settle can be repeated with the same id.
 */
export class BudgetStoreError extends Error {
  override readonly name = "BudgetStoreError";
  readonly [storeErrorMarker] = true;

  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
  }

  /** Whether a value is a BudgetStoreError, of whichever installed copy of this package. */
  static isInstance(value: unknown): value is BudgetStoreError {
    return typeof value === "object" && value !== null && storeErrorMarker in value;
  }
}
