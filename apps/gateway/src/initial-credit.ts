import type { Budget } from "@hub/budget";

/**
 * Gives a wallet its first credit, once in its life: a wallet that has been used, or paid into, stays as it is.
 *
 * @param credit nano-USD, or no limit at all
 */
export async function giveInitialCredit(budget: Budget, wallet: string, credit: number | "unlimited"): Promise<void> {
  const [{ unlimited }, entries] = await Promise.all([budget.wallet(wallet), budget.ledger(wallet, { limit: 1 })]);
  if (unlimited || entries.length > 0) return;
  if (credit === "unlimited") await budget.setUnlimited(wallet, true);
  else if (credit > 0) await budget.topUp({ wallet, usd: credit, key: "initial-credit", reason: "initial credit" });
}
