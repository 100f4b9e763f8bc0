import { describe, expect, it } from "vitest";
import type { Limit } from "../../model/limit.ts";
import { fund, limitOf, NOON, useBudget } from "../budget-bench.ts";
import type { StoreSubject } from "../store-subject.ts";

/** What reserve admits, cuts down and refuses. */
export function testReserving(subject: StoreSubject): void {
  describe("reserve", () => {
    const bench = useBudget(subject);

    it("holds the worst case in the wallet and in every limit, and says where they stand", async () => {
      await fund(bench.budget, "w", 1_000);
      const result = await bench.budget.reserve({
        id: "r1",
        wallet: { id: "w" },
        limits: [limitOf("usd", "day", 5_000), limitOf("tokens", "minute", 100), limitOf("requests", "hour", 10)],
        usd: 200,
        tokens: 30,
        output: { upTo: 20, usdPerToken: 5 },
        ttlMs: 60_000,
      });
      expect(result).toEqual({
        ok: true,
        id: "r1",
        output: 20,
        clamped: false,
        expiresAt: NOON + 60_000,
        standings: [
          {
            limit: limitOf("usd", "day", 5_000),
            spent: 0,
            reserved: 300,
            left: 4_700,
            resetsAt: Date.UTC(2026, 6, 16),
          },
          {
            limit: limitOf("tokens", "minute", 100),
            spent: 0,
            reserved: 50,
            left: 50,
            resetsAt: Date.UTC(2026, 6, 15, 12, 31),
          },
          {
            limit: limitOf("requests", "hour", 10),
            spent: 0,
            reserved: 1,
            left: 9,
            resetsAt: Date.UTC(2026, 6, 15, 13),
          },
        ],
        wallet: { id: "w", balance: 1_000, reserved: 300, unlimited: false },
      });
      expect(await bench.budget.wallet("w")).toEqual({ id: "w", balance: 1_000, reserved: 300, unlimited: false });
    });

    it("takes the fixed part and output apart: no output without `output`", async () => {
      const result = await bench.budget.reserve({ id: "r1", usd: 5, tokens: 3 });
      expect(result).toEqual({
        ok: true,
        id: "r1",
        output: 0,
        clamped: false,
        expiresAt: NOON + 120_000,
        standings: [],
      });
    });

    it("refuses what a wallet cannot pay, with what was needed and what is left", async () => {
      await fund(bench.budget, "w", 1_000);
      await bench.budget.reserve({ id: "r1", wallet: { id: "w" }, usd: 700 });
      const refused = await bench.budget.reserve({ id: "r2", wallet: { id: "w", markup: 1_000 }, usd: 300 });
      expect(refused).toEqual({
        ok: false,
        refusal: {
          reason: "insufficient_balance",
          scope: "w",
          needed: 330,
          left: 300,
          resetsAt: null,
          retryAfterMs: null,
        },
        standings: [],
        wallet: { id: "w", balance: 1_000, reserved: 700, unlimited: false },
      });
    });

    it("refuses a wallet that nobody has paid into, and admits what costs nothing", async () => {
      expect(await bench.budget.reserve({ id: "r1", wallet: { id: "new" }, usd: 1 })).toMatchObject({
        ok: false,
        refusal: { reason: "insufficient_balance", scope: "new", needed: 1, left: 0 },
      });
      expect(await bench.budget.reserve({ id: "r2", wallet: { id: "new" } })).toMatchObject({ ok: true });
    });

    it("takes exactly what a wallet has", async () => {
      await fund(bench.budget, "w", 1_000);
      expect(await bench.budget.reserve({ id: "r1", wallet: { id: "w" }, usd: 1_000 })).toMatchObject({ ok: true });
      expect(await bench.budget.reserve({ id: "r2", wallet: { id: "w" }, usd: 1 })).toMatchObject({ ok: false });
    });

    it("refuses beyond a limit, with when to come back", async () => {
      const limits = [limitOf("requests", "minute", 2)];
      for (const id of ["r1", "r2"]) expect(await bench.budget.reserve({ id, limits })).toMatchObject({ ok: true });
      const resetsAt = Date.UTC(2026, 6, 15, 12, 31);
      expect(await bench.budget.reserve({ id: "r3", limits })).toEqual({
        ok: false,
        refusal: {
          reason: "limit_exceeded",
          scope: "key:k1",
          limit: limits[0],
          needed: 1,
          left: 0,
          resetsAt,
          retryAfterMs: 30_000,
        },
        standings: [{ limit: limits[0], spent: 0, reserved: 2, left: 0, resetsAt }],
      });
    });

    it("reserves nothing anywhere where one limit refuses", async () => {
      await fund(bench.budget, "w", 1_000);
      const wide = limitOf("tokens", "day", 1_000, "account:a");
      const narrow = limitOf("tokens", "day", 10, "user:u");
      const refused = await bench.budget.reserve({
        id: "r1",
        wallet: { id: "w" },
        limits: [wide, narrow],
        usd: 5,
        tokens: 11,
      });
      expect(refused).toMatchObject({ ok: false, refusal: { scope: "user:u", needed: 11, left: 10 } });
      expect(await bench.budget.standings([wide, narrow])).toMatchObject([{ reserved: 0 }, { reserved: 0 }]);
      expect(await bench.budget.wallet("w")).toMatchObject({ reserved: 0 });
      expect(await bench.budget.reserve({ id: "r1", limits: [wide], tokens: 1 })).toMatchObject({ ok: true });
    });

    it("cuts the output down to what the wallet and every limit afford", async () => {
      await fund(bench.budget, "w", 1_000);
      const request = {
        wallet: { id: "w" },
        usd: 100,
        tokens: 10,
        output: { upTo: 500, usdPerToken: 7 },
      };
      // (1,000 - 100) / 7 = 128.57
      expect(await bench.budget.reserve({ ...request, id: "r1" })).toMatchObject({
        ok: true,
        output: 128,
        clamped: true,
        wallet: { reserved: 996 },
      });
      await bench.budget.release("r1");
      const limits = [limitOf("tokens", "day", 100), limitOf("usd", "day", 450)];
      // tokens: 100 - 10 = 90; usd: (450 - 100) / 7 = 50
      expect(await bench.budget.reserve({ ...request, id: "r2", limits })).toMatchObject({
        ok: true,
        output: 50,
        clamped: true,
        standings: [{ reserved: 60 }, { reserved: 450 }],
        wallet: { reserved: 450 },
      });
    });

    it("refuses where less output than `atLeast` is affordable", async () => {
      const limits = [limitOf("tokens", "day", 100)];
      const output = { upTo: 500, atLeast: 91, usdPerToken: 0 };
      expect(await bench.budget.reserve({ id: "r1", limits, tokens: 10, output })).toMatchObject({
        ok: false,
        refusal: { needed: 101, left: 100 },
      });
      expect(
        await bench.budget.reserve({ id: "r1", limits, tokens: 10, output: { ...output, atLeast: 90 } }),
      ).toMatchObject({ ok: true, output: 90, clamped: true });
      expect(await bench.budget.reserve({ id: "r2", limits, output: { ...output, atLeast: 0 } })).toMatchObject({
        ok: true,
        output: 0,
        clamped: true,
      });
    });

    it("marks up what a wallet pays, rounded up, and nothing else", async () => {
      await fund(bench.budget, "w", 1_000);
      const result = await bench.budget.reserve({
        id: "r1",
        wallet: { id: "w", markup: 250 },
        limits: [limitOf("usd", "day", 1_000)],
        usd: 101,
        output: { upTo: 10, usdPerToken: 3 },
      });
      // 101 * 1.025 = 103.525 -> 104; 3 * 1.025 = 3.075 -> 4 for each token
      expect(result).toMatchObject({ standings: [{ reserved: 131 }], wallet: { reserved: 144 } });
    });

    it("bounds a single request by limits per request", async () => {
      const limits = [limitOf("tokens", "request", 100)];
      const output = { upTo: 1_000, usdPerToken: 0 };
      for (const id of ["r1", "r2"])
        expect(await bench.budget.reserve({ id, limits, tokens: 60, output })).toMatchObject({
          ok: true,
          output: 40,
          standings: [],
        });
      expect(await bench.budget.reserve({ id: "r3", limits, tokens: 100, output })).toMatchObject({
        ok: false,
        refusal: { limit: limits[0], needed: 101, left: 100, resetsAt: null, retryAfterMs: null },
      });
    });

    it("bounds what is in flight", async () => {
      const limits = [limitOf("requests", "concurrent", 1)];
      expect(await bench.budget.reserve({ id: "r1", limits })).toMatchObject({ ok: true });
      expect(await bench.budget.reserve({ id: "r2", limits })).toMatchObject({
        ok: false,
        refusal: { needed: 1, left: 0, resetsAt: null, retryAfterMs: expect.any(Number) },
      });
      await bench.budget.settle("r1", {});
      expect(await bench.budget.reserve({ id: "r2", limits })).toMatchObject({ ok: true });
      expect(await bench.budget.standings(limits)).toMatchObject([{ spent: 0, reserved: 1 }]);
    });

    it("counts a second reservation of the same request as no request", async () => {
      const limits = [limitOf("requests", "minute", 1)];
      expect(await bench.budget.reserve({ id: "r1", limits })).toMatchObject({ ok: true });
      expect(await bench.budget.reserve({ id: "r1/2", limits, requests: 0 })).toMatchObject({ ok: true });
      await bench.budget.settle("r1", {});
      await bench.budget.settle("r1/2", {});
      expect(await bench.budget.standings(limits)).toMatchObject([{ spent: 1, reserved: 0 }]);
    });

    it("counts limits of one scope, resource and time together, and the lowest decides", async () => {
      const limits = [limitOf("requests", "day", 5), limitOf("requests", "day", 1), limitOf("requests", "day", 9)];
      expect(await bench.budget.reserve({ id: "r1", limits })).toMatchObject({ ok: true });
      expect(await bench.budget.reserve({ id: "r2", limits })).toMatchObject({
        ok: false,
        refusal: { limit: { max: 1 } },
      });
      expect(await bench.budget.standings([limitOf("requests", "day", 5)])).toMatchObject([{ reserved: 1, left: 4 }]);
    });

    it("names the refusal that lasts longest", async () => {
      const limits = [
        limitOf("requests", "minute", 0, "key:a"),
        limitOf("tokens", "day", 0, "key:b"),
        limitOf("tokens", "hour", 0, "key:c"),
      ];
      const zero = await bench.budget.reserve({ id: "r1", limits, tokens: 1 });
      expect(zero).toMatchObject({ ok: false, refusal: { scope: "key:a", retryAfterMs: null } });
      const full = limits.map((limit) => ({ ...limit, max: 1 }));
      await bench.budget.reserve({ id: "r1", limits: full, tokens: 1 });
      const later = await bench.budget.reserve({ id: "r2", limits: full, tokens: 1 });
      expect(later).toMatchObject({ ok: false, refusal: { scope: "key:b", resetsAt: Date.UTC(2026, 6, 16) } });
      const broke = await bench.budget.reserve({ id: "r3", limits: full, tokens: 1, usd: 1, wallet: { id: "w" } });
      expect(broke).toMatchObject({ ok: false, refusal: { reason: "insufficient_balance" } });
    });

    it("refuses an id that is or was in use, and changes nothing by it", async () => {
      const limits = [limitOf("requests", "day", 10)];
      await bench.budget.reserve({ id: "r1", limits });
      await expect(bench.budget.reserve({ id: "r1", limits })).rejects.toMatchObject({ code: "duplicate_reservation" });
      await bench.budget.settle("r1", {});
      await expect(bench.budget.reserve({ id: "r1", limits })).rejects.toMatchObject({ code: "duplicate_reservation" });
      expect(await bench.budget.standings(limits)).toMatchObject([{ spent: 1, reserved: 0 }]);
    });

    it("lets a wallet without limit go below zero, and counts all the same", async () => {
      expect(await bench.budget.setUnlimited("w", true)).toEqual({
        id: "w",
        balance: 0,
        reserved: 0,
        unlimited: true,
      });
      const result = await bench.budget.reserve({
        id: "r1",
        wallet: { id: "w" },
        usd: 500,
        output: { upTo: 10, usdPerToken: 50 },
      });
      expect(result).toMatchObject({ ok: true, output: 10, wallet: { reserved: 1_000 } });
      await bench.budget.settle("r1", { usd: 700 });
      expect(await bench.budget.setUnlimited("w", false)).toEqual({
        id: "w",
        balance: -700,
        reserved: 0,
        unlimited: false,
      });
      expect(await bench.budget.reserve({ id: "r2", wallet: { id: "w" }, usd: 1 })).toMatchObject({
        ok: false,
        refusal: { needed: 1, left: 0 },
      });
    });

    it("checks 64 limits at once", async () => {
      const limits: Limit[] = Array.from({ length: 64 }, (_, index) =>
        limitOf("tokens", index % 2 ? "day" : "total", index === 63 ? 9 : 10, `scope:${index}`),
      );
      expect(await bench.budget.reserve({ id: "r1", limits, tokens: 10 })).toMatchObject({
        ok: false,
        refusal: { scope: "scope:63" },
      });
      const result = await bench.budget.reserve({ id: "r1", limits, tokens: 9 });
      expect(result.standings.map(({ left }) => left)).toEqual(limits.map(({ max }) => max - 9));
    });

    it("keeps names apart, whatever is in them", async () => {
      const names = [
        "a",
        "a:b",
        "a/b",
        "a'; drop table wallets; --",
        '{"a"}',
        "é",
        "e\u0301",
        "𝒳".repeat(128),
        "%s",
        " a",
        "A",
      ];
      for (const [index, name] of names.entries()) {
        await fund(bench.budget, name, 100 + index);
        const result = await bench.budget.reserve({
          id: name.slice(0, 128),
          wallet: { id: name },
          limits: [limitOf("usd", "total", 1_000, name)],
          usd: index + 1,
        });
        expect(result).toMatchObject({
          ok: true,
          standings: [{ reserved: index + 1 }],
          wallet: { balance: 100 + index },
        });
      }
      expect(await bench.budget.reserve({ id: "__proto__", wallet: { id: "__proto__" } })).toMatchObject({ ok: true });
      expect(await bench.budget.release("__proto__")).toEqual({ released: true });
    });
  });
}
