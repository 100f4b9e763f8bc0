import type { Limit } from "./model/limit.ts";
import type { ExtendResult, ReserveResult, SettleResult, Standing, SweepResult } from "./model/reservation.ts";
import type { CreditRequest, CreditResult, LedgerEntry, WalletState } from "./model/wallet.ts";

/** A reservation to be made, checked and with every default filled in. */
export interface Claim {
  id: string;
  /** Tells the request that made the reservation from another one with the same id. */
  nonce: string;
  ttlMs: number;
  wallet: { id: string; markup: number } | undefined;
  /** One for each counter. */
  limits: readonly Limit[];
  requests: number;
  tokens: number;
  usd: number;
  output: { upTo: number; atLeast: number; usdPerToken: number };
}

/** nano-USD and tokens. */
export type Amounts = { usd: number; tokens: number };

/** A credit that has been checked. */
export interface Credit extends CreditRequest {
  kind: "top_up" | "adjustment";
}

/**
 * Where wallets, counters and reservations are kept. Each operation is atomic and, once answered, survives the end of
 * the process. Arguments have been checked. Every operation can be repeated without a second effect.
 *
 * Any of them throws BudgetStoreError when the store cannot answer.
 */
export interface BudgetStore {
  /** @throws BudgetError `duplicate_reservation`, `amount_out_of_range` */
  reserve(claim: Claim): Promise<ReserveResult>;
  /** `owed` only ever grows, each amount by itself. */
  extend(id: string, ttlMs: number, owed: Amounts): Promise<ExtendResult>;
  /** @throws BudgetError `unknown_reservation` */
  settle(id: string, actual: Amounts): Promise<SettleResult>;
  release(id: string): Promise<boolean>;
  /** Closes expired reservations and forgets windows and closed reservations whose time is over; a bounded number. */
  sweep(): Promise<SweepResult>;
  /** @throws BudgetError `idempotency_conflict`, `amount_out_of_range` */
  credit(credit: Credit): Promise<CreditResult>;
  setUnlimited(wallet: string, unlimited: boolean): Promise<WalletState>;
  wallet(id: string): Promise<WalletState>;
  /** Entries with a greater `seq` than `after`, in order. */
  ledger(wallet: string, after: number, limit: number): Promise<LedgerEntry[]>;
  standings(limits: readonly Limit[]): Promise<Standing[]>;
  close(): Promise<void>;
}
