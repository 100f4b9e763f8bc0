import { describe, expect, it } from "vitest";
import { nearestEffort, nearestLevel, reasoningBudget } from "./reasoning.ts";

describe("a reasoning budget", () => {
  it.each([
    ["the level's own without a limit", "high", undefined, 4096],
    ["the level's own with room for it", "low", 100_000, 1024],
    ["half of the limit, so that there is an answer", "max", 10_001, 5000],
    ["never below the least that is allowed", "medium", 1025, 1024],
    ["none where the limit has no room for it", "low", 1024, undefined],
  ] as const)("is %s", (_what, level, limit, budget) => {
    expect(reasoningBudget(level, limit)).toBe(budget);
  });
});

describe("the nearest level", () => {
  it.each([
    ["medium", ["low", "medium", "high"], "medium"],
    ["max", ["low", "high"], "high"],
    ["medium", ["low", "high"], "low"],
    ["xhigh", ["low", "medium", "high", "max"], "high"],
  ] as const)("to %s among %j is %s", (wanted, levels, nearest) => {
    const scale = ["low", "medium", "high", "xhigh", "max"] as const;
    expect(nearestLevel<(typeof scale)[number]>(wanted, levels, scale)).toBe(nearest);
  });

  it("is reported where it is another one", () => {
    expect(nearestEffort("max", ["low", "high"])).toEqual({ effort: "high", dropped: ["reasoning_effort"] });
    expect(nearestEffort("low", ["low", "high"])).toEqual({ effort: "low", dropped: [] });
  });

  it("stands for minimal without a word", () => {
    expect(nearestEffort("minimal", ["low", "high"])).toEqual({ effort: "low", dropped: [] });
  });
});
