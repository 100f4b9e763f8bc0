import { describe, expect, it } from "vitest";
import { fund, limitOf, sweepAll, useBudget, wholeLedger } from "../budget-bench.ts";
import type { StoreSubject } from "../store-subject.ts";

/** What is still there when the store is opened again. */
export function testLasting(subject: StoreSubject): void {
  describe("opened again", () => {
    const bench = useBudget(subject);

    it("finds everything as it was left", async () => {
      const limits = [limitOf("requests", "day", 10), limitOf("tokens", "total", 100)];
      await fund(bench.budget, "w", 1_000);
      await bench.budget.topUp({ wallet: "w", usd: 1, key: "k1", reason: "x" });
      await bench.budget.setUnlimited("u", true);
      for (const id of ["r1", "r2", "r3"])
        await bench.budget.reserve({ id, wallet: { id: "w" }, limits, usd: 100, tokens: 10, ttlMs: 60_000 });
      await bench.budget.settle("r1", { usd: 50, tokens: 5 });
      await bench.budget.extend("r2", { ttlMs: 60_000, owed: { usd: 30, tokens: 3 } });
      const before = {
        wallet: await bench.budget.wallet("w"),
        ledger: await wholeLedger(bench.budget, "w"),
        standings: await bench.budget.standings(limits),
      };

      const again = await bench.reopen();
      expect({
        wallet: await again.wallet("w"),
        ledger: await wholeLedger(again, "w"),
        standings: await again.standings(limits),
      }).toEqual(before);
      expect(await again.wallet("u")).toMatchObject({ unlimited: true });
      expect(await again.topUp({ wallet: "w", usd: 1, key: "k1", reason: "x" })).toMatchObject({ repeated: true });
      expect(await again.settle("r1", { usd: 7 })).toMatchObject({ charged: 50, repeated: true });
      await expect(again.reserve({ id: "r3" })).rejects.toMatchObject({ code: "duplicate_reservation" });

      bench.now += 60_000;
      expect(await sweepAll(again)).toEqual({ released: 1, charged: 1 });
      expect(await again.wallet("w")).toMatchObject({ balance: 921, reserved: 0 });
      expect(await again.standings(limits)).toMatchObject([
        { spent: 2, reserved: 0 },
        { spent: 8, reserved: 0 },
      ]);
      expect(await again.settle("r2", { usd: 40 })).toMatchObject({ late: true, wallet: { balance: 911 } });
    });

    it("refuses to work on when it has been closed", async () => {
      const { budget } = bench;
      await bench.reopen();
      await expect(budget.wallet("w")).rejects.toMatchObject({ name: "BudgetStoreError" });
    });
  });
}
