import { randomUUID } from "node:crypto";
import { afterEach, beforeEach } from "vitest";
import { type Budget, createBudget } from "../create-budget.ts";
import type { Limit } from "../model/limit.ts";
import type { LedgerEntry } from "../model/wallet.ts";
import type { StoreSubject } from "./store-subject.ts";

/** A budget on a fresh store, with a clock that the test sets; made anew for each test. */
export interface BudgetBench {
  readonly budget: Budget;
  /** ms since the epoch. */
  now: number;
  /** Another budget on the same data; where the store is not shared, the same one. */
  another(): Promise<Budget>;
  /** Closes the budget and opens the same data again. */
  reopen(): Promise<Budget>;
}

/** A Wednesday, in the middle of a minute, hour, day and month. */
export const NOON = Date.UTC(2026, 6, 15, 12, 30, 30);

/** Gives each test of the suite around it a bench of its own, closed behind it. */
export function useBudget(subject: StoreSubject): BudgetBench {
  let name = "";
  let open: Budget[] = [];
  const openBudget = async (): Promise<Budget> => {
    const budget = createBudget({ store: await subject.open(name, { now: () => bench.now }), sweepEveryMs: 0 });
    open.push(budget);
    return budget;
  };
  const closeAll = async (): Promise<void> => {
    await Promise.all(open.map((budget) => budget.close()));
    open = [];
  };
  const bench = {
    budget: undefined as unknown as Budget,
    now: NOON,
    another: async () => (subject.shared ? openBudget() : bench.budget),
    async reopen() {
      await closeAll();
      bench.budget = await openBudget();
      return bench.budget;
    },
  };
  beforeEach(async () => {
    name = randomUUID();
    bench.now = NOON;
    bench.budget = await openBudget();
  });
  afterEach(closeAll);
  return bench;
}

/** Sweeps until nothing is left to sweep. */
export async function sweepAll(budget: Budget): Promise<{ released: number; charged: number }> {
  const total = { released: 0, charged: 0 };
  for (let more = true; more; ) {
    const result = await budget.sweep();
    total.released += result.released;
    total.charged += result.charged;
    more = result.more;
  }
  return total;
}

/** All entries of a wallet's ledger, page by page. */
export async function wholeLedger(budget: Budget, wallet: string, pageSize = 1_000): Promise<LedgerEntry[]> {
  const entries: LedgerEntry[] = [];
  for (;;) {
    const page = await budget.ledger(wallet, { after: entries.at(-1)?.seq ?? 0, limit: pageSize });
    entries.push(...page);
    if (page.length < pageSize) return entries;
  }
}

/** Pays into a wallet. */
export async function fund(budget: Budget, wallet: string, usd: number): Promise<void> {
  await budget.topUp({ wallet, usd, key: randomUUID(), reason: "test" });
}

/** A limit with the least to write. */
export function limitOf(resource: Limit["resource"], per: Limit["per"], max: number, scope = "key:k1"): Limit {
  return { scope, resource, per, max };
}
