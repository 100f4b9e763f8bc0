import { describe, expect, it } from "vitest";
import { fund, limitOf, NOON, useBudget, wholeLedger } from "../budget-bench.ts";
import type { StoreSubject } from "../store-subject.ts";

/** What settle charges and release gives back. */
export function testSettling(subject: StoreSubject): void {
  describe("settle and release", () => {
    const bench = useBudget(subject);
    const limits = [limitOf("usd", "day", 5_000), limitOf("tokens", "day", 500), limitOf("requests", "day", 10)];

    async function reserve(id: string, usd = 300, markup = 0): Promise<void> {
      const result = await bench.budget.reserve({ id, wallet: { id: "w", markup }, limits, usd, tokens: 50 });
      expect(result).toMatchObject({ ok: true });
    }

    it("charges what it came to, and gives the rest back", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      expect(await bench.budget.settle("r1", { usd: 120, tokens: 20 })).toMatchObject({
        charged: 120,
        usd: 120,
        tokens: 20,
        overrun: 0,
        repeated: false,
        late: false,
        standings: [
          { limit: limits[0], spent: 120, reserved: 0, left: 4_880 },
          { limit: limits[1], spent: 20, reserved: 0, left: 480 },
          { limit: limits[2], spent: 1, reserved: 0, left: 9 },
        ],
        wallet: { id: "w", balance: 880, reserved: 0, unlimited: false },
      });
      expect((await wholeLedger(bench.budget, "w")).slice(1)).toEqual([
        { wallet: "w", seq: 2, kind: "charge", usd: -120, balance: 880, key: "r1", reason: "settled", at: NOON },
      ]);
    });

    it("marks up the charge, rounded up, and counts the list price in limits", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1", 300, 250);
      expect(await bench.budget.settle("r1", { usd: 101 })).toMatchObject({
        charged: 104,
        usd: 101,
        standings: [{ spent: 101 }, {}, {}],
        wallet: { balance: 896, reserved: 0 },
      });
    });

    it("charges once, and gives the first figures again", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      const first = await bench.budget.settle("r1", { usd: 120, tokens: 20 });
      expect(await bench.budget.settle("r1", { usd: 999, tokens: 1 })).toEqual({ ...first, repeated: true });
      expect(await wholeLedger(bench.budget, "w")).toHaveLength(2);
    });

    it("charges beyond what was reserved and what is left, and then refuses", async () => {
      await fund(bench.budget, "w", 400);
      await reserve("r1");
      expect(await bench.budget.settle("r1", { usd: 6_000, tokens: 600 })).toMatchObject({
        charged: 6_000,
        overrun: 5_700,
        standings: [
          { spent: 6_000, reserved: 0, left: 0 },
          { spent: 600, left: 0 },
          { spent: 1, left: 9 },
        ],
        wallet: { balance: -5_600, reserved: 0 },
      });
      const refused = await bench.budget.reserve({ id: "r2", wallet: { id: "w" }, limits, usd: 1, tokens: 1 });
      expect(refused).toMatchObject({ ok: false, refusal: { reason: "insufficient_balance", left: 0 } });
      expect(await bench.budget.reserve({ id: "r2", limits, tokens: 1 })).toMatchObject({
        ok: false,
        refusal: { reason: "limit_exceeded", left: 0, limit: limits[1] },
      });
    });

    it("counts in a limit what it had reserved nothing of", async () => {
      await bench.budget.reserve({ id: "r1", limits });
      expect(await bench.budget.settle("r1", { usd: 70, tokens: 7 })).toMatchObject({
        charged: 0,
        overrun: 0,
        standings: [{ spent: 70 }, { spent: 7 }, { spent: 1 }],
      });
    });

    it("writes no entry for what costs nothing", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      expect(await bench.budget.settle("r1", { tokens: 20 })).toMatchObject({
        charged: 0,
        wallet: { balance: 1_000, reserved: 0 },
        standings: [{ spent: 0, resetsAt: null }, { spent: 20 }, { spent: 1 }],
      });
      expect(await wholeLedger(bench.budget, "w")).toHaveLength(1);
    });

    it("refuses to settle what was never reserved", async () => {
      await expect(bench.budget.settle("r1", { usd: 1 })).rejects.toMatchObject({ code: "unknown_reservation" });
    });

    it("counts in the window of its reserve, not of its end", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      bench.now += 86_400_000;
      expect(await bench.budget.standings(limits)).toMatchObject([{ reserved: 0 }, { reserved: 0 }, { reserved: 0 }]);
      await bench.budget.extend("r1");
      expect(await bench.budget.settle("r1", { usd: 100 })).toMatchObject({
        charged: 100,
        late: false,
        standings: [{ spent: 0, reserved: 0 }, { spent: 0 }, { spent: 0 }],
      });
    });

    it("releases everything: nothing was consumed", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      expect(await bench.budget.release("r1")).toEqual({ released: true });
      expect(await bench.budget.release("r1")).toEqual({ released: false });
      expect(await bench.budget.release("unknown")).toEqual({ released: false });
      expect(await bench.budget.standings(limits)).toEqual(
        limits.map((limit) => ({ limit, spent: 0, reserved: 0, left: limit.max, resetsAt: null })),
      );
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 1_000, reserved: 0 });
    });

    it("does not release what was settled", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      await bench.budget.settle("r1", { usd: 120 });
      expect(await bench.budget.release("r1")).toEqual({ released: false });
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 880, reserved: 0 });
    });

    it("charges what was released before, late", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      await bench.budget.release("r1");
      expect(await bench.budget.settle("r1", { usd: 120, tokens: 20 })).toMatchObject({
        charged: 120,
        repeated: false,
        late: true,
        standings: [{ spent: 120 }, { spent: 20 }, { spent: 1 }],
        wallet: { balance: 880, reserved: 0 },
      });
      expect(await bench.budget.settle("r1", { usd: 1 })).toMatchObject({ charged: 120, repeated: true, late: true });
    });

    it("frees a place in flight by release as by settle", async () => {
      const inFlight = [limitOf("requests", "concurrent", 1)];
      for (const id of ["r1", "r2", "r3"]) {
        expect(await bench.budget.reserve({ id, limits: inFlight })).toMatchObject({ ok: true });
        if (id === "r1") await bench.budget.release(id);
        else await bench.budget.settle(id, {});
      }
      expect(await bench.budget.standings(inFlight)).toMatchObject([{ spent: 0, reserved: 0 }]);
    });
  });
}
