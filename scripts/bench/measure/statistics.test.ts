import { describe, expect, it } from "vitest";
import { arrivalTimes, calmestOf, quantiles, slopeOf } from "./statistics.mjs";

describe("quantiles", () => {
  it("takes the nearest rank, whatever the order", () => {
    const values = Array.from({ length: 1_000 }, (_, index) => 1_000 - index);
    expect(quantiles(values)).toEqual({ p10: 100, p50: 500, p99: 990, p999: 999, max: 1_000 });
    expect(quantiles([10, 9])).toEqual({ p10: 9, p50: 9, p99: 10, p999: 10, max: 10 });
  });

  it("has none of nothing", () => {
    expect(quantiles([])).toBeUndefined();
  });
});

describe("arrivalTimes", () => {
  it("come at the rate, at random, in order, and the same for the same seed", () => {
    const times = arrivalTimes({ rate: 1_000, seconds: 20, seed: 3 });
    expect(times.length / 20_000).toBeCloseTo(1, 1);
    expect(times).toEqual(arrivalTimes({ rate: 1_000, seconds: 20, seed: 3 }));
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
    // Of a Poisson process, the share of gaps that are longer than the mean is 1/e.
    const long = gaps.filter((gap) => gap > 1).length;
    expect(long / gaps.length).toBeCloseTo(Math.exp(-1), 1);
  });
});

describe("slopeOf", () => {
  it("is that of the line, through noise that cancels out", () => {
    const points = [0, 1, 2, 3, 4, 5].map((x) => ({ x, y: 7 + 3 * x }));
    expect(slopeOf(points)).toBeCloseTo(3, 9);
    expect(slopeOf([{ x: 1, y: 5 }])).toBe(0);
  });
});

describe("calmestOf", () => {
  it("is the window with the least CPU time", () => {
    expect(calmestOf([{ cpuMicroseconds: 3 }, { cpuMicroseconds: 1 }, { cpuMicroseconds: 2 }])).toEqual({
      cpuMicroseconds: 1,
    });
  });
});
