import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Budget, createBudget } from "../../create-budget.ts";
import { createMemoryStore } from "../../memory/memory-store.ts";
import { NOON, sweepAll, wholeLedger } from "../budget-bench.ts";
import {
  type Holdings,
  LIMITS,
  perform,
  type RandomOperation,
  randomOperation,
  WALLETS,
} from "../random-operations.ts";
import type { StoreSubject } from "../store-subject.ts";

const DAY = 86_400_000;

/** What holds whatever is done in whichever order. */
export function testProperties(subject: StoreSubject): void {
  const numRuns = subject.runs ?? 20;
  const timeoutMs = 20_000 + numRuns * 500;

  /** Opens so many budgets on the same new data; where the store is not shared, one. */
  async function withBudgets(
    clock: { now: number },
    count: number,
    use: (...budgets: [Budget, ...Budget[]]) => Promise<void>,
  ): Promise<void> {
    const name = randomUUID();
    const open = async (): Promise<Budget> =>
      createBudget({ store: await subject.open(name, { now: () => clock.now }), sweepEveryMs: 0 });
    const budgets: [Budget, ...Budget[]] = [await open()];
    while (subject.shared && budgets.length < count) budgets.push(await open());
    try {
      await use(...budgets);
    } finally {
      await Promise.all(budgets.map((budget) => budget.close()));
    }
  }

  describe("whatever is done", () => {
    it(
      "it answers as the store in memory does",
      async () => {
        const property = fc.asyncProperty(fc.array(randomOperation, { maxLength: 60 }), async (operations) => {
          const clock = { now: NOON };
          await withBudgets(clock, 1, async (budget) => {
            const model = createBudget({ store: createMemoryStore({ now: () => clock.now }), sweepEveryMs: 0 });
            const held: Holdings = new Map();
            for (const operation of operations) {
              if (operation.kind === "wait") clock.now += operation.ms;
              const before = new Map(held);
              const expected = await perform(model, operation, before, 200);
              expect(await perform(budget, operation, held, 200)).toEqual(expected);
            }
            expect(await picture(budget)).toEqual(await picture(model));
          });
        });
        await fc.assert(property, { numRuns });
      },
      timeoutMs,
    );

    it(
      "no limit and no wallet is overspent, and nothing stays reserved",
      async () => {
        const property = fc.asyncProperty(
          fc.array(fc.array(randomOperation, { maxLength: 12 }), { maxLength: 8 }),
          async (rounds) => {
            const clock = { now: NOON };
            await withBudgets(clock, 2, async (budget, ...others) => {
              const live: Holdings = new Map();
              for (const operations of rounds) {
                for (const operation of operations) if (operation.kind === "wait") clock.now += operation.ms;
                await performTogether([budget, ...others], withinReason(operations, live, clock.now), live);
                await expectWithinLimits(budget);
              }
              clock.now += 2 * DAY;
              await sweepAll(budget);
              await expectNothingReserved(budget);
            });
          },
        );
        await fc.assert(property, { numRuns });
      },
      timeoutMs,
    );
  });
}

/**
 * Those of the operations that keep to the rules: a wallet without limit, an adjustment downwards, and a settlement of
 * what was given back or beyond what was reserved overspend as they should.
 */
function withinReason(operations: readonly RandomOperation[], live: Holdings, now: number): RandomOperation[] {
  const released = new Set(operations.flatMap((operation) => (operation.kind === "release" ? operation.id : [])));
  return operations.filter((operation) => {
    switch (operation.kind) {
      case "unlimited":
        return false;
      case "credit":
        return operation.usd > 0;
      case "settle":
      case "extend":
        return (live.get(operation.id)?.expiresAt ?? 0) > now && !released.has(operation.id);
      default:
        return true;
    }
  });
}

async function performTogether(
  budgets: readonly Budget[],
  operations: readonly RandomOperation[],
  live: Holdings,
): Promise<void> {
  await Promise.all(
    operations.map((operation, index) => perform(budgets[index % budgets.length] as Budget, operation, live, 100)),
  );
  for (const operation of operations)
    if (operation.kind === "release" || operation.kind === "settle") live.delete(operation.id);
}

/** Everything that can be seen of a budget. */
async function picture(budget: Budget): Promise<unknown> {
  return {
    standings: await budget.standings(LIMITS),
    wallets: await Promise.all(WALLETS.map((wallet) => budget.wallet(wallet))),
    ledgers: await Promise.all(WALLETS.map((wallet) => wholeLedger(budget, wallet))),
  };
}

async function expectWithinLimits(budget: Budget): Promise<void> {
  for (const { limit, spent, reserved } of await budget.standings(LIMITS))
    expect(spent + reserved, `${limit.resource} per ${limit.per}`).toBeLessThanOrEqual(limit.max);
  for (const wallet of WALLETS) {
    const { balance, reserved } = await budget.wallet(wallet);
    expect(reserved).toBeLessThanOrEqual(balance);
    const ledger = await wholeLedger(budget, wallet);
    expect(balance).toBe(ledger.reduce((sum, { usd }) => sum + usd, 0));
    expect(ledger.at(-1)?.balance ?? 0).toBe(balance);
  }
}

async function expectNothingReserved(budget: Budget): Promise<void> {
  for (const { reserved } of await budget.standings(LIMITS)) expect(reserved).toBe(0);
  for (const wallet of WALLETS) expect(await budget.wallet(wallet)).toMatchObject({ reserved: 0 });
}
