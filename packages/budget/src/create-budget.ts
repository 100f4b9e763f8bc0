import { randomUUID } from "node:crypto";
import {
  checkBoolean,
  checkCredit,
  checkId,
  checkLedgerPage,
  checkLimits,
  checkReserve,
  checkScope,
  checkTtl,
  checkUsage,
} from "./check.ts";
import type { Limit } from "./model/limit.ts";
import type {
  ExtendResult,
  ReserveRequest,
  ReserveResult,
  SettleResult,
  Standing,
  SweepResult,
  Usage,
} from "./model/reservation.ts";
import type { CreditRequest, CreditResult, LedgerEntry, WalletState } from "./model/wallet.ts";
import { startSweeper } from "./start-sweeper.ts";
import type { BudgetStore } from "./store.ts";

/** Where a budget keeps its money, and how it looks after it. */
export interface BudgetOptions {
  store: BudgetStore;
  /** How often expired reservations are swept, in ms; 0: only when `sweep` is called. Default 10,000. */
  sweepEveryMs?: number;
  /** Hears of each sweep by the timer that has closed reservations. */
  onSweep?: (result: SweepResult) => void;
  /** Hears of a sweep by the timer that failed; the next one tries again. */
  onError?: (error: unknown) => void;
}

/** Wallets and limits, with reservations against all of them at once. */
export interface Budget {
  /**
   * Reserves the worst case of one request in its wallet and all of its limits at once, or nothing anywhere. Where there
   * is room for less output than wanted, less is granted.
   *
   * @throws BudgetError `invalid_argument`, `duplicate_reservation`, `amount_out_of_range`
   * @throws BudgetStoreError
   */
  reserve(request: ReserveRequest): Promise<ReserveResult>;
  /**
   * Holds a reservation for `ttlMs` from now (default 120,000), and raises `owed`: what it is charged if the process
   * ends without closing it. Record what a piece of a stream costs before sending it.
   *
   * @throws BudgetError `invalid_argument`
   * @throws BudgetStoreError
   */
  extend(id: string, options?: { ttlMs?: number; owed?: Usage }): Promise<ExtendResult>;
  /**
   * Charges what the request came to, also beyond what was reserved or after the sweep, and gives back the rest; once,
   * however often it is called. Wait for it before the last byte goes to the client.
   *
   * @throws BudgetError `invalid_argument`, `unknown_reservation`, `amount_out_of_range`
   * @throws BudgetStoreError
   */
  settle(id: string, actual: Usage): Promise<SettleResult>;
  /**
   * Gives everything back: nothing was consumed.
   *
   * @throws BudgetError `invalid_argument`
   * @throws BudgetStoreError
   */
  release(id: string): Promise<{ released: boolean }>;
  /** Closes expired reservations; the timer calls it, too. @throws BudgetStoreError */
  sweep(): Promise<SweepResult>;
  /** Credit. @throws BudgetError `invalid_argument`, `idempotency_conflict`, `amount_out_of_range` @throws BudgetStoreError */
  topUp(request: CreditRequest): Promise<CreditResult>;
  /** Credit or debit. @throws as `topUp` */
  adjust(request: CreditRequest): Promise<CreditResult>;
  /** Makes a wallet refuse nothing, or again what it cannot pay. It is counted either way. */
  setUnlimited(wallet: string, unlimited: boolean): Promise<WalletState>;
  /** A wallet; all zero if nobody has ever paid into it. */
  wallet(id: string): Promise<WalletState>;
  /** A wallet's entries with `seq` greater than `after` (default 0), at most `limit` (1 to 1,000; default 100). */
  ledger(wallet: string, page?: { after?: number; limit?: number }): Promise<LedgerEntry[]>;
  /** Where limits stand, without reserving. */
  standings(limits: readonly Limit[]): Promise<Standing[]>;
  /** Stops the timer and closes the store. */
  close(): Promise<void>;
}

const DEFAULT_SWEEP_EVERY_MS = 10_000;

/**
 * Money and quotas that cannot be overspent, whatever runs at the same time.
 *
 * @example
 * const budget = createBudget({ store: createMemoryStore() });
 * @throws BudgetError `invalid_argument`
 */
export function createBudget({
  store,
  sweepEveryMs = DEFAULT_SWEEP_EVERY_MS,
  onSweep,
  onError,
}: BudgetOptions): Budget {
  const process = randomUUID();
  let calls = 0;
  const sweeper = startSweeper(store, sweepEveryMs, { onSweep, onError });

  return {
    async reserve(request) {
      calls += 1;
      return store.reserve(checkReserve(request, `${process}:${calls}`));
    },
    async extend(id, { ttlMs, owed = {} } = {}) {
      return store.extend(checkId(id), checkTtl(ttlMs), checkUsage(owed, "owed"));
    },
    async settle(id, actual) {
      return store.settle(checkId(id), checkUsage(actual, "actual"));
    },
    async release(id) {
      return { released: await store.release(checkId(id)) };
    },
    sweep: () => store.sweep(),
    async topUp(request) {
      return store.credit(checkCredit(request, "top_up"));
    },
    async adjust(request) {
      return store.credit(checkCredit(request, "adjustment"));
    },
    async setUnlimited(wallet, unlimited) {
      return store.setUnlimited(checkScope(wallet, "wallet"), checkBoolean(unlimited, "unlimited"));
    },
    async wallet(id) {
      return store.wallet(checkScope(id, "id"));
    },
    async ledger(wallet, page = {}) {
      const { after, limit } = checkLedgerPage(page);
      return store.ledger(checkScope(wallet, "wallet"), after, limit);
    },
    async standings(limits) {
      return store.standings(checkLimits(limits));
    },
    async close() {
      await sweeper.stop();
      await store.close();
    },
  };
}
