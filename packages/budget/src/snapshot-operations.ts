import { counterKey } from "./model/limit.ts";
import { type Needs, needsOfClaim } from "./needs.ts";
import { extend, release, settle } from "./operations/close.ts";
import { readStandings } from "./operations/counters.ts";
import { reserve } from "./operations/reserve.ts";
import type { Tables } from "./operations/tables.ts";
import { credit, emptyWallet, setUnlimited, stateOf } from "./operations/wallets.ts";
import type { BudgetStore } from "./store.ts";

/** Loads rows, runs an operation on them, and makes what it changes durable, all or none. */
export type RunOnRows = <Result>(needs: Partial<Needs>, operation: (tables: Tables) => Result) => Promise<Result>;

/** The operations of a store that has to know beforehand which rows are needed, since it cannot wait for them later. */
export function createSnapshotOperations(
  run: RunOnRows,
  look: RunOnRows = run,
): Omit<BudgetStore, "sweep" | "ledger" | "close"> {
  return {
    reserve: (claim) => run(needsOfClaim(claim), (tables) => reserve(tables, claim)),
    extend: (id, ttlMs, owed) => run({ reservations: [id] }, (tables) => extend(tables, id, ttlMs, owed)),
    settle: (id, actual) => run({ closing: [id] }, (tables) => settle(tables, id, actual)),
    release: (id) => run({ closing: [id] }, (tables) => release(tables, id)),
    credit: (entry) => run({ wallets: [entry.wallet], credits: [entry] }, (tables) => credit(tables, entry)),
    setUnlimited: (wallet, unlimited) =>
      run({ wallets: [wallet] }, (tables) => setUnlimited(tables, wallet, unlimited)),
    wallet: (id) => look({ wallets: [id] }, (tables) => stateOf(tables.findWallet(id) ?? emptyWallet(id))),
    standings: (limits) => look({ counters: limits.map(counterKey) }, (tables) => readStandings(tables, limits)),
  };
}
