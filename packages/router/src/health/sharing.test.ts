import Keyv from "keyv";
import { describe, expect, it } from "vitest";
import { ask, candidate, createTestBench, httpError } from "../test-support.ts";
import type { HealthStore } from "./sharing.ts";

/** Two instances on one clock that share a store. */
function createPair(store: HealthStore) {
  const one = createTestBench({ store });
  const { clock } = one;
  return { one, other: createTestBench({ store, clock }), clock };
}

const candidates = [candidate("a", { cost: 1 }), candidate("b", { cost: 2 })];

describe("instances that share a store", () => {
  it("learn of an open circuit, and of its closing", async () => {
    const { one, other, clock } = createPair(new Keyv());
    await one.fail("a", 4);
    await clock.advance(100);
    other.router.plan(candidates);
    await clock.advance(10);
    expect(other.router.health("a")).toMatchObject({ state: "open", openUntil: one.router.health("a").openUntil });
    expect(other.router.plan(candidates).filtered).toMatchObject([{ reason: "circuit open" }]);
    await other.succeed("a");
    await clock.advance(1_000);
    one.router.plan(candidates);
    await clock.advance(10);
    expect(one.router.health("a").state).toBe("closed");
  });

  it("learn of a cool-down and of times", async () => {
    const { one, other, clock } = createPair(new Keyv());
    const own = candidate("a", { quotaKey: "account" });
    await one.succeed("b", 250);
    await one.fail(own, 1, httpError(429, { retryAfterMs: 30_000 }));
    await clock.advance(2_000);
    one.router.plan([own, candidate("b")]);
    await clock.advance(100);
    other.router.plan([own, candidate("b")]);
    await clock.advance(0);
    const plan = other.router.plan([own, candidate("b")]);
    expect(plan.filtered).toMatchObject([{ candidate: own, reason: "cooling down" }]);
    expect(other.router.health("b").latencyMs).toBe(250);
  });

  it("write to the store at once what others must know, and now and then what they may", async () => {
    const written: string[] = [];
    const store: HealthStore = { get: async () => undefined, set: async (key) => void written.push(key) };
    const { router, succeed, fail, clock } = createTestBench({ store });
    for (let time = 0; time < 100; time++) {
      await succeed("a", 10);
      router.plan(candidates);
    }
    expect(written.length).toBeLessThanOrEqual(2);
    await fail("b", 4);
    await clock.advance(0);
    expect(written.filter((key) => key === "hub-router:b")).toHaveLength(1);
  });

  it("look for news of a key once a second, and not at every plan", async () => {
    const read: string[] = [];
    const store: HealthStore = { get: async (key) => void read.push(key), set: async () => {} };
    const { router, clock } = createTestBench({ store });
    for (let time = 0; time < 30; time++) {
      for (let plan = 0; plan < 10; plan++) router.plan([candidate("a")]);
      await clock.advance(100);
    }
    expect(read).toHaveLength(3);
  });
});

describe("a slow store", () => {
  it("is told at once what has changed while it was being told something else", async () => {
    const told: { openUntil: number; done: () => void }[] = [];
    const store: HealthStore = {
      get: async () => undefined,
      set: (_key, { openUntil }) => new Promise<void>((done) => told.push({ openUntil, done })),
    };
    const { fail, succeed, clock } = createTestBench({ store });
    await fail("a", 4);
    await clock.advance(0);
    await succeed("a");
    await clock.advance(0);
    expect(told.map(({ openUntil }) => openUntil > 0)).toEqual([true]);
    told[0]?.done();
    await clock.advance(0);
    expect(told.map(({ openUntil }) => openUntil > 0)).toEqual([true, false]);
  });

  it("is not kept busy by every answer's time", async () => {
    let told = 0;
    const store: HealthStore = {
      get: async () => undefined,
      async set() {
        told++;
        if (told < 100) await succeed("a");
      },
    };
    const { fail, succeed, clock } = createTestBench({ store });
    await succeed("a");
    await fail("a", 4);
    for (let time = 0; time < 500; time++) await clock.advance(1);
    expect(told).toBeLessThanOrEqual(3);
  });
});

