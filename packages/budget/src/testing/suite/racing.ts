import { describe, expect, it } from "vitest";
import { fund, limitOf, sweepAll, useBudget, wholeLedger } from "../budget-bench.ts";
import type { StoreSubject } from "../store-subject.ts";

const PARALLEL = 200;

/** What happens at the same time, through several stores on the same data where that is possible. */
export function testRacing(subject: StoreSubject): void {
  describe("at the same time", () => {
    const bench = useBudget(subject);

    it("a wallet that affords K of many requests admits K", async () => {
      const budgets = [bench.budget, await bench.another()];
      await fund(bench.budget, "w", 37 * 110 + 109);
      const results = await Promise.all(
        Array.from({ length: PARALLEL }, (_, index) =>
          (budgets[index % 2] ?? bench.budget).reserve({
            id: `r${index}`,
            wallet: { id: "w", markup: 1_000 },
            usd: 100,
          }),
        ),
      );
      const admitted = results.filter(({ ok }) => ok);
      expect(admitted).toHaveLength(37);
      expect(await bench.budget.wallet("w")).toMatchObject({ reserved: 37 * 110 });
      await Promise.all(
        results.map((result, index) => (result.ok ? bench.budget.settle(`r${index}`, { usd: 100 }) : undefined)),
      );
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 109, reserved: 0 });
      expect(await wholeLedger(bench.budget, "w")).toHaveLength(38);
    });

    it("a limit admits as many as it has room for", async () => {
      const budgets = [bench.budget, await bench.another()];
      const limits = [limitOf("requests", "minute", 23), limitOf("requests", "concurrent", 50, "account:a")];
      const results = await Promise.all(
        Array.from({ length: PARALLEL }, (_, index) =>
          (budgets[index % 2] ?? bench.budget).reserve({ id: `r${index}`, limits }),
        ),
      );
      expect(results.filter(({ ok }) => ok)).toHaveLength(23);
      expect(await bench.budget.standings(limits)).toMatchObject([
        { reserved: 23, left: 0 },
        { reserved: 23, left: 27 },
      ]);
    });

    it("one id is reserved once", async () => {
      const another = await bench.another();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? another : bench.budget).reserve({ id: "r1", limits: [limitOf("requests", "day", 99)] }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      expect(await bench.budget.standings([limitOf("requests", "day", 99)])).toMatchObject([{ reserved: 1 }]);
    });

    it("one reservation is settled once, whoever else releases or sweeps it", async () => {
      const another = await bench.another();
      await fund(bench.budget, "w", 1_000);
      await bench.budget.reserve({ id: "r1", wallet: { id: "w" }, usd: 100, ttlMs: 1_000 });
      bench.now += 1_000;
      const settling = Array.from({ length: 20 }, (_, index) =>
        (index % 2 ? another : bench.budget).settle("r1", { usd: 10 + index }),
      );
      const [settled] = await Promise.all([
        Promise.all(settling),
        another.release("r1"),
        sweepAll(bench.budget),
        sweepAll(another),
      ]);
      const [first] = settled.filter(({ repeated }) => !repeated);
      expect(settled.filter(({ repeated }) => !repeated)).toHaveLength(1);
      expect(new Set(settled.map(({ charged }) => charged))).toEqual(new Set([first?.charged]));
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 1_000 - (first?.charged ?? 0), reserved: 0 });
    });

    it("one key is credited once", async () => {
      const another = await bench.another();
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? another : bench.budget).topUp({ wallet: "w", usd: 100, key: "k1", reason: "x" }),
        ),
      );
      expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1);
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 100 });
    });

    it("an operation that fails takes none of the others with it", async () => {
      await fund(bench.budget, "w", 1_000);
      await bench.budget.topUp({ wallet: "w", usd: 1, key: "taken", reason: "x" });
      const outcomes = await Promise.allSettled([
        bench.budget.reserve({ id: "r1", wallet: { id: "w" }, usd: 100 }),
        bench.budget.reserve({ id: "r1", wallet: { id: "w" }, usd: 100 }),
        bench.budget.settle("unknown", { usd: 1 }),
        bench.budget.topUp({ wallet: "w", usd: 2, key: "taken", reason: "x" }),
        bench.budget.reserve({ id: "r2", wallet: { id: "w" }, usd: 100 }),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual([
        "fulfilled",
        "rejected",
        "rejected",
        "rejected",
        "fulfilled",
      ]);
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 1_001, reserved: 200 });
    });
  });
}
