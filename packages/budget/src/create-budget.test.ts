import { describe, expect, it, vi } from "vitest";
import { BudgetError, BudgetStoreError } from "./budget-error.ts";
import { createBudget } from "./create-budget.ts";
import { createMemoryStore } from "./memory/memory-store.ts";
import type { Limit } from "./model/limit.ts";
import type { ReserveRequest } from "./model/reservation.ts";
import { fund, limitOf, NOON } from "./testing/budget-bench.ts";

const budget = createBudget({ store: createMemoryStore(), sweepEveryMs: 0 });
const reserving = (request: object) => budget.reserve({ id: "r1", ...request } as ReserveRequest);
const limit = limitOf("requests", "day", 1);

describe("wrong use", () => {
  it.each([
    ["request", () => budget.reserve(undefined as never)],
    ["request", () => budget.reserve("r1" as never)],
    ["id", () => reserving({ id: "" })],
    ["id", () => reserving({ id: "x".repeat(129) })],
    ["id", () => reserving({ id: 7 })],
    ["id", () => reserving({ id: "a\0b" })],
    ["id", () => reserving({ id: "\ud800" })],
    ["usd", () => reserving({ usd: -1 })],
    ["usd", () => reserving({ usd: 0.1 })],
    ["usd", () => reserving({ usd: Number.NaN })],
    ["usd", () => reserving({ usd: "5" })],
    ["usd", () => reserving({ usd: 1_000_000_000_000_001 })],
    ["tokens", () => reserving({ tokens: 5n })],
    ["requests", () => reserving({ requests: -1 })],
    ["wallet", () => reserving({ wallet: null })],
    ["wallet", () => reserving({ wallet: "w" })],
    ["wallet.id", () => reserving({ wallet: {} })],
    ["wallet.id", () => reserving({ wallet: { id: "x".repeat(257) } })],
    ["wallet.markup", () => reserving({ wallet: { id: "w", markup: -1 } })],
    ["wallet.markup", () => reserving({ wallet: { id: "w", markup: 50_001 } })],
    ["output", () => reserving({ output: null })],
    ["output.upTo", () => reserving({ output: { usdPerToken: 1 } })],
    ["output.upTo", () => reserving({ output: { upTo: 1e10, usdPerToken: 0 } })],
    ["output.usdPerToken", () => reserving({ output: { upTo: 1 } })],
    ["output.usdPerToken", () => reserving({ output: { upTo: 1, usdPerToken: 0.5 } })],
    ["output.atLeast", () => reserving({ output: { upTo: 1, atLeast: 2, usdPerToken: 0 } })],
    ["ttlMs", () => reserving({ ttlMs: 999 })],
    ["ttlMs", () => reserving({ ttlMs: 86_400_001 })],
    ["limits", () => reserving({ limits: {} })],
    ["limits", () => reserving({ limits: Array.from({ length: 65 }, () => limit) })],
    ["limits[1]", () => reserving({ limits: [limit, null] })],
    ["limits[0].scope", () => reserving({ limits: [{ ...limit, scope: "" }] })],
    ["limits[0].resource", () => reserving({ limits: [{ ...limit, resource: "eur" }] })],
    ["limits[0].per", () => reserving({ limits: [{ ...limit, per: "year" }] })],
    ["limits[0].per", () => reserving({ limits: [{ ...limit, per: "toString" }] })],
    ["limits[0].rolling", () => reserving({ limits: [{ ...limit, per: "total", rolling: true }] })],
    ["limits[0].rolling", () => reserving({ limits: [{ ...limit, rolling: 1 }] })],
    ["limits[0].max", () => reserving({ limits: [{ ...limit, max: -1 }] })],
    ["limits[0].max", () => reserving({ limits: [{ ...limit, max: 2 ** 53 }] })],
    ["id", () => budget.settle("", {})],
    ["actual", () => budget.settle("r1", undefined as never)],
    ["actual.usd", () => budget.settle("r1", { usd: -1 })],
    ["owed.tokens", () => budget.extend("r1", { owed: { tokens: 0.5 } })],
    ["ttlMs", () => budget.extend("r1", { ttlMs: 0 })],
    ["request", () => budget.topUp(undefined as never)],
    ["usd", () => budget.topUp({ wallet: "w", usd: 0, key: "k", reason: "x" })],
    ["usd", () => budget.topUp({ wallet: "w", usd: -5, key: "k", reason: "x" })],
    ["usd", () => budget.adjust({ wallet: "w", usd: 1.5, key: "k", reason: "x" })],
    ["key", () => budget.topUp({ wallet: "w", usd: 5, key: "", reason: "x" })],
    ["reason", () => budget.topUp({ wallet: "w", usd: 5, key: "k", reason: "" })],
    ["reason", () => budget.topUp({ wallet: "w", usd: 5, key: "k", reason: "x".repeat(513) })],
    ["unlimited", () => budget.setUnlimited("w", "yes" as never)],
    ["id", () => budget.wallet("")],
    ["limit", () => budget.ledger("w", { limit: 1_001 })],
    ["limit", () => budget.ledger("w", { limit: 0 })],
    ["after", () => budget.ledger("w", { after: -1 })],
    ["limits", () => budget.standings("all" as unknown as Limit[])],
  ])("names %s", async (param, call) => {
    await expect(call()).rejects.toMatchObject({ code: "invalid_argument", param });
    await expect(call()).rejects.toSatisfy(BudgetError.isInstance);
  });

  it("names the output where a reservation is beyond what can be counted", async () => {
    const huge = { usd: 1_000_000_000_000_000, output: { upTo: 1, usdPerToken: 1 } };
    await expect(reserving(huge)).rejects.toMatchObject({ code: "amount_out_of_range", param: "output.upTo" });
  });

  it("is told at once by createBudget", () => {
    const store = createMemoryStore();
    for (const sweepEveryMs of [-1, 0.5, 1e9])
      expect(() => createBudget({ store, sweepEveryMs })).toThrow(expect.objectContaining({ param: "sweepEveryMs" }));
    expect(() => createMemoryStore({ keptCharges: 0 })).toThrow(expect.objectContaining({ param: "keptCharges" }));
  });

  it("changes nothing by a result that is changed", async () => {
    const other = createBudget({ store: createMemoryStore(), sweepEveryMs: 0 });
    const result = await other.reserve({ id: "r1", limits: [limit] });
    for (const standing of result.standings) Object.assign(standing, { reserved: 0, left: 9 });
    expect(await other.standings([limit])).toMatchObject([{ reserved: 1, left: 0 }]);
  });
});

describe("sweeping by the timer", () => {
  it("closes what has expired, tells of it, and goes on after a failure", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const clock = { now: NOON };
      const store = createMemoryStore({ now: () => clock.now });
      let isDown = true;
      const heard: unknown[] = [];
      const swept = createBudget({
        store: {
          ...store,
          sweep: () => (isDown ? Promise.reject(new BudgetStoreError("down")) : store.sweep()),
        },
        sweepEveryMs: 1_000,
        onSweep: (result) => heard.push(result),
        onError: (error) => heard.push(error),
      });
      await fund(swept, "w", 100);
      await swept.reserve({ id: "r1", wallet: { id: "w" }, usd: 100, ttlMs: 1_000 });
      clock.now += 1_000;
      await vi.advanceTimersByTimeAsync(1_000);
      expect(heard).toEqual([expect.any(BudgetStoreError)]);
      isDown = false;
      await vi.advanceTimersByTimeAsync(1_000);
      expect(heard[1]).toEqual({ released: 1, charged: 0, more: false });
      expect(await swept.wallet("w")).toMatchObject({ reserved: 0 });
      await vi.advanceTimersByTimeAsync(5_000);
      expect(heard).toHaveLength(2);
      await swept.close();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
