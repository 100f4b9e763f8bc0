import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createRetrying } from "./retrying.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A task that fails as long as it is told to. */
function createTask() {
  const state = { isFailing: false, runs: 0, errors: [] as unknown[] };
  const retrying = createRetrying(
    async () => {
      state.runs += 1;
      if (state.isFailing) throw new Error("no");
    },
    20,
    (error) => state.errors.push(error),
  );
  return Object.assign(state, { retrying });
}

it("does once what was planned more than once", async () => {
  const task = createTask();
  task.retrying.plan();
  task.retrying.plan();
  expect(task.runs).toBe(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(task.runs).toBe(1);
});

it("tries again after longer and longer, until it succeeds", async () => {
  const task = createTask();
  task.isFailing = true;
  task.retrying.plan();
  const runsAfter = async (ms: number): Promise<number> => {
    await vi.advanceTimersByTimeAsync(ms);
    return task.runs;
  };
  expect(await runsAfter(20)).toBe(1);
  task.retrying.plan();
  expect(await runsAfter(99)).toBe(1);
  expect(await runsAfter(1)).toBe(2);
  expect(await runsAfter(200)).toBe(3);
  expect(await runsAfter(60_000)).toBeLessThan(16);
  expect(task.errors).toHaveLength(task.runs);
  task.isFailing = false;
  const before = task.runs;
  expect(await runsAfter(60_000)).toBe(before + 1);
});

it("plans again what fails when it is asked for, and what is wanted meanwhile", async () => {
  const task = createTask();
  task.isFailing = true;
  const running = task.retrying.run();
  expect(task.retrying.run()).toBe(running);
  await expect(running).rejects.toThrow("no");
  task.isFailing = false;
  await vi.advanceTimersByTimeAsync(100);
  expect(task).toMatchObject({ runs: 2, errors: [] });
  const next = task.retrying.run();
  task.retrying.plan();
  await next;
  await vi.advanceTimersByTimeAsync(20);
  expect(task.runs).toBe(4);
});

it("stops", async () => {
  const task = createTask();
  task.retrying.plan();
  task.retrying.stop();
  task.retrying.plan();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(task.runs).toBe(0);
});
