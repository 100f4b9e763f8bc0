import { BudgetError } from "../budget-error.ts";

/** The largest amount of one reservation, settlement or ledger entry: a million dollars in nano-USD, as many tokens. */
export const MAX_AMOUNT = 1_000_000_000_000_000;

/** The largest mark-up, in basis points: with it the largest amount is still a safe integer. */
export const MAX_MARKUP = 50_000;

const BASIS_POINTS = 10_000;

/**
 * An amount with a mark-up, rounded up to the next nano-USD. Exact: no step leaves the safe integers.
 *
 * @param usd nano-USD, a safe integer of up to MAX_AMOUNT
 * @param markup basis points: 250 is 2.5 %
 */
export function withMarkup(usd: number, markup: number): number {
  const whole = Math.floor(usd / BASIS_POINTS);
  return usd + whole * markup + Math.ceil(((usd % BASIS_POINTS) * markup) / BASIS_POINTS);
}

/**
 * The sum, where it is still exact.
 *
 * @throws BudgetError `amount_out_of_range`
 */
export function exactSum(left: number, right: number): number {
  const sum = left + right;
  if (!Number.isSafeInteger(sum))
    throw new BudgetError(
      "amount_out_of_range",
      "The amount would take a balance or counter beyond 2^53 - 1; adjust the wallet or remove the limit.",
    );
  return sum;
}
