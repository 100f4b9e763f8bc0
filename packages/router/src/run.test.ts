import { describe, expect, it, vi } from "vitest";
import { RoutingError } from "./routing-error.ts";
import type { AttemptReport } from "./run.ts";
import { ask, candidate, createTestBench, httpError, type TestBench } from "./test-support.ts";

const three = ["a", "b", "c"].map((key, priority) => candidate(key, { priority }));

/** An attempt that fails with the next of these errors, and answers with the target's name after the last. */
function failing(...errors: unknown[]) {
  const asked: string[] = [];
  return {
    asked,
    attempt: (target: string) => {
      asked.push(target);
      if (errors.length > 0) throw errors.shift();
      return target;
    },
  };
}

/** An attempt that never answers, and gives its signal away. */
function hanging() {
  const signals: AbortSignal[] = [];
  return {
    signals,
    attempt: (_target: string, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<never>(() => {});
    },
  };
}

describe("failover", () => {
  it("asks the next one at once, until one answers", async () => {
    const { router } = createTestBench();
    const { asked, attempt } = failing(httpError(503), Object.assign(new Error("refused"), { code: "ECONNREFUSED" }));
    const outcome = await ask(router, three, attempt);
    expect(asked).toEqual(["a", "b", "c"]);
    expect(outcome).toMatchObject({ value: "c", target: "c", attempts: 3, step: { reason: "priority" } });
  });

  it("ends with an error that would be the same everywhere, as it is", async () => {
    const { router } = createTestBench();
    const error = httpError(400);
    const { asked, attempt } = failing(error);
    await expect(ask(router, three, attempt)).rejects.toBe(error);
    expect(asked).toEqual(["a"]);
  });

  it("ends with the least wait where all accounts are used up", async () => {
    const { router } = createTestBench();
    const errors = [5_000, 2_000, 9_000].map((retryAfterMs) => httpError(429, { retryAfterMs }));
    await expect(ask(router, three, failing(...errors).attempt)).rejects.toBe(errors[1]);
  });

  it("ends with what is wrong rather than with a limit, and the last of that", async () => {
    const { router } = createTestBench();
    const errors = [httpError(500), httpError(502), httpError(429, { retryAfterMs: 1 })];
    await expect(ask(router, three, failing(...errors).attempt)).rejects.toBe(errors[1]);
  });

  it("goes by the caller's own classification", async () => {
    const { router } = createTestBench({ classify: () => ({ retryable: true, counts: false }) });
    const outcome = await ask(router, three, failing(httpError(401), "no error at all").attempt);
    expect(outcome.target).toBe("c");
    expect(router.health("a").errorRate).toBe(0);
  });

  it("never repeats what has begun to be answered", async () => {
    const { router } = createTestBench();
    const { asked, attempt } = failing();
    const outcome = await ask(router, three, attempt);
    outcome.fail(httpError(500));
    expect(asked).toEqual(["a"]);
  });

  it("stops at the bound of attempts", async () => {
    const { router } = createTestBench();
    const { asked, attempt } = failing(...Array.from({ length: 9 }, () => httpError(503)));
    await expect(ask(router, three, attempt, { maxAttempts: 2 })).rejects.toMatchObject({ status: 503 });
    expect(asked).toEqual(["a", "b"]);
    const { asked: more, attempt: again } = failing(...Array.from({ length: 9 }, () => httpError(409)));
    const five = ["d", "e", "f", "g", "h"].map((key) => candidate(key));
    await expect(ask(router, five, again)).rejects.toMatchObject({ status: 409 });
    expect(more).toHaveLength(3);
  });

  it.each([{ maxAttempts: 0 }, { maxAttempts: Number.NaN }, { maxWaitMs: -1 }, { deadlineMs: Number.NaN }])(
    "refuses %j",
    async (options) => {
      const { router } = createTestBench();
      await expect(ask(router, three, () => 1, options)).rejects.toThrow(RangeError);
    },
  );

  it("passes over a target whose circuit others have opened meanwhile", async () => {
    const { router, fail } = createTestBench();
    const plan = router.plan(three, "priority");
    await fail("a", 4);
    expect((await router.run(plan, (target) => target)).target).toBe("b");
  });
});

