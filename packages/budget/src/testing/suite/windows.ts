import { describe, expect, it } from "vitest";
import type { Limit } from "../../model/limit.ts";
import { limitOf, sweepAll, useBudget } from "../budget-bench.ts";
import type { StoreSubject } from "../store-subject.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Over what time limits count. */
export function testWindows(subject: StoreSubject): void {
  describe("windows", () => {
    const bench = useBudget(subject);

    async function spend(id: string, limit: Limit): Promise<boolean> {
      const { ok } = await bench.budget.reserve({ id, limits: [limit] });
      if (ok) await bench.budget.settle(id, {});
      return ok;
    }

    it.each([
      { per: "minute", at: Date.UTC(2026, 0, 1, 0, 0, 20), resetsAt: Date.UTC(2026, 0, 1, 0, 1) },
      { per: "hour", at: Date.UTC(2026, 0, 1, 0, 59, 59, 999), resetsAt: Date.UTC(2026, 0, 1, 1) },
      { per: "day", at: Date.UTC(2028, 1, 28, 5), resetsAt: Date.UTC(2028, 1, 29) },
      { per: "month", at: Date.UTC(2028, 1, 1), resetsAt: Date.UTC(2028, 2, 1) },
      { per: "month", at: Date.UTC(2026, 11, 31, 23, 59), resetsAt: Date.UTC(2027, 0, 1) },
    ] as const)("a $per is the calendar's, in UTC", async ({ per, at, resetsAt }) => {
      const limit = limitOf("requests", per, 1);
      bench.now = at;
      expect(await spend("r1", limit)).toBe(true);
      bench.now = resetsAt - 1;
      expect(await bench.budget.reserve({ id: "r2", limits: [limit] })).toMatchObject({
        ok: false,
        refusal: { resetsAt, retryAfterMs: 1 },
      });
      bench.now = resetsAt;
      expect(await spend("r2", limit)).toBe(true);
      expect(await spend("r3", limit)).toBe(false);
    });

    it.each([
      { per: "minute", length: MINUTE, bucket: 1_000 },
      { per: "hour", length: HOUR, bucket: MINUTE },
      { per: "day", length: DAY, bucket: 30 * MINUTE },
      { per: "month", length: 30 * DAY, bucket: 12 * HOUR },
    ] as const)("a rolling $per never ends early, and at most one bucket late", async ({ per, length, bucket }) => {
      const limit: Limit = { ...limitOf("requests", per, 2), rolling: true };
      const first = bench.now + 300;
      bench.now = first;
      expect(await spend("r1", limit)).toBe(true);
      bench.now = first + length / 2;
      expect(await spend("r2", limit)).toBe(true);
      bench.now = first + length - 1;
      const refused = await bench.budget.reserve({ id: "r3", limits: [limit] });
      expect(refused).toMatchObject({ ok: false, refusal: { needed: 1, left: 0 } });
      const resetsAt = (!refused.ok && refused.refusal.resetsAt) || 0;
      expect(resetsAt).toBeGreaterThan(bench.now);
      expect(resetsAt).toBeLessThanOrEqual(first + length + bucket);
      bench.now = resetsAt - 1;
      expect(await spend("r3", limit)).toBe(false);
      bench.now = resetsAt;
      expect(await spend("r3", limit)).toBe(true);
      expect(await spend("r4", limit)).toBe(false);
      expect(await bench.budget.standings([limit])).toMatchObject([{ spent: 2, left: 0 }]);
    });

    it("says when enough of a rolling window has gone for what is needed", async () => {
      const limit: Limit = { ...limitOf("tokens", "minute", 10), rolling: true };
      const start = bench.now;
      for (const [index, tokens] of [4, 4, 2].entries()) {
        bench.now = start + index * 10_000;
        await bench.budget.reserve({ id: `r${index}`, limits: [limit], tokens });
        await bench.budget.settle(`r${index}`, { tokens });
      }
      const waits = [4, 5, 10].map(async (tokens) => {
        const result = await bench.budget.reserve({ id: "next", limits: [limit], tokens });
        return result.ok ? 0 : (result.refusal.resetsAt ?? 0) - start;
      });
      expect(await Promise.all(waits)).toEqual([61_000, 71_000, 81_000]);
      expect(await bench.budget.reserve({ id: "next", limits: [limit], tokens: 11 })).toMatchObject({
        refusal: { resetsAt: null, retryAfterMs: null },
      });
    });

    it("keeps calendar, rolling and other resources apart", async () => {
      const calendar = limitOf("requests", "minute", 1);
      const rolling: Limit = { ...calendar, rolling: true };
      expect(await spend("r1", calendar)).toBe(true);
      expect(await spend("r2", rolling)).toBe(true);
      expect(await spend("r3", { ...calendar, resource: "tokens" })).toBe(true);
      expect(await spend("r4", { ...calendar, per: "hour" })).toBe(true);
      expect(await spend("r5", { ...calendar, scope: "key:k2" })).toBe(true);
      expect(await spend("r6", calendar)).toBe(false);
    });

    it("never empties a total", async () => {
      const limit = limitOf("requests", "total", 1);
      expect(await spend("r1", limit)).toBe(true);
      bench.now += 3_650 * DAY;
      await sweepAll(bench.budget);
      expect(await bench.budget.reserve({ id: "r2", limits: [limit] })).toMatchObject({
        ok: false,
        refusal: { resetsAt: null, retryAfterMs: null },
        standings: [{ spent: 1, resetsAt: null }],
      });
    });

    it("has forgotten nothing that still counts after a sweep", async () => {
      const limits: Limit[] = (["minute", "hour", "day", "month"] as const).flatMap((per) => [
        limitOf("requests", per, 9),
        { ...limitOf("requests", per, 9), rolling: true },
      ]);
      await bench.budget.reserve({ id: "r1", limits });
      await bench.budget.settle("r1", {});
      bench.now += 29_000;
      await sweepAll(bench.budget);
      expect((await bench.budget.standings(limits)).map(({ spent }) => spent)).toEqual(limits.map(() => 1));
      bench.now += 29 * DAY;
      await sweepAll(bench.budget);
      expect((await bench.budget.standings(limits)).map(({ spent }) => spent)).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
    });
  });
}
