import { describe, expect, it } from "vitest";
import { ask, candidate, createTestBench, httpError } from "../test-support.ts";

const never = () => new Promise<never>(() => {});

describe("the circuit of a target", () => {
  it("opens after four failures in a row, for two seconds", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("a", 3);
    expect(router.health("a")).toMatchObject({ state: "closed", openUntil: undefined });
    await fail("a");
    expect(router.health("a")).toMatchObject({ state: "open", openUntil: clock.now() + 2_000 });
    await clock.advance(2_000);
    expect(router.health("a").state).toBe("half-open");
  });

  it("opens by the weighted share of failures, not by their number", async () => {
    const { router, fail, succeed } = createTestBench();
    for (let time = 0; time < 20; time++) {
      await fail("a", 1);
      await succeed("a");
      await succeed("a");
    }
    expect(router.health("a").state).toBe("closed");
    await fail("a", 3);
    expect(router.health("a").state).toBe("open");
  });

  it.each([400, 401, 403, 404, 413, 422, 429])("never opens for %i", async (status) => {
    const { router, fail } = createTestBench();
    await fail("a", 50, httpError(status));
    expect(router.health("a")).toMatchObject({ state: "closed", errorRate: 0 });
  });

  it.each([408, 409, 425])("opens for %i", async (status) => {
    const { router, fail } = createTestBench();
    await fail("a", 4, httpError(status));
    expect(router.health("a").state).toBe("open");
  });

  it("counts an answer that breaks off after its first result, once, and not one that the caller left", async () => {
    const { router } = createTestBench({ errorThreshold: 0.19 });
    const left = new AbortController();
    const first = await ask(router, [candidate("a")], () => 1, { signal: left.signal });
    left.abort();
    first.fail(httpError(500));
    expect(router.health("a").errorRate).toBe(0);
    const second = await ask(router, [candidate("a")], () => 1);
    second.fail(httpError(400));
    second.fail(httpError(500));
    expect(router.health("a").errorRate).toBe(0);
    const third = await ask(router, [candidate("a")], () => 1);
    third.fail(httpError(500));
    expect(router.health("a")).toMatchObject({ state: "open", errorRate: 0.2 });
  });

  it("lets one probe in when the time is up, and closes when that succeeds", async () => {
    const { router, fail, clock } = createTestBench();
    const candidates = [candidate("a", { priority: 1 }), candidate("b", { priority: 2 })];
    await fail("a", 4);
    await clock.advance(2_000);
    const plan = router.plan(candidates, "priority");
    expect(plan.steps[0]).toMatchObject({ target: "a", probe: true });
    const { promise, resolve } = Promise.withResolvers<string>();
    const probe = router.run(plan, () => promise);
    await clock.advance(0);
    const meanwhile = router.plan(candidates, "priority");
    expect(meanwhile.steps.map(({ target }) => target)).toEqual(["b"]);
    expect(meanwhile.filtered).toMatchObject([{ reason: "being probed" }]);
    // A plan made before asks the next one instead.
    expect((await router.run(plan, (target) => target)).target).toBe("b");
    resolve("back");
    expect((await probe).target).toBe("a");
    expect(router.health("a")).toMatchObject({ state: "closed", errorRate: 0 });
  });

  it("lets as many probe as it is told", async () => {
    const { router, fail, clock } = createTestBench({ maxProbes: 2 });
    await fail("a", 4);
    await clock.advance(2_000);
    const plan = router.plan([candidate("a", { cost: 1 }), candidate("b")]);
    const targets: string[] = [];
    for (let time = 0; time < 4; time++) {
      void router.run(plan, (target) => {
        targets.push(target);
        return never();
      });
    }
    await clock.advance(0);
    expect(targets).toEqual(["a", "a", "b", "b"]);
  });

  it("opens for longer each time that a probe fails, up to ten seconds", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("a", 4);
    const waits: number[] = [];
    for (let time = 0; time < 5; time++) {
      const waitMs = (router.health("a").openUntil ?? 0) - clock.now();
      waits.push(waitMs);
      await clock.advance(waitMs);
      await ask(router, [candidate("a")], () => Promise.reject(httpError(503)), { maxAttempts: 1 }).catch(() => {});
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it("opens for longer when it opens again soon, and begins anew after a good while", async () => {
    const { router, fail, succeed, clock } = createTestBench();
    const openFor = () => (router.health("a").openUntil ?? 0) - clock.now();
    await fail("a", 4);
    await clock.advance(2_000);
    await succeed("a");
    await fail("a", 4);
    expect(openFor()).toBe(4_000);
    await clock.advance(4_000);
    await succeed("a");
    await clock.advance(10_000);
    await fail("a", 4);
    expect(openFor()).toBe(2_000);
  });

  it("jitters its times by a fifth", async () => {
    for (const [dice, openMs] of [
      [0, 1_600],
      [0.999_999, 2_400],
    ] as const) {
      const { router, fail, clock } = createTestBench({ random: () => dice });
      await fail("a", 4);
      expect((router.health("a").openUntil ?? 0) - clock.now()).toBeCloseTo(openMs, 0);
    }
  });

  it.each(["aborted", "timed out", "refused with 400", "limited"])(
    "gets a probe's place back that was %s",
    async (end) => {
      const { router, fail, clock } = createTestBench();
      const candidates = [candidate("a", { cost: 1 }), candidate("b")];
      await fail("a", 4);
      await clock.advance(2_000);
      const stop = new AbortController();
      const attempt = {
        aborted: never,
        "timed out": never,
        "refused with 400": () => Promise.reject(httpError(400)),
        limited: () => Promise.reject(httpError(429, { retryAfterMs: 100 })),
      }[end];
      const options = { signal: stop.signal, maxAttempts: 1, ...(end === "timed out" && { deadlineMs: 1_000 }) };
      const probe = router.run(router.plan(candidates), attempt ?? never, options);
      const failed = expect(probe).rejects.toBeDefined();
      await clock.advance(1_000);
      if (end === "aborted") stop.abort();
      await failed;
      await clock.advance(10_000);
      expect(router.plan(candidates).steps[0]).toMatchObject({ target: "a", probe: true });
    },
  );

  it("is not closed or opened further by requests from before it opened", async () => {
    const { router, fail, clock } = createTestBench();
    const slow = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
    const runs = slow.map(({ promise }) => ask(router, [candidate("a")], () => promise, { maxAttempts: 1 }));
    await clock.advance(0);
    await fail("a", 4);
    const before = router.health("a");
    slow[0].resolve("late");
    slow[1].reject(httpError(503));
    await Promise.allSettled(runs);
    expect(router.health("a")).toEqual({ ...before, latencyMs: 0 });
  });

  it("is not opened again by requests from before it opened", async () => {
    const { router, fail, clock } = createTestBench();
    const slow = Promise.withResolvers<string>();
    const run = ask(router, [candidate("a")], () => slow.promise, { maxAttempts: 1 });
    await clock.advance(0);
    await fail("a", 4);
    await clock.advance(2_000);
    slow.reject(httpError(503));
    await expect(run).rejects.toBeDefined();
    expect(router.health("a").state).toBe("half-open");
  });

  it("counts a probe's answer that breaks off as the first failure of the closed one", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("a", 4);
    await clock.advance(2_000);
    const outcome = await ask(router, [candidate("a")], () => 1);
    outcome.fail(httpError(500));
    expect(router.health("a")).toMatchObject({ state: "closed", errorRate: expect.closeTo(0.2) });
  });
});