describe("a target that is alone", () => {
  const alone = [candidate("a")];

  /** When each attempt was made, in milliseconds from the beginning on. */
  async function attemptTimes(bench: TestBench, error: unknown, options = {}): Promise<number[]> {
    const begin = bench.clock.now();
    const times: number[] = [];
    const run = ask(
      bench.router,
      alone,
      () => {
        times.push(bench.clock.now() - begin);
        throw error;
      },
      options,
    );
    const failed = expect(run).rejects.toBe(error);
    await bench.clock.advance(600_000);
    await failed;
    return times;
  }

  it("is asked again after pauses that double, with jitter", async () => {
    expect(await attemptTimes(createTestBench({ random: () => 0 }), httpError(409))).toEqual([0, 125, 375]);
    const most = await attemptTimes(createTestBench({ random: () => 1 - 2 ** -53 }), httpError(409));
    expect(most.map(Math.round)).toEqual([0, 250, 750]);
  });

  it("is left alone as long as it asks for", async () => {
    const error = httpError(429, { retryAfterMs: 2_000 });
    expect(await attemptTimes(createTestBench(), error)).toEqual([0, 2_000, 4_000]);
  });

  it("is not asked again where that would take too long", async () => {
    expect(await attemptTimes(createTestBench(), httpError(429, { retryAfterMs: 5_001 }))).toEqual([0]);
    expect(await attemptTimes(createTestBench(), httpError(429, { retryAfterMs: 50 }), { maxWaitMs: 40 })).toEqual([0]);
    expect(await attemptTimes(createTestBench(), httpError(503), { deadlineMs: 100 })).toEqual([0]);
  });

  it("does not keep the caller waiting for a deadline that comes before the next attempt", async () => {
    const { router } = createTestBench();
    const attempt = failing(httpError(503)).attempt;
    await expect(ask(router, alone, attempt, { deadlineMs: 100 })).rejects.toMatchObject({ status: 503 });
  });

  it("is not asked again while its circuit is open", async () => {
    const bench = createTestBench({ openMs: 6_000 });
    expect(await attemptTimes(bench, httpError(503), { maxAttempts: 9 })).toHaveLength(4);
  });

  it("answers in the end", async () => {
    const { router, clock } = createTestBench();
    const run = ask(router, alone, failing(httpError(503), httpError(503)).attempt);
    await clock.advance(1_000);
    expect(await run).toMatchObject({ value: "a", attempts: 3 });
    expect(clock.pending).toBe(0);
  });
});

describe("the deadline", () => {
  it("holds for all attempts and pauses together", async () => {
    const { router, clock } = createTestBench();
    const { signals, attempt } = hanging();
    let asked = 0;
    const run = ask(
      router,
      three,
      async (target, signal) => {
        asked++;
        if (target !== "a") return attempt(target, signal);
        await new Promise<void>((resolve) => clock.after(600, resolve));
        throw httpError(503);
      },
      { deadlineMs: 1_000 },
    );
    const failed = expect(run).rejects.toMatchObject({ status: 503 });
    await clock.advance(1_000);
    await failed;
    expect(asked).toBe(2);
    expect(signals[0]?.aborted).toBe(true);
  });

  it("is an error of its own where nothing has failed before", async () => {
    const { router, clock } = createTestBench();
    const run = ask(router, three, hanging().attempt, { deadlineMs: 1_000 });
    const failed = expect(run).rejects.toMatchObject({
      name: "RoutingError",
      code: "deadline_exceeded",
      status: 504,
      retryable: true,
      message: "No target answered within 1000 ms.",
    });
    await clock.advance(1_000);
    await failed;
  });

  it("counts against a target that had most of the time, and not against one that had none", async () => {
    const { router, clock } = createTestBench();
    const slow = async (target: string, signal: AbortSignal): Promise<never> => {
      if (target === "b") return hanging().attempt(target, signal);
      await new Promise<void>((resolve) => clock.after(900, resolve));
      throw httpError(500);
    };
    const run = ask(router, three, slow, { deadlineMs: 1_000 });
    const failed = expect(run).rejects.toMatchObject({ status: 500 });
    await clock.advance(1_000);
    await failed;
    expect(router.health("b").errorRate).toBe(0);
    const alone = expect(ask(router, [candidate("c")], hanging().attempt, { deadlineMs: 1_000 })).rejects.toBeDefined();
    await clock.advance(1_000);
    await alone;
    expect(router.health("c").errorRate).toBeCloseTo(0.2);
  });

  it.each([false, true])("is over with the first result (with a signal of its own: %s)", async (isOwnSignal) => {
    const { router, clock } = createTestBench();
    let given: AbortSignal | undefined;
    const stop = new AbortController();
    const options = { deadlineMs: 1_000, signal: stop.signal, isOwnSignal };
    const attempt = (_target: string, signal: AbortSignal) => {
      given = signal;
    };
    await ask(router, three, attempt, options);
    expect(clock.pending).toBe(0);
    await clock.advance(5_000);
    expect(given?.aborted).toBe(false);
    stop.abort();
    expect(given?.aborted).toBe(true);
  });

  it("of nothing lets nobody be asked", async () => {
    const { router } = createTestBench();
    const { asked, attempt } = failing();
    await expect(ask(router, three, attempt, { deadlineMs: 0 })).rejects.toMatchObject({ code: "deadline_exceeded" });
    expect(asked).toEqual([]);
  });
});

