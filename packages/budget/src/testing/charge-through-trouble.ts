import { expect } from "vitest";
import type { Budget } from "../create-budget.ts";

/** nano-USD that each request comes to. */
const PRICE = 7;

/** Requests on the wallet `w` of which some may fail, and what is known of their charges. */
export interface TroubledRequests {
  /** Reserves and settles; a store that cannot answer is no surprise, everything else is. */
  request(id: string): Promise<void>;
  /** Expects that a sum of charges holds all that was answered, and of what was not answered at most what was tried. */
  expectCharged(usd: number): void;
}

/** Makes requests while the store's server is in trouble. */
export function chargeThroughTrouble(budget: Budget): TroubledRequests {
  let answered = 0;
  let unknown = 0;
  return {
    async request(id) {
      try {
        await budget.reserve({ id, wallet: { id: "w" }, usd: 10 });
        const { charged } = await budget.settle(id, { usd: PRICE });
        answered += charged;
      } catch (error) {
        expect(error).toMatchObject({ name: "BudgetStoreError" });
        unknown += PRICE;
      }
    },
    expectCharged(usd) {
      expect(usd).toBeGreaterThanOrEqual(answered);
      expect(usd).toBeLessThanOrEqual(answered + unknown);
    },
  };
}
