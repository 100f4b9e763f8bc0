import type { Limit } from "./model/limit.ts";
import { extend, release, settle, sweep } from "./operations/close.ts";
import { readStandings } from "./operations/counters.ts";
import { reserve } from "./operations/reserve.ts";
import type { Tables } from "./operations/tables.ts";
import { credit, emptyWallet, setUnlimited, stateOf } from "./operations/wallets.ts";
import type { Amounts, BudgetStore, Claim, Credit } from "./store.ts";

/**
 * A store out of tables: the rules are the same wherever the rows are kept.
 *
 * @param run makes the changes of one operation durable, all or none, and then gives its result or throws its error
 */
export function createTableStore(
  run: <Result>(operation: (tables: Tables) => Result) => Promise<Result>,
  close: () => Promise<void>,
): BudgetStore {
  return {
    reserve: (claim: Claim) => run((tables) => reserve(tables, claim)),
    extend: (id: string, ttlMs: number, owed: Amounts) => run((tables) => extend(tables, id, ttlMs, owed)),
    settle: (id: string, actual: Amounts) => run((tables) => settle(tables, id, actual)),
    release: (id: string) => run((tables) => release(tables, id)),
    sweep: () => run(sweep),
    credit: (entry: Credit) => run((tables) => credit(tables, entry)),
    setUnlimited: (wallet: string, unlimited: boolean) => run((tables) => setUnlimited(tables, wallet, unlimited)),
    wallet: (id: string) => run((tables) => stateOf(tables.findWallet(id) ?? emptyWallet(id))),
    ledger: (wallet: string, after: number, limit: number) => run((tables) => tables.readLedger(wallet, after, limit)),
    standings: (limits: readonly Limit[]) => run((tables) => readStandings(tables, limits)),
    close,
  };
}
