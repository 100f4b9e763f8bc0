/** Usage that cannot be charged: counts that are no whole numbers from 0 to 2^53-1, or a cost beyond that. */
export class InvalidUsageError extends Error {
  readonly code = "invalid_usage";

  constructor(message: string) {
    super(message);
    this.name = "InvalidUsageError";
  }
}

/**
 * A count as it is, if it is one.
 *
 * @throws InvalidUsageError for anything but a whole number from 0 to 2^53-1. The message names the field only.
 */
export function countOf(value: unknown, field: string): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new InvalidUsageError(`Expected ${field} to be a whole number from 0 to 2^53-1.`);
}
