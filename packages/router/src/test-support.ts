import type { Candidate } from "./candidate.ts";
import { createRouter, type Router, type RouterOptions } from "./create-router.ts";
import type { Outcome, RunOptions } from "./run.ts";
import { createVirtualClock, type VirtualClock } from "./testing/virtual-clock.ts";

/** A router on a clock of its own, with dice that always fall in the middle: jitter is nothing. */
export interface TestBench {
  router: Router;
  clock: VirtualClock;
  /** Has one attempt at this key succeed, after so many milliseconds. */
  succeed(keys: string | Candidate<string>, latencyMs?: number): Promise<void>;
  /** Has so many attempts at this key fail. */
  fail(keys: string | Candidate<string>, times?: number, error?: unknown): Promise<void>;
}

/** An error as an HTTP client has it. */
export function httpError(status: number, more: object = {}): Error {
  return Object.assign(new Error(`status ${status}`), { status, ...more });
}

/** The target of each is its key. */
export function candidate(key: string, more: Partial<Candidate<string>> = {}): Candidate<string> {
  return { target: key, key, ...more };
}

/** Runs one attempt after another at all of these, in the order of `priority`. */
export function ask<R>(
  router: Router,
  candidates: readonly Candidate<string>[],
  attempt: (target: string, signal: AbortSignal) => R | Promise<R>,
  options: RunOptions<string> = {},
): Promise<Outcome<string, R>> {
  const plan = router.plan(candidates, "priority");
  return router.run(plan, (target, { signal }) => attempt(target, signal), options);
}

/** Sets one up. */
export function createTestBench(options: RouterOptions = {}): TestBench {
  const clock = createVirtualClock();
  const router = createRouter({ clock, random: () => 0.5, ...options });

  /** `unguarded`, so that the circuit lets every result in. */
  function only(keys: string | Candidate<string>): Candidate<string>[] {
    return [{ ...(typeof keys === "string" ? candidate(keys) : keys), unguarded: true }];
  }

  return {
    router,
    clock,
    async succeed(keys, latencyMs = 0) {
      const answer = new Promise<void>((resolve) => clock.after(latencyMs, resolve));
      const run = ask(router, only(keys), () => answer);
      await clock.advance(latencyMs);
      await run;
    },
    async fail(keys, times = 1, error = httpError(503)) {
      for (let time = 0; time < times; time++) {
        await ask(router, only(keys), () => Promise.reject(error), { maxAttempts: 1 }).catch(() => {});
      }
    },
  };
}