describe("a store in trouble", () => {
  it("is never waited for, and asked no more than once at a time", async () => {
    let asked = 0;
    const hang = () => {
      asked++;
      return new Promise<never>(() => {});
    };
    const { router, fail, clock } = createTestBench({ store: { get: hang, set: hang } });
    for (let time = 0; time < 20; time++) {
      expect((await ask(router, [candidate("a")], () => "answer")).value).toBe("answer");
      await clock.advance(1_000);
    }
    expect(asked).toBe(1);
    await fail("a", 4);
    expect(router.health("a").state).toBe("open");
    expect(asked).toBe(1);
    // An answer that has not come for half a minute never will.
    await clock.advance(11_000);
    router.plan([candidate("a")]);
    expect(asked).toBe(2);
  });

  it.each(["get", "set"])("hurts nobody with the errors of its %s, and is told again later", async (broken) => {
    let isDown = true;
    const stored = new Map<string, unknown>();
    const work = (method: string) => {
      if (isDown && method === broken) throw new Error("connection lost");
    };
    const store: HealthStore = {
      async get(key) {
        work("get");
        return stored.get(key);
      },
      async set(key, value) {
        work("set");
        stored.set(key, value);
      },
    };
    const { router, fail, clock } = createTestBench({ store });
    await fail("a", 4);
    await clock.advance(500);
    expect(stored.size).toBe(0);
    isDown = false;
    await clock.advance(1_000);
    router.plan(candidates);
    await clock.advance(10);
    expect(stored.get("hub-router:a")).toMatchObject({ openings: 1 });
  });

  it("also where it throws instead of rejecting", async () => {
    const throwing = () => {
      throw new Error("not connected");
    };
    const { router, fail } = createTestBench({ store: { get: throwing, set: throwing } });
    await fail("a", 4);
    expect(router.plan(candidates).steps.map(({ target }) => target)).toEqual(["b"]);
  });

  it.each([
    null,
    "text",
    7,
    [],
    {},
    { changedAt: "1" },
    { changedAt: Number.NaN, openUntil: 1, openings: 1, closedAt: 1, coolUntil: 1, latencyMs: 1, measuredAt: 1 },
    { changedAt: 1, openUntil: -1, openings: 1, closedAt: 1, coolUntil: 1, latencyMs: 1, measuredAt: 1 },
  ])("is not believed when it says %j", async (value) => {
    const { router, clock } = createTestBench({ store: { get: async () => value, set: async () => {} } });
    router.plan(candidates);
    await clock.advance(10);
    expect(router.health("a")).toEqual(createTestBench().router.health("a"));
  });

  it("cannot shut a target out for ever", async () => {
    const most = Number.MAX_VALUE;
    const wild = {
      changedAt: 1,
      openUntil: most,
      openings: most,
      closedAt: 0,
      coolUntil: most,
      latencyMs: null,
      measuredAt: 0,
    };
    const { router, clock } = createTestBench({ store: { get: async () => wild, set: async () => {} } });
    router.plan(candidates);
    await clock.advance(0);
    const day = 24 * 60 * 60 * 1000;
    expect(router.health("a")).toMatchObject({ openUntil: clock.now() + day, coolUntil: clock.now() + day });
  });

  it("does not shut out the news of others with a date far in the future", async () => {
    const open = { changedAt: 0, openUntil: 0, openings: 1, closedAt: 0, coolUntil: 0, latencyMs: null, measuredAt: 0 };
    let record: object = { ...open, changedAt: 1e15 };
    const { router, clock } = createTestBench({ store: { get: async () => record, set: async () => {} } });
    router.plan(candidates);
    await clock.advance(1_000);
    record = { ...open, changedAt: clock.now(), openUntil: clock.now() + 5_000 };
    router.plan(candidates);
    await clock.advance(0);
    expect(router.health("a").state).toBe("open");
  });

  it("cannot shut out what is seen here with a date far in the future", async () => {
    const far = {
      changedAt: 1e15,
      openUntil: 0,
      openings: 0,
      closedAt: 0,
      coolUntil: 0,
      latencyMs: 5,
      measuredAt: 1e15,
    };
    const { router, clock, fail, succeed } = createTestBench({ store: { get: async () => far, set: async () => {} } });
    router.plan(candidates);
    await clock.advance(0);
    await fail("a", 4);
    expect(router.health("a").state).toBe("open");
    await succeed("a");
    expect(router.health("a").state).toBe("closed");
  });
});
