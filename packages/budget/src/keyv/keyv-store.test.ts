import { Keyv } from "keyv";
import { describe, expect, it } from "vitest";
import { BudgetStoreError } from "../budget-error.ts";
import { createBudget } from "../create-budget.ts";
import { createKeyvStore } from "../keyv.ts";
import { fund, limitOf, wholeLedger } from "../testing/budget-bench.ts";
import { storeConformance } from "../testing/conformance.ts";

describe("the store in Keyv", () => {
  const data = new Map<string, Map<string, unknown>>();
  storeConformance({
    open(name, { now }) {
      const map = data.get(name) ?? new Map<string, unknown>();
      data.set(name, map);
      return createKeyvStore({ keyv: new Keyv({ store: map }), leaseMs: 50, now });
    },
    durable: true,
    shared: false,
    runs: 10,
  });
});

describe("a Keyv", () => {
  const open = (data: unknown, leaseMs = 50) =>
    createBudget({ store: createKeyvStore({ keyv: new Keyv({ store: data }), leaseMs }), sweepEveryMs: 0 });

  it("is for one store: a second one is refused as long as the first one lives", async () => {
    const data = new Map();
    const first = open(data);
    await fund(first, "w", 100);
    const second = open(data);
    await expect(second.wallet("w")).rejects.toMatchObject({
      name: "BudgetStoreError",
      message: expect.stringContaining("Another process or store uses this Keyv"),
    });
    expect(await first.wallet("w")).toMatchObject({ balance: 100 });
    await first.close();
    await second.close();
    const third = open(data);
    expect(await third.wallet("w")).toMatchObject({ balance: 100 });
    await third.close();
  });

  it("is taken over when its store has ended without closing, which then may not go on", async () => {
    const data = new Map();
    const gone = createBudget({
      store: createKeyvStore({ keyv: new Keyv({ store: data }), leaseMs: 2_000 }),
      sweepEveryMs: 0,
    });
    await fund(gone, "w", 100);
    const next = open(data);
    expect(await next.wallet("w")).toMatchObject({ balance: 100 });
    await expect(gone.wallet("w")).rejects.toMatchObject({ name: "BudgetStoreError" });
    await next.close();
    await gone.close();
  });

  it("whose storage fails at any moment loses nothing and makes nothing up", async () => {
    const limit = limitOf("usd", "day", 1_000);
    for (let writes = 0, failed = true; failed; writes += 1) {
      expect(writes).toBeLessThan(30);
      const data = new Map<string, unknown>();
      const before = open(failAfter(data, Number.POSITIVE_INFINITY));
      await fund(before, "w", 1_000);
      await before.reserve({ id: "r1", wallet: { id: "w" }, limits: [limit], usd: 300 });
      await before.close();

      const failing = open(failAfter(data, writes));
      failed = await failing.settle("r1", { usd: 100 }).then(
        () => false,
        (error) => BudgetStoreError.isInstance(error),
      );
      await failing.close().catch(() => {});
      const after = open(failAfter(data, Number.POSITIVE_INFINITY));
      const wallet = await after.wallet("w");
      const [standing] = await after.standings([limit]);
      expect([
        { balance: 1_000, reserved: 300, spent: 0, held: 300 },
        { balance: 900, reserved: 0, spent: 100, held: 0 },
      ]).toContainEqual({
        balance: wallet.balance,
        reserved: wallet.reserved,
        spent: standing?.spent,
        held: standing?.reserved,
      });
      expect((await wholeLedger(after, "w")).at(-1)).toMatchObject({ balance: wallet.balance });
      expect(await after.settle("r1", { usd: 100 })).toMatchObject({
        charged: 100,
        wallet: { balance: 900, reserved: 0 },
      });
      await after.close();
    }
  });

  it("that cannot be read is no empty wallet", async () => {
    const data = new Map();
    const broken = {
      get: () => Promise.reject(new Error("no connection")),
      set: (key: string, value: unknown) => data.set(key, value),
      delete: (key: string) => data.delete(key),
      clear: () => data.clear(),
    };
    const budget = open(broken);
    await expect(budget.wallet("w")).rejects.toMatchObject({ name: "BudgetStoreError" });
    await budget.close().catch(() => {});
  });
});

/** A storage that takes so many values, and then no more. */
function failAfter(data: Map<string, unknown>, writes: number): unknown {
  let left = writes;
  const take = (): void => {
    left -= 1;
    if (left < 0) throw new Error("the disk is full");
  };
  return {
    get: (key: string) => data.get(key),
    set(key: string, value: unknown) {
      take();
      data.set(key, value);
    },
    delete(key: string) {
      take();
      return data.delete(key);
    },
    clear: () => data.clear(),
  };
}