describe("a cool-down", () => {
  const limit = (retryAfterMs?: number) => httpError(429, { retryAfterMs });

  it("lasts as long as the target asks for, and holds for its account only", async () => {
    const { router, fail, clock } = createTestBench();
    const [own, other] = ["own", "other"].map((quotaKey) => candidate("a", { quotaKey: `a ${quotaKey}` }));
    await fail(own ?? "", 1, limit(3_000));
    expect(
      router.plan([own, other].filter((one) => one !== undefined)).steps.map(({ candidate }) => candidate),
    ).toEqual([other]);
    expect(router.health("a own").coolUntil).toBe(clock.now() + 3_000);
    expect(router.health("a").coolUntil).toBeUndefined();
    await clock.advance(3_000);
    expect(router.plan([candidate("a", { quotaKey: "a own" })]).steps).toHaveLength(1);
  });

  it("of an account holds for everything that the account asks for", async () => {
    const { router, fail } = createTestBench();
    await fail(candidate("small", { quotaKey: "account" }), 1, limit(3_000));
    expect(router.plan([candidate("large", { quotaKey: "account" })])).toMatchObject({
      steps: [],
      retryAfterMs: 3_000,
    });
  });

  it("is the target's own where it is overloaded and says for how long", async () => {
    const { router, fail } = createTestBench();
    await fail(candidate("a", { quotaKey: "account" }), 1, httpError(503, { retryAfterMs: 5_000 }));
    expect(router.plan([candidate("a", { quotaKey: "other account" })]).retryAfterMs).toBe(5_000);
    expect(router.plan([candidate("b", { quotaKey: "account" })]).steps).toHaveLength(1);
  });

  it.each([0, -5, Number.NaN])("does not follow from an overload that says %d", async (retryAfterMs) => {
    const { router, fail } = createTestBench();
    await fail("a", 1, httpError(503, { retryAfterMs }));
    expect(router.health("a").coolUntil).toBeUndefined();
  });

  it("is a day at most, whatever the target says", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("a", 1, limit(Number.MAX_VALUE));
    expect(router.health("a").coolUntil).toBe(clock.now() + 24 * 60 * 60 * 1000);
  });

  it("is not made shorter by a later word", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("a", 1, limit(9_000));
    await fail("a", 1, limit(1_000));
    expect(router.health("a").coolUntil).toBe(clock.now() + 9_000);
  });

  it("grows by itself where the target does not say, until an answer", async () => {
    const { router, fail, succeed, clock } = createTestBench();
    const waits: number[] = [];
    for (let time = 0; time < 8; time++) {
      await fail("a", 1, limit());
      const waitMs = (router.health("a").coolUntil ?? 0) - clock.now();
      waits.push(waitMs);
      await clock.advance(waitMs);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
    await succeed("a");
    await fail("a", 1, limit());
    expect((router.health("a").coolUntil ?? 0) - clock.now()).toBe(1_000);
  });

  it("of an account begins anew after an answer to the account, but not after one to a request from before", async () => {
    const { router, fail, succeed, clock } = createTestBench();
    const own = candidate("a", { quotaKey: "account" });
    const wait = () => (router.health("account").coolUntil ?? 0) - clock.now();
    await fail(own, 1, limit());
    await succeed(own);
    await clock.advance(1_000);
    await fail(own, 1, limit());
    expect(wait()).toBe(2_000);
    await clock.advance(2_000);
    await succeed(own);
    await fail(own, 1, limit());
    expect(wait()).toBe(1_000);
  });

  it("takes refusals of requests that were under way together for one", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("a", 5, limit());
    expect((router.health("a").coolUntil ?? 0) - clock.now()).toBe(1_000);
  });
});

