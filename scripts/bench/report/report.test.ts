import { describe, expect, it } from "vitest";
import { ASSUMPTIONS, costsOf, planFor } from "./capacity-plan.mjs";
import { figure, signed, table, times } from "./markdown.mjs";
import { barChart } from "./plot/bar-chart.mjs";
import { lineChart } from "./plot/line-chart.mjs";
import { ticksUpTo } from "./plot/svg.mjs";

const costs = {
  requestMicroseconds: 400,
  chunkMicroseconds: 3,
  processMegabytes: 200,
  streamKilobytes: 40,
  sharedMicroseconds: 200,
  postgresMicroseconds: 100,
  commitsPerRequest: 2,
  redisMicroseconds: 60,
  postgresPerSecond: 10_000,
  sqlitePerSecond: 5_000,
  auditPerSecond: 20_000,
};

describe("planFor", () => {
  it("reckons a core by the CPU time of a request and its chunks", () => {
    const plan = planFor({ machines: 1, cores: 1, stores: "SQLite" }, costs);
    expect(plan.first).toBe("gateway CPU");
    expect(plan.requestsPerSecond).toBeCloseTo((0.6 * 1_000_000) / (400 + 200 * 3));
    expect(plan.openStreams).toBeCloseTo(plan.requestsPerSecond * ASSUMPTIONS.streamSeconds);
  });

  it("finds the store that all share to be the end of many machines", () => {
    const shared = { cores: 8, stores: "PostgreSQL and Redis" };
    const [ten, hundred] = [10, 100].map((machines) => planFor({ ...shared, machines }, costs));
    expect(ten?.first).toBe("one wallet in PostgreSQL");
    expect(hundred?.requestsPerSecond).toBe(ten?.requestsPerSecond);
  });

  it("leaves out what was not measured", () => {
    const none = costsOf({});
    expect(Object.values(none).every(Number.isNaN)).toBe(true);
    const plan = planFor({ machines: 1, cores: 1, stores: "SQLite" }, { ...none, requestMicroseconds: 400 });
    expect(Object.keys(plan.limits)).toEqual(["ports to one vendor", "open files", "network"]);
  });
});

describe("numbers and tables", () => {
  it("shows what counts of a number, and a dash for what is not there", () => {
    expect([0.123, 7.891, 45.67, 1234.5].map((value) => figure(value))).toEqual(["0.12", "7.89", "45.7", "1,235"]);
    expect([undefined, null, Number.NaN].map((value) => figure(value))).toEqual(["–", "–", "–"]);
    expect([signed(2), signed(-0.5)]).toEqual(["+2", "−0.5"]);
    expect([times(3, 2), times(undefined, 2), times(1, undefined)]).toEqual(["1.50 ×", "–", "–"]);
  });

  it("aligns columns", () => {
    expect(table(["", "µs"], [["bare proxy", "9"]])).toBe(
      "|            |  µs |\n| ---------- | --: |\n| bare proxy |   9 |",
    );
  });
});

describe("plots", () => {
  it("has round ticks from zero to the largest value or above", () => {
    expect(ticksUpTo(4.2)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(ticksUpTo(100)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticksUpTo(0)).toEqual([0, 1]);
  });

  it("draws bars in proportion, and a word where there is no number", () => {
    const groups = [{ name: "a < b", values: [100, "absent"] }];
    const svg = barChart({ title: "CPU", axis: "µs", series: ["one", "two"], groups });
    expect(svg).toContain('width="520" height="12"');
    expect(svg).toContain("absent");
    expect(svg).toContain("a &#60; b");
    expect(svg).not.toContain("NaN");
  });

  it("draws lines from the origin up", () => {
    const series = [{ name: "rss", points: [0, 10].map((x) => ({ x, y: x * 2 })) }];
    expect(lineChart({ title: "t", xAxis: "x", yAxis: "y", series })).toContain('points="70,364 836,72"');
  });
});
