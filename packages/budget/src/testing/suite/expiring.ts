import { describe, expect, it } from "vitest";
import { fund, limitOf, NOON, sweepAll, useBudget, wholeLedger } from "../budget-bench.ts";
import type { StoreSubject } from "../store-subject.ts";

/** What becomes of reservations that nobody closes. */
export function testExpiring(subject: StoreSubject): void {
  describe("extend and sweep", () => {
    const bench = useBudget(subject);
    const limits = [
      limitOf("usd", "day", 5_000),
      limitOf("tokens", "day", 500),
      limitOf("requests", "day", 10),
      limitOf("requests", "concurrent", 10),
    ];

    async function reserve(id: string): Promise<void> {
      const request = { id, wallet: { id: "w", markup: 1_000 }, limits, usd: 300, tokens: 50, ttlMs: 60_000 };
      expect(await bench.budget.reserve(request)).toMatchObject({ ok: true });
    }

    it("holds a reservation until its time is over", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      bench.now += 59_999;
      expect(await sweepAll(bench.budget)).toEqual({ released: 0, charged: 0 });
      expect(await bench.budget.wallet("w")).toMatchObject({ reserved: 330 });
      bench.now += 1;
      expect(await sweepAll(bench.budget)).toEqual({ released: 1, charged: 0 });
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 1_000, reserved: 0 });
      expect(await bench.budget.standings(limits)).toEqual(
        limits.map((limit) => ({ limit, spent: 0, reserved: 0, left: limit.max, resetsAt: null })),
      );
      expect(await sweepAll(bench.budget)).toEqual({ released: 0, charged: 0 });
    });

    it("charges what is owed", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      expect(await bench.budget.extend("r1", { ttlMs: 60_000, owed: { usd: 101, tokens: 20 } })).toEqual({
        ok: true,
        expiresAt: NOON + 60_000,
      });
      bench.now += 60_000;
      expect(await sweepAll(bench.budget)).toEqual({ released: 0, charged: 1 });
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 888, reserved: 0 });
      expect(await bench.budget.standings(limits)).toMatchObject([
        { spent: 101, reserved: 0 },
        { spent: 20, reserved: 0 },
        { spent: 1, reserved: 0 },
        { spent: 0, reserved: 0 },
      ]);
      expect((await wholeLedger(bench.budget, "w")).at(-1)).toMatchObject({ kind: "charge", usd: -112, key: "r1" });
    });

    it.each([
      { owed: 101, usd: 201, charged: 222, entry: { kind: "correction", usd: -110 } },
      { owed: 201, usd: 101, charged: 112, entry: { kind: "correction", usd: 110 } },
      { owed: 201, usd: 0, charged: 0, entry: { kind: "correction", usd: 222 } },
      { owed: 0, usd: 101, charged: 112, entry: { kind: "charge", usd: -112 } },
    ])(
      "corrects what the sweep has charged when a settlement comes late: $owed, then $usd",
      async ({ owed, usd, charged, entry }) => {
        await fund(bench.budget, "w", 1_000);
        await reserve("r1");
        await bench.budget.extend("r1", { ttlMs: 60_000, owed: { usd: owed, tokens: owed > 0 ? 20 : 0 } });
        bench.now += 60_000;
        await sweepAll(bench.budget);
        bench.now += 3_600_000;
        await sweepAll(bench.budget);
        expect(await bench.budget.settle("r1", { usd, tokens: 30 })).toMatchObject({
          charged,
          usd,
          tokens: 30,
          late: true,
          repeated: false,
          standings: [
            { spent: usd, reserved: 0 },
            { spent: 30, reserved: 0 },
            { spent: 1, reserved: 0 },
            { spent: 0, reserved: 0 },
          ],
          wallet: { balance: 1_000 - charged, reserved: 0 },
        });
        expect((await wholeLedger(bench.budget, "w")).at(-1)).toMatchObject({ ...entry, balance: 1_000 - charged });
        expect(await bench.budget.settle("r1", { usd: 5 })).toMatchObject({ charged, repeated: true, late: true });
      },
    );

    it("keeps a reservation alive by heartbeats, which never shorten it", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      expect(await bench.budget.extend("r1", { ttlMs: 1_000 })).toEqual({ ok: true, expiresAt: NOON + 60_000 });
      bench.now += 50_000;
      expect(await bench.budget.extend("r1")).toEqual({ ok: true, expiresAt: NOON + 170_000 });
      bench.now += 50_000;
      expect(await sweepAll(bench.budget)).toEqual({ released: 0, charged: 0 });
      bench.now += 70_000;
      expect(await sweepAll(bench.budget)).toEqual({ released: 1, charged: 0 });
    });

    it("lets what is owed only grow, each amount by itself", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      await bench.budget.extend("r1", { owed: { usd: 100, tokens: 5 } });
      await bench.budget.extend("r1", { owed: { usd: 50, tokens: 10 } });
      await bench.budget.extend("r1");
      bench.now += 120_000;
      await sweepAll(bench.budget);
      expect(await bench.budget.standings(limits.slice(0, 2))).toMatchObject([{ spent: 100 }, { spent: 10 }]);
    });

    it("ignores what was owed once the reservation is settled or released", async () => {
      await fund(bench.budget, "w", 1_000);
      for (const id of ["r1", "r2"]) {
        await reserve(id);
        await bench.budget.extend(id, { owed: { usd: 100 } });
      }
      await bench.budget.settle("r1", { usd: 10 });
      await bench.budget.release("r2");
      bench.now += 86_400_000;
      expect(await sweepAll(bench.budget)).toEqual({ released: 0, charged: 0 });
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 989, reserved: 0 });
    });

    it("tells a heartbeat when nothing is held any more", async () => {
      await fund(bench.budget, "w", 1_000);
      const gone = { ok: false, expiresAt: 0 };
      expect(await bench.budget.extend("unknown")).toEqual(gone);
      for (const id of ["r1", "r2", "r3"]) await reserve(id);
      await bench.budget.settle("r1", {});
      await bench.budget.release("r2");
      bench.now += 60_000;
      await sweepAll(bench.budget);
      for (const id of ["r1", "r2", "r3"]) expect(await bench.budget.extend(id, { owed: { usd: 1 } })).toEqual(gone);
    });

    it("sweeps any number of them, a bounded number at a time", async () => {
      await bench.budget.setUnlimited("w", true);
      await Promise.all(
        Array.from({ length: 450 }, (_, index) =>
          bench.budget.reserve({ id: `r${index}`, wallet: { id: "w" }, usd: 10, ttlMs: 60_000 }),
        ),
      );
      expect(await bench.budget.wallet("w")).toMatchObject({ reserved: 4_500 });
      bench.now += 60_000;
      const first = await bench.budget.sweep();
      expect(first).toMatchObject({ charged: 0, more: true });
      expect(first.released).toBeLessThan(450);
      expect(await sweepAll(bench.budget)).toEqual({ released: 450 - first.released, charged: 0 });
      expect(await bench.budget.wallet("w")).toMatchObject({ reserved: 0 });
    });

    it("forgets closed reservations after a while, and nothing that was charged", async () => {
      await fund(bench.budget, "w", 1_000);
      await reserve("r1");
      await bench.budget.settle("r1", { usd: 100 });
      await reserve("r2");
      bench.now += 60_000;
      await sweepAll(bench.budget);
      bench.now += 86_400_000;
      await sweepAll(bench.budget);
      for (const id of ["r1", "r2"])
        await expect(bench.budget.settle(id, { usd: 1 })).rejects.toMatchObject({ code: "unknown_reservation" });
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 890, reserved: 0 });
    });
  });
}
