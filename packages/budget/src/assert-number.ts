import { BudgetError } from "./budget-error.ts";

/** @throws BudgetError `invalid_argument` unless the value is a safe integer of at least so much */
export function assertInteger(value: number, least: number, name: string): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new BudgetError("invalid_argument", `\`${name}\` must be an integer of ${least} or more.`, name);
}

/** @throws BudgetError `invalid_argument` unless the value is an amount of money in nano-USD */
export function assertAmount(value: number, name: string): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new BudgetError("invalid_argument", `\`${name}\` must be a whole number of nano-USD, 0 or more.`, name);
}
