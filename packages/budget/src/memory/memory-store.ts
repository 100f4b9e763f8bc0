import { BudgetError, BudgetStoreError } from "../budget-error.ts";
import type { Tables } from "../operations/tables.ts";
import type { BudgetStore } from "../store.ts";
import { createTableStore } from "../table-store.ts";
import { createMemoryTables, type MemoryTables } from "./memory-tables.ts";

/** The clock of a store in memory, and how much it remembers. */
export interface MemoryStoreOptions {
  /** Tells the time in ms since the epoch. Default Date.now. */
  now?: () => number;
  /** How many charges each wallet's ledger keeps apart; older ones are carried forward as one entry. Default 10,000. */
  keptCharges?: number;
}

const DEFAULT_KEPT_CHARGES = 10_000;
/** Wallets and counters, and reservations at one time, that memory takes, each. */
const MAX_ROWS = 1_000_000;

/** A store in this process's memory: for tests, and for limits that may begin anew with the process. */
export function createMemoryStore({
  now = Date.now,
  keptCharges = DEFAULT_KEPT_CHARGES,
}: MemoryStoreOptions = {}): BudgetStore {
  if (!Number.isSafeInteger(keptCharges) || keptCharges < 1)
    throw new BudgetError("invalid_argument", "`keptCharges` must be a positive integer.", "keptCharges");
  const tables = createMemoryTables(keptCharges);

  async function run<Result>(operation: (tables: Tables) => Result): Promise<Result> {
    tables.now = now();
    return operation(tables);
  }
  const store = createTableStore(run, async () => {});
  return {
    ...store,
    async reserve(claim) {
      assertRoom(tables);
      return store.reserve(claim);
    },
  };
}

/** Refuses new reservations before an operation has begun, so that none is half done. */
export function assertRoom({ rows: { wallets, counters, held } }: MemoryTables): void {
  if (Math.max(wallets.size, counters.size, held.size) >= MAX_ROWS)
    throw new BudgetStoreError(
      `Memory holds ${MAX_ROWS} wallets, counters or reservations already; keep them in SQLite, Redis or PostgreSQL.`,
    );
}
