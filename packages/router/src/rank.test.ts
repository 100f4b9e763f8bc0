import { describe, expect, it } from "vitest";
import type { Candidate, Plan } from "./candidate.ts";
import { candidate, createTestBench, httpError } from "./test-support.ts";
import { seededRandom } from "./testing/seeded-random.ts";

function order(plan: Plan<string>): string[] {
  return plan.steps.map(({ target, reason }) => `${target}: ${reason}`);
}

describe("cheapest", () => {
  const { router } = createTestBench();

  it("goes by cost, and unknown costs come last", () => {
    const plan = router.plan([candidate("a"), candidate("b", { cost: 30 }), candidate("c", { cost: 10 })]);
    expect(order(plan)).toEqual(["c: cheapest", "b: dearer", "a: unknown cost"]);
    expect(plan).toMatchObject({ filtered: [], retryAfterMs: undefined });
  });

  it("takes zero for a cost, and not for an unknown one", () => {
    expect(order(router.plan([candidate("a", { cost: 1 }), candidate("b", { cost: 0 }), candidate("c")]))).toEqual([
      "b: cheapest",
      "a: dearer",
      "c: unknown cost",
    ]);
  });

  it("calls all of the least cost cheapest, and settles ties by key, whatever the order", () => {
    const [a, b] = [candidate("a", { cost: 5 }), candidate("b", { cost: 5 })];
    expect(order(router.plan([b, a]))).toEqual(["a: cheapest", "b: cheapest"]);
    expect(order(router.plan([a, b]))).toEqual(order(router.plan([b, a])));
  });

  it("settles ties by observed speed before that", async () => {
    const bench = createTestBench();
    await bench.succeed("a", 300);
    await bench.succeed("b", 100);
    const plan = bench.router.plan([candidate("a", { cost: 5 }), candidate("b", { cost: 5 })]);
    expect(order(plan)).toEqual(["b: cheapest", "a: cheapest"]);
  });

  it("has no reason to give where there is no choice", () => {
    expect(order(router.plan([candidate("a", { cost: 5 })]))).toEqual(["a: only"]);
    expect(router.plan([])).toEqual({ steps: [], filtered: [], retryAfterMs: undefined });
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])("refuses a cost of %d", (cost) => {
    expect(() => router.plan([candidate("a", { cost })])).toThrow(
      new RangeError("The cost of 'a' must be a whole number from 0 to 2^53-1; leave it out where unknown."),
    );
  });

  it("orders thousands of candidates as sorting would", () => {
    const random = seededRandom(3);
    const many = Array.from({ length: 2_000 }, (_, index) =>
      candidate(`${index}`, { cost: Math.floor(random() * 1e9) }),
    );
    const costs = router.plan(many).steps.map(({ candidate: { cost } }) => cost ?? 0);
    expect(costs).toEqual(costs.toSorted((one, other) => one - other));
  });
});

describe("preferred", () => {
  const { router } = createTestBench();
  const candidates = [
    candidate("own", { preferred: true, cost: 90, priority: 9, weight: 0 }),
    candidate("other", { cost: 10, priority: 1, weight: 5 }),
  ];

  it.each(["cheapest", "fastest", "priority", "weighted"] as const)("comes first under %s", (strategy) => {
    const plan = router.plan(candidates, strategy);
    expect(order(plan)[0]).toBe("own: preferred");
  });

  it("leaves the title of the cheapest to another", () => {
    expect(order(router.plan(candidates))).toEqual(["own: preferred", "other: cheapest"]);
  });

  it("goes by the strategy where there are several", () => {
    const several = [...candidates, candidate("own 2", { preferred: true, cost: 20 })];
    expect(router.plan(several).steps.map(({ target }) => target)).toEqual(["own 2", "own", "other"]);
  });
});