describe("an unguarded candidate", () => {
  const own = candidate("a", { unguarded: true });

  it("is asked while its circuit is open and while it cools down", async () => {
    const { router, fail } = createTestBench();
    await fail("a", 4);
    await fail("a", 1, httpError(429, { retryAfterMs: 60_000 }));
    const plan = router.plan([own]);
    expect(plan).toMatchObject({ steps: [{ reason: "only", probe: false }], filtered: [] });
    expect((await router.run(plan, () => "answer")).value).toBe("answer");
  });

  it("has its results recorded: a success closes the circuit, a failure does not keep it open", async () => {
    const { router, fail, succeed, clock } = createTestBench();
    await fail("a", 4);
    const { openUntil } = router.health("a");
    await clock.advance(1_000);
    await fail("a", 10);
    expect(router.health("a").openUntil).toBe(openUntil);
    await succeed("a");
    expect(router.health("a").state).toBe("closed");
  });

  it("takes no probe's place", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("a", 4);
    await clock.advance(2_000);
    void router.run(router.plan([own]), never);
    await clock.advance(0);
    expect(router.plan([candidate("a", { cost: 1 }), candidate("b")]).steps[0]).toMatchObject({
      target: "a",
      probe: true,
    });
  });

  it("is asked again after its own wait, and not where that is too long", async () => {
    const { router, clock } = createTestBench();
    const asked: number[] = [];
    const begin = clock.now();
    const limited = (retryAfterMs: number) => () => {
      asked.push(clock.now() - begin);
      return Promise.reject(httpError(429, { retryAfterMs }));
    };
    const run = router.run(router.plan([own]), limited(3_000), { maxAttempts: 2 });
    const failed = expect(run).rejects.toMatchObject({ status: 429 });
    await clock.advance(60_000);
    await failed;
    expect(asked).toEqual([0, 3_000]);
    await expect(router.run(router.plan([own]), limited(6_000))).rejects.toMatchObject({ retryAfterMs: 6_000 });
    expect(asked).toHaveLength(3);
  });
});

