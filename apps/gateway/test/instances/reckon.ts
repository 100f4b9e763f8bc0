import type { Budget } from "@hub/budget";
import { expect } from "vitest";

/** A wallet's balance, and what was spent from it: the sum of its ledger, in which nothing is held any more. */
export async function reckon(budget: Budget, wallet: string): Promise<{ balance: number; spent: number }> {
  const { balance, reserved } = await budget.wallet(wallet);
  expect(reserved).toBe(0);
  let [sum, spent, after] = [0, 0, 0];
  for (;;) {
    const entries = await budget.ledger(wallet, { after, limit: 1_000 });
    if (entries.length === 0) break;
    for (const { usd, kind } of entries) {
      sum += usd;
      if (kind !== "top_up") spent -= usd;
    }
    after = entries.at(-1)?.seq ?? 0;
  }
  expect(balance).toBe(sum);
  return { balance, spent };
}