describe("priority", () => {
  const { router } = createTestBench();

  it("goes by number, none last, and then by cost", () => {
    const plan = router.plan(
      [
        candidate("a", { cost: 5 }),
        candidate("b", { priority: 2, cost: 9 }),
        candidate("c", { priority: 2, cost: 8 }),
        candidate("d", { priority: -1, cost: 99 }),
      ],
      "priority",
    );
    expect(order(plan)).toEqual(["d: priority", "c: priority", "b: priority", "a: priority"]);
  });

  it("refuses what is no number", () => {
    expect(() => router.plan([candidate("a", { priority: Number.NaN })])).toThrow("The priority of 'a'");
  });
});

describe("fastest", () => {
  it("goes by the weighted average of the times to the first result", async () => {
    const { router, succeed } = createTestBench();
    for (let time = 0; time < 3; time++) {
      await succeed("a", 200);
      await succeed("b", 100);
    }
    const candidates = [candidate("a"), candidate("b")];
    expect(order(router.plan(candidates, "fastest"))).toEqual(["b: fastest", "a: slower"]);
    for (let time = 0; time < 5; time++) await succeed("b", 400);
    expect(order(router.plan(candidates, "fastest"))).toEqual(["a: fastest", "b: slower"]);
    expect(router.health("b").latencyMs).toBeCloseTo(100 + 300 * (1 - 0.8 ** 5));
  });

  it("tries what nobody has measured once, and does not wait for the answer with the rest", async () => {
    const { router, succeed } = createTestBench();
    await succeed("a", 100);
    const candidates = [candidate("a"), candidate("new")];
    const plan = router.plan(candidates, "fastest");
    expect(order(plan)).toEqual(["new: unmeasured", "a: fastest"]);
    const stop = new AbortController();
    const running = router.run(plan, () => new Promise(() => {}), { signal: stop.signal });
    expect(order(router.plan(candidates, "fastest"))).toEqual(["a: fastest", "new: unmeasured"]);
    stop.abort();
    await expect(running).rejects.toBe(stop.signal.reason);
  });

  it("measures what was not asked for five minutes anew", async () => {
    const { router, succeed, clock } = createTestBench();
    await succeed("slow", 900);
    await clock.advance(4 * 60_000);
    await succeed("quick", 100);
    const candidates = [candidate("quick"), candidate("slow")];
    expect(order(router.plan(candidates, "fastest"))).toEqual(["quick: fastest", "slow: slower"]);
    await clock.advance(61_000);
    expect(order(router.plan(candidates, "fastest"))).toEqual(["slow: unmeasured", "quick: fastest"]);
  });

  it("compares times of one kind only", async () => {
    const { router, succeed } = createTestBench();
    await succeed(candidate("a", { speedKey: "a whole" }), 9_000);
    await succeed(candidate("a", { speedKey: "a stream" }), 200);
    await succeed(candidate("b", { speedKey: "b whole" }), 5_000);
    await succeed(candidate("b", { speedKey: "b stream" }), 300);
    const of = (kind: string) =>
      router.plan(
        ["a", "b"].map((key) => candidate(key, { speedKey: `${key} ${kind}` })),
        "fastest",
      );
    expect(of("stream").steps[0]?.target).toBe("a");
    expect(of("whole").steps[0]?.target).toBe("b");
  });
});

