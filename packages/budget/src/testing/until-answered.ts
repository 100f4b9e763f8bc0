import { setTimeout as sleep } from "node:timers/promises";
import { BudgetStoreError } from "../budget-error.ts";

const ATTEMPTS = 200;

/** Calls a store that may be out of reach for a moment, or slow for a short timeout, until it answers. */
export async function untilAnswered<Result>(call: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!BudgetStoreError.isInstance(error) || attempt === ATTEMPTS) throw error;
      await sleep(10);
    }
  }
}