describe("the last resort", () => {
  it("is the one that was asked longest ago, where only circuits stand in everybody's way", async () => {
    const { router, fail, clock } = createTestBench();
    const candidates = ["a", "b", "c"].map((key) => candidate(key));
    for (const key of ["b", "a", "c"]) {
      await fail(key, 4);
      await clock.advance(10);
    }
    const asked: string[] = [];
    for (let time = 0; time < 4; time++) {
      const plan = router.plan(candidates);
      expect(plan).toMatchObject({ steps: [{ reason: "last resort", probe: true }], retryAfterMs: undefined });
      expect(plan.filtered.map(({ reason }) => reason)).toEqual(["circuit open", "circuit open"]);
      await router
        .run(plan, (target) => Promise.reject(httpError(503, { target: asked.push(target) })))
        .catch(() => {});
      await clock.advance(10);
    }
    // Each once in turn, and one attempt for each request: an outage is not made worse.
    expect(asked).toEqual(["b", "a", "c", "b"]);
  });

  it("closes the circuit at once where it answers", async () => {
    const { router, fail } = createTestBench();
    await fail("a", 4);
    expect(await ask(router, [candidate("a")], () => "back")).toMatchObject({ step: { reason: "last resort" } });
    expect(router.health("a").state).toBe("closed");
    expect(router.plan([candidate("a")]).steps[0]?.reason).toBe("only");
  });

  it("does not lengthen the time that a circuit stays open", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("a", 4);
    const { openUntil } = router.health("a");
    await clock.advance(500);
    await ask(router, [candidate("a")], () => Promise.reject(httpError(503))).catch(() => {});
    expect(router.health("a").openUntil).toBe(openUntil);
  });

  it("is nobody who has asked to be left alone", async () => {
    const { router, fail } = createTestBench();
    await fail("a", 4);
    await fail("a", 1, httpError(429, { retryAfterMs: 9_000 }));
    await fail("b", 1, httpError(429, { retryAfterMs: 4_000 }));
    const plan = router.plan([candidate("a"), candidate("b")]);
    expect(plan).toMatchObject({ steps: [], retryAfterMs: 4_000 });
    await expect(router.run(plan, never)).rejects.toMatchObject({
      code: "no_target",
      status: 503,
      retryable: true,
      retryAfterMs: 4_000,
      filtered: [{ reason: "cooling down" }, { reason: "cooling down" }],
    });
  });

  it("is asked as well where the only probe is under way, or was planned for before the circuit opened", async () => {
    const { router, fail, clock } = createTestBench();
    const plan = router.plan([candidate("a")]);
    await fail("a", 4);
    expect((await router.run(plan, () => 1)).step.reason).toBe("last resort");
    await fail("a", 4);
    await clock.advance(10_000);
    const half = router.plan([candidate("a")]);
    void router.run(half, never);
    await clock.advance(0);
    expect(router.plan([candidate("a")]).steps).toMatchObject([{ reason: "last resort" }]);
    expect((await router.run(half, () => 2)).value).toBe(2);
  });
});

describe("memory", () => {
  it("keeps no more keys than it is told, and forgets those first that nobody asked for longest", async () => {
    const { router, fail, succeed } = createTestBench({ maxKeys: 3 });
    await fail("a", 4);
    await succeed("b");
    await succeed("c");
    await succeed("a");
    await fail("a", 1);
    await succeed("d");
    expect(router.health("a").errorRate).toBeGreaterThan(0);
    expect(router.health("b").latencyMs).toBeUndefined();
    expect(router.health("c").latencyMs).toBe(0);
  });

  it("stays bounded when every request brings new keys", async () => {
    const { router, fail } = createTestBench({ maxKeys: 100 });
    const known = (key: string) => router.health(key).errorRate > 0;
    for (let index = 0; index < 2_000; index++) {
      await fail(candidate(`k${index}`, { quotaKey: `q${index}`, speedKey: `s${index}` }));
    }
    const keys = Array.from({ length: 2_000 }, (_, index) => `k${index}`);
    // Each takes three.
    expect(keys.filter(known)).toEqual(keys.slice(-33));
  });

  it("is not spent on keys that were only asked for", () => {
    const { router } = createTestBench({ maxKeys: 1 });
    expect(router.health("__proto__")).toEqual({ state: "closed", errorRate: 0 });
    for (let index = 0; index < 10; index++) router.plan([candidate(`k${index}`)]);
    expect(router.health("k9")).toEqual({ state: "closed", errorRate: 0 });
  });
});