describe("weighted", () => {
  const draws = 20_000;

  /** How often each comes first, in percent. */
  function shares(candidates: Candidate<string>[], seed = 11): Record<string, number> {
    const { router } = createTestBench({ random: seededRandom(seed) });
    const firsts: Record<string, number> = {};
    for (let draw = 0; draw < draws; draw++) {
      const first = router.plan(candidates, "weighted").steps[0]?.target ?? "";
      firsts[first] = (firsts[first] ?? 0) + 100 / draws;
    }
    return firsts;
  }

  it("gives each its share", () => {
    const firsts = shares([
      candidate("a", { weight: 1 }),
      candidate("b", { weight: 3 }),
      candidate("c", { weight: 6 }),
    ]);
    // Three standard deviations are about one percent here.
    expect(Math.abs((firsts.a ?? 0) - 10)).toBeLessThan(1.1);
    expect(Math.abs((firsts.b ?? 0) - 30)).toBeLessThan(1.1);
    expect(Math.abs((firsts.c ?? 0) - 60)).toBeLessThan(1.1);
  });

  it("takes 1 for the weight of those that have none, and 0 for the last resort", () => {
    const firsts = shares([candidate("a"), candidate("b", { weight: 1 }), candidate("never", { weight: 0 })]);
    expect(Math.abs((firsts.a ?? 0) - 50)).toBeLessThan(1.1);
    expect(firsts.never).toBeUndefined();
  });

  it("draws the rest of the order in proportion too", () => {
    const { router } = createTestBench({ random: seededRandom(5) });
    const candidates = [candidate("a", { weight: 100 }), candidate("b", { weight: 3 }), candidate("c", { weight: 1 })];
    const seconds = Array.from({ length: draws }, () => router.plan(candidates, "weighted").steps)
      .filter(([first]) => first?.target === "a")
      .map(([, second]) => second?.target);
    expect(Math.abs(seconds.filter((key) => key === "b").length / seconds.length - 0.75)).toBeLessThan(0.02);
  });

  it("has all of the weight 0 where nothing else is left", () => {
    const { router } = createTestBench();
    const plan = router.plan(
      [candidate("b", { weight: 0, cost: 2 }), candidate("a", { weight: 0, cost: 3 })],
      "weighted",
    );
    expect(order(plan)).toEqual(["b: weighted", "a: weighted"]);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("refuses a weight of %d", (weight) => {
    const { router } = createTestBench();
    expect(() => router.plan([candidate("a", { weight })], "weighted")).toThrow("The weight of 'a'");
  });
});

describe("a plan", () => {
  it("names those that are excluded, in the caller's words, and never has them as steps", () => {
    const { router } = createTestBench();
    const closed = candidate("a", { excluded: "no tools", cost: 1, preferred: true, unguarded: true });
    const plan = router.plan([closed, candidate("b", { cost: 2 })]);
    expect(order(plan)).toEqual(["b: cheapest"]);
    expect(plan.filtered).toEqual([{ candidate: closed, reason: "excluded", detail: "no tools" }]);
    expect(router.plan([closed])).toMatchObject({ steps: [], retryAfterMs: undefined });
  });

  it("changes nothing: not the candidates, not what the router knows", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("a", 4);
    await clock.advance(2_000);
    const candidates = Object.freeze([Object.freeze(candidate("a", { cost: 1 })), Object.freeze(candidate("b"))]);
    const before = [router.health("a"), router.health("b")];
    const first = router.plan(candidates);
    for (let time = 0; time < 10; time++) expect(router.plan(candidates)).toEqual(first);
    expect([router.health("a"), router.health("b")]).toEqual(before);
    expect(first.steps.map(({ target, probe }) => [target, probe])).toEqual([
      ["a", true],
      ["b", false],
    ]);
  });

  it("says why and how long others are left out", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("open", 4);
    await fail(candidate("cool", { quotaKey: "account" }), 1, httpError(429, { retryAfterMs: 7_000 }));
    await clock.advance(500);
    const plan = router.plan([candidate("open"), candidate("cool", { quotaKey: "account" }), candidate("fine")]);
    expect(plan.steps.map(({ target }) => target)).toEqual(["fine"]);
    expect(plan.filtered).toMatchObject([
      { reason: "circuit open", retryAfterMs: 1_500 },
      { reason: "cooling down", retryAfterMs: 6_500 },
    ]);
    expect(plan.retryAfterMs).toBeUndefined();
  });

  it("says when to come back where all are cooling down: the least wait", async () => {
    const { router, fail } = createTestBench();
    const waits = { a: 9_000, b: 4_000, c: 7_000 };
    for (const [key, retryAfterMs] of Object.entries(waits)) await fail(key, 1, httpError(429, { retryAfterMs }));
    const plan = router.plan(Object.keys(waits).map((key) => candidate(key)));
    expect(plan).toMatchObject({ steps: [], retryAfterMs: 4_000 });
  });

  it("refuses a strategy that it does not know", () => {
    const { router } = createTestBench();
    expect(() => router.plan([candidate("a")], "cheap" as "cheapest")).toThrow(
      "There is no strategy 'cheap': use cheapest, fastest, priority or weighted.",
    );
  });
});
