import { describe, expect, it } from "vitest";
import { fund, NOON, useBudget, wholeLedger } from "../budget-bench.ts";
import type { StoreSubject } from "../store-subject.ts";

/** Credit, debit and the ledger. */
export function testWallets(subject: StoreSubject): void {
  describe("wallets", () => {
    const bench = useBudget(subject);

    it("are zero until somebody pays in", async () => {
      expect(await bench.budget.wallet("w")).toEqual({ id: "w", balance: 0, reserved: 0, unlimited: false });
      expect(await bench.budget.ledger("w")).toEqual([]);
    });

    it("take credit and debit, with reasons", async () => {
      const top = { wallet: "w", usd: 1_000, key: "k1", reason: "Invoice 7: “first” 🎉" };
      expect(await bench.budget.topUp(top)).toEqual({
        entry: { ...top, seq: 1, kind: "top_up", balance: 1_000, at: NOON },
        wallet: { id: "w", balance: 1_000, reserved: 0, unlimited: false },
        repeated: false,
      });
      const correction = { wallet: "w", usd: -1_500, key: "k2", reason: "Refund" };
      expect(await bench.budget.adjust(correction)).toMatchObject({
        entry: { ...correction, seq: 2, kind: "adjustment", balance: -500 },
        wallet: { balance: -500 },
      });
      expect(await bench.budget.adjust({ ...correction, usd: 0, key: "k3" })).toMatchObject({
        entry: { seq: 3, usd: 0 },
      });
    });

    it("take each key once in each wallet", async () => {
      const top = { wallet: "w", usd: 1_000, key: "k1", reason: "first" };
      const first = await bench.budget.topUp(top);
      await fund(bench.budget, "w", 5);
      bench.now += 86_400_000 * 400;
      await bench.budget.sweep();
      expect(await bench.budget.topUp({ ...top, reason: "again" })).toEqual({
        entry: first.entry,
        wallet: { id: "w", balance: 1_005, reserved: 0, unlimited: false },
        repeated: true,
      });
      for (const conflict of [bench.budget.topUp({ ...top, usd: 999 }), bench.budget.adjust(top)])
        await expect(conflict).rejects.toMatchObject({ code: "idempotency_conflict", param: "key" });
      expect(await bench.budget.topUp({ ...top, wallet: "other" })).toMatchObject({ repeated: false });
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 1_005 });
    });

    it("do not take a reservation's id for a key", async () => {
      await fund(bench.budget, "w", 100);
      await bench.budget.reserve({ id: "k1", wallet: { id: "w" }, usd: 10 });
      await bench.budget.settle("k1", { usd: 10 });
      expect(await bench.budget.topUp({ wallet: "w", usd: 7, key: "k1", reason: "x" })).toMatchObject({
        repeated: false,
        wallet: { balance: 97 },
      });
    });

    it("page through the ledger", async () => {
      for (let usd = 1; usd <= 25; usd += 1)
        await bench.budget.topUp({ wallet: "w", usd, key: `k${usd}`, reason: "x" });
      await fund(bench.budget, "other", 1);
      expect((await bench.budget.ledger("w", { after: 3, limit: 2 })).map(({ seq }) => seq)).toEqual([4, 5]);
      const entries = await wholeLedger(bench.budget, "w", 10);
      expect(entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
      expect(entries.at(-1)?.balance).toBe(325);
      expect(await bench.budget.ledger("w", { after: 25 })).toEqual([]);
    });

    it("refuse what integers cannot hold, and change nothing", async () => {
      const most = 1_000_000_000_000_000;
      await bench.budget.setUnlimited("w", true);
      for (let index = 0; index < 9; index += 1)
        await bench.budget.topUp({ wallet: "w", usd: most, key: `k${index}`, reason: "x" });
      await expect(bench.budget.topUp({ wallet: "w", usd: most, key: "k9", reason: "x" })).rejects.toMatchObject({
        code: "amount_out_of_range",
      });
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: 9 * most });
      for (let index = 0; index < 18; index += 1)
        await bench.budget.adjust({ wallet: "w", usd: -most, key: `d${index}`, reason: "x" });
      await expect(bench.budget.reserve({ id: "r1", wallet: { id: "w" }, usd: most })).rejects.toMatchObject({
        code: "amount_out_of_range",
      });
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: -9 * most, reserved: 0 });
      await bench.budget.reserve({ id: "r2", wallet: { id: "w" }, usd: 1_000 });
      await expect(bench.budget.settle("r2", { usd: most })).rejects.toMatchObject({ code: "amount_out_of_range" });
      expect(await bench.budget.wallet("w")).toMatchObject({ balance: -9 * most, reserved: 1_000 });
      expect(await bench.budget.settle("r2", { usd: 1_000 })).toMatchObject({
        wallet: { balance: -9 * most - 1_000, reserved: 0 },
      });
    });

    it("keep large amounts exact", async () => {
      await fund(bench.budget, "w", 999_999_999_999_999);
      await bench.budget.reserve({ id: "r1", wallet: { id: "w", markup: 1 }, usd: 999_899_999_999_999 });
      expect(await bench.budget.settle("r1", { usd: 999_899_999_999_999 })).toMatchObject({
        // 999,899,999,999,999 + ceil(99,989,999,999.9999)
        charged: 999_999_989_999_999,
        wallet: { balance: 10_000_000, reserved: 0 },
      });
    });
  });
}