describe("a caller who leaves", () => {
  it.each([false, true])("before the run: nobody is asked (with a signal of its own: %s)", async (isOwnSignal) => {
    const { router } = createTestBench();
    const { asked, attempt } = failing();
    const reason = new Error("gone");
    const options = { signal: AbortSignal.abort(reason), isOwnSignal, deadlineMs: 1_000 };
    await expect(ask(router, three, attempt, options)).rejects.toBe(reason);
    expect(asked).toEqual([]);
  });

  it.each([false, true])(
    "during an attempt, also one that does not listen: the run ends at once, and nothing is counted (with a signal of its own: %s)",
    async (isOwnSignal) => {
      const { router, clock } = createTestBench();
      const { signals, attempt } = hanging();
      const onAttempt = vi.fn();
      const stop = new AbortController();
      const options = { signal: stop.signal, isOwnSignal, deadlineMs: 60_000, onAttempt };
      const run = ask(router, three, attempt, options);
      await clock.advance(10);
      const reason = new Error("gone");
      stop.abort(reason);
      await expect(run).rejects.toBe(reason);
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
      expect(router.health("a").errorRate).toBe(0);
      expect(onAttempt).not.toHaveBeenCalled();
      expect(clock.pending).toBe(0);
    },
  );

  it("during a pause: the target is not asked again", async () => {
    const { router, clock } = createTestBench();
    const { asked, attempt } = failing(httpError(409), httpError(409));
    const stop = new AbortController();
    const run = ask(router, [candidate("a")], attempt, { signal: stop.signal });
    const failed = expect(run).rejects.toBeDefined();
    await clock.advance(10);
    stop.abort();
    await failed;
    expect(clock.pending).toBe(0);
    await clock.advance(60_000);
    expect(asked).toEqual(["a"]);
  });

  it("while `before` is at work: that is waited for, and then nobody is asked", async () => {
    const { router } = createTestBench();
    const { asked, attempt } = failing();
    const stop = new AbortController();
    const { promise, resolve } = Promise.withResolvers<void>();
    const run = ask(router, three, attempt, { signal: stop.signal, before: () => promise });
    const settled = vi.fn();
    run.catch(settled);
    stop.abort();
    await new Promise((resume) => setImmediate(resume));
    expect(settled).not.toHaveBeenCalled();
    resolve();
    await expect(run).rejects.toBe(stop.signal.reason);
    expect(asked).toEqual([]);
  });

  it("leaves nothing behind on a signal that lives long", async () => {
    const { router } = createTestBench();
    const stop = new AbortController();
    const listening = new Set<unknown>();
    const { addEventListener, removeEventListener } = stop.signal;
    vi.spyOn(stop.signal, "addEventListener").mockImplementation((...call) => {
      listening.add(call[1]);
      addEventListener.apply(stop.signal, call as Parameters<typeof addEventListener>);
    });
    vi.spyOn(stop.signal, "removeEventListener").mockImplementation((...call) => {
      listening.delete(call[1]);
      removeEventListener.apply(stop.signal, call as Parameters<typeof removeEventListener>);
    });
    for (let time = 0; time < 10; time++) await ask(router, three, () => 1, { signal: stop.signal });
    await new Promise((resume) => setImmediate(resume));
    expect(listening.size).toBe(0);
  });
});

