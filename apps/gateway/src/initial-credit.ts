import { type Budget, BudgetStoreError, type WalletState } from "@hub/budget";
import { ConfigError } from "./config.ts";

/**
 * Gives a wallet its first credit, once in its life: a wallet that has been used, or paid into, stays as it is.
 *
 * @param credit nano-USD, or no limit at all
 * @throws ConfigError where the store cannot be reached
 */
export async function giveInitialCredit(
  budget: Budget,
  wallet: string,
  credit: number | "unlimited",
): Promise<WalletState> {
  try {
    const [state, entries] = await Promise.all([budget.wallet(wallet), budget.ledger(wallet, { limit: 1 })]);
    if (state.unlimited || entries.length > 0 || credit === 0) return state;
    if (credit === "unlimited") return await budget.setUnlimited(wallet, true);
    const given = await budget.topUp({ wallet, usd: credit, key: "initial-credit", reason: "initial credit" });
    return given.wallet;
  } catch (error) {
    if (!BudgetStoreError.isInstance(error)) throw error;
    const remedy = "Check HUB_DATABASE_URL, HUB_REDIS_URL, and that HUB_DATA_DIR can be written.";
    throw new ConfigError(`The store of wallets cannot be used: ${error.message} ${remedy}`, { cause: error });
  }
}
