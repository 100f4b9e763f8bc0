import { BudgetError } from "../budget-error.ts";
import { exactSum } from "../model/money.ts";
import type { CreditResult, LedgerEntry, WalletState } from "../model/wallet.ts";
import type { Credit } from "../store.ts";
import type { Tables, WalletRow } from "./tables.ts";

/** A wallet that nobody has paid into. */
export function emptyWallet(id: string): WalletRow {
  return { id, balance: 0, reserved: 0, unlimited: false, entries: 0 };
}

/** What is told of a wallet. */
export function stateOf({ id, balance, reserved, unlimited }: WalletRow): WalletState {
  return { id, balance, reserved, unlimited };
}

/**
 * Appends to a wallet's ledger, which is the only way its balance ever changes.
 *
 * @throws BudgetError `amount_out_of_range`
 */
export function post(
  tables: Tables,
  wallet: WalletRow,
  { kind, usd, key, reason }: Pick<LedgerEntry, "kind" | "usd" | "key" | "reason">,
): LedgerEntry {
  wallet.balance = exactSum(wallet.balance, usd);
  wallet.entries += 1;
  const entry = {
    wallet: wallet.id,
    seq: wallet.entries,
    kind,
    usd,
    balance: wallet.balance,
    key,
    reason,
    at: tables.now,
  };
  tables.appendEntry(entry);
  tables.saveWallet(wallet);
  return entry;
}

/**
 * A top-up or adjustment, once for each key.
 *
 * @throws BudgetError `idempotency_conflict`, `amount_out_of_range`
 */
export function credit(tables: Tables, { wallet: id, kind, usd, key, reason }: Credit): CreditResult {
  const wallet = tables.findWallet(id) ?? emptyWallet(id);
  const existing = tables.findCredit(id, key);
  if (existing) {
    if (existing.kind !== kind || existing.usd !== usd)
      throw new BudgetError(
        "idempotency_conflict",
        "This key was used for another amount or kind; take a new key for a new entry.",
        "key",
      );
    return { entry: existing, wallet: stateOf(wallet), repeated: true };
  }
  exactSum(exactSum(wallet.balance, usd), -wallet.reserved);
  const entry = post(tables, wallet, { kind, usd, key, reason });
  return { entry, wallet: stateOf(wallet), repeated: false };
}

/** Says whether a wallet refuses what it cannot pay. */
export function setUnlimited(tables: Tables, id: string, unlimited: boolean): WalletState {
  const wallet = tables.findWallet(id) ?? emptyWallet(id);
  wallet.unlimited = unlimited;
  tables.saveWallet(wallet);
  return stateOf(wallet);
}