describe("before", () => {
  it("is called before every attempt, and passes a target over with false", async () => {
    const { router } = createTestBench();
    const { asked, attempt } = failing(httpError(503));
    const seen: [string, number][] = [];
    const outcome = await ask(router, three, attempt, {
      before: async (target, context) => {
        seen.push([target, context.attempt]);
        return target !== "b";
      },
    });
    expect(seen).toEqual([
      ["a", 1],
      ["b", 2],
      ["c", 2],
    ]);
    expect(asked).toEqual(["a", "c"]);
    expect(outcome).toMatchObject({ target: "c", attempts: 2 });
  });

  it("ends the run with what it throws", async () => {
    const { router } = createTestBench();
    const { asked, attempt } = failing(httpError(503));
    const error = new Error("no money left");
    const before = (target: string) => {
      if (target === "b") throw error;
    };
    await expect(ask(router, three, attempt, { before })).rejects.toBe(error);
    expect(asked).toEqual(["a"]);
  });

  it("that passes all over leaves no target, and one that is alone is not asked for ever", async () => {
    const { router, clock } = createTestBench();
    const before = vi.fn(() => false);
    const run = ask(router, three, () => 1, { before });
    await expect(run).rejects.toMatchObject({ code: "no_target", retryAfterMs: undefined });
    await expect(ask(router, [candidate("a")], () => 1, { before })).rejects.toBeInstanceOf(RoutingError);
    expect(before).toHaveBeenCalledTimes(4);
    expect(clock.pending).toBe(0);
  });

  it("holds no probe's place", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("a", 4);
    await clock.advance(2_000);
    const candidates = [candidate("a", { priority: 1 }), candidate("b", { priority: 2 })];
    void ask(router, candidates, () => 1, { before: () => new Promise(() => {}) });
    await clock.advance(0);
    expect((await ask(router, candidates, (target) => target)).target).toBe("a");
  });

  it("leaves the probe to another that was quicker", async () => {
    const { router, fail, clock } = createTestBench();
    await fail("a", 4);
    await clock.advance(2_000);
    const candidates = [candidate("a", { priority: 1 }), candidate("b", { priority: 2 })];
    const before = () => new Promise<void>((resolve) => clock.after(10, resolve));
    const targets: string[] = [];
    for (let time = 0; time < 2; time++) {
      const attempt = (target: string) => {
        targets.push(target);
        return new Promise<never>(() => {});
      };
      void ask(router, candidates, attempt, { before });
    }
    await clock.advance(100);
    expect(targets).toEqual(["a", "b"]);
  });
});

describe("onAttempt", () => {
  it("is told of every attempt what became of it", async () => {
    const { router, clock } = createTestBench();
    const error = httpError(503);
    const reports: AttemptReport<string>[] = [];
    const run = ask(
      router,
      three,
      async (target) => {
        await new Promise<void>((resolve) => clock.after(70, resolve));
        if (target === "a") throw error;
        return target;
      },
      { onAttempt: (report) => reports.push(report) },
    );
    await clock.advance(200);
    await run;
    expect(reports).toEqual([
      { step: expect.objectContaining({ target: "a" }), attempt: 1, durationMs: 70, error },
      { step: expect.objectContaining({ target: "b" }), attempt: 2, durationMs: 70 },
    ]);
  });
});

describe("nobody to ask", () => {
  it("says so", async () => {
    const { router } = createTestBench();
    const run = ask(router, [candidate("a", { excluded: "no tools" })], () => 1);
    await expect(run).rejects.toMatchObject({
      code: "no_target",
      message: "No target can take this request.",
      retryAfterMs: undefined,
      filtered: [{ reason: "excluded", detail: "no tools" }],
    });
    await expect(ask(router, [], () => 1)).rejects.toBeInstanceOf(RoutingError);
  });

  it("says when to come back", async () => {
    const { router, fail } = createTestBench();
    const plan = router.plan([candidate("a")]);
    await fail("a", 1, httpError(429, { retryAfterMs: 6_500 }));
    await expect(router.run(plan, () => 1)).rejects.toMatchObject({
      message: "No target can take this request. Try again in 7 s.",
      retryAfterMs: 6_500,
    });
  });
});
