import { describe, expect, it } from "vitest";
import { simulateRouting } from "./simulate-routing.ts";

/** Llama 3.3 70B in nano-USD a token, as price lists had it on 2026-07-02 (models.dev). */
const targets = [
  { name: "deepinfra", inputNanoUsd: 100, outputNanoUsd: 320 },
  { name: "groq", inputNanoUsd: 590, outputNanoUsd: 790 },
  { name: "together", inputNanoUsd: 880, outputNanoUsd: 880 },
];
/** `ROUTER_SIMULATION_SEEDS=100` tries more weathers. */
const seeds = Array.from({ length: Number(process.env.ROUTER_SIMULATION_SEEDS ?? 3) }, (_, index) => index + 1);

describe("10,000 requests to three vendors with outages, rate limits and latency drift", () => {
  it.each(seeds)("are answered, cheaply, and without pestering the broken (weather %i)", async (seed) => {
    const result = await simulateRouting({ targets, seed });
    expect(result.answerable).toBeGreaterThan(9_500);
    expect(result.successRate).toBeGreaterThanOrEqual(0.999);
    expect(result.costRatio).toBeLessThanOrEqual(1.02);
    expect(result.sentWhileOpen).toBe(0);
    expect(result.worstMinuteAttempts).toBeLessThanOrEqual(2);
  });

  it("come out the same for the same seed", async () => {
    const options = { targets, requests: 500, seed: 7 };
    expect(await simulateRouting(options)).toEqual(await simulateRouting(options));
    expect(await simulateRouting({ ...options, seed: 8 })).not.toEqual(await simulateRouting(options));
  });
});

describe("what the simulation notices", () => {
  it("a breaker that never opens: too many attempts", async () => {
    const { worstMinuteAttempts } = await simulateRouting({ targets, router: { errorThreshold: 0.999999 } });
    expect(worstMinuteAttempts).toBeGreaterThan(2);
  });

  it("a breaker that never closes: too much money, and requests lost", async () => {
    const { costRatio, successRate } = await simulateRouting({
      targets,
      seed: 2,
      router: { openMs: 3_600_000, maxOpenMs: 3_600_000 },
    });
    expect(costRatio).toBeGreaterThan(1.02);
    expect(successRate).toBeLessThan(0.999);
  });

  it("no failover: requests lost", async () => {
    const { successRate } = await simulateRouting({
      targets,
      router: { classify: () => ({ retryable: false, counts: true }) },
    });
    expect(successRate).toBeLessThan(0.999);
  });

  it("limits that are not heeded: too many attempts", async () => {
    const { worstMinuteAttempts } = await simulateRouting({
      targets,
      router: { classify: () => ({ retryable: true, counts: false }) },
    });
    expect(worstMinuteAttempts).toBeGreaterThan(2);
  });
});
