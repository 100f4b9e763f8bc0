import { describe, expect, it } from "vitest";
import { createSupervisor, MAX_ENDS, STABLE_MS, type Worker } from "./create-supervisor.ts";

/** A worker that becomes ready and ends when a test says so. */
interface FakeWorker extends Worker {
  becomeReady(): void;
  end(how?: string): void;
  isRetired: boolean;
}

function fakeWorker(): FakeWorker {
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<string>();
  const worker: FakeWorker = {
    ready: ready.promise,
    ended: ended.promise,
    becomeReady: ready.resolve,
    end: (how = "exit code 1") => ended.resolve(how),
    isRetired: false,
    retire() {
      worker.isRetired = true;
    },
  };
  return worker;
}

/** Lets everything happen that waits for nothing but promises. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A supervisor whose clock is turned by hand. */
function supervise(count: number) {
  const workers: FakeWorker[] = [];
  const events: string[] = [];
  const timers = new Set<{ ms: number; act: () => void }>();
  const supervisor = createSupervisor({
    count,
    start() {
      const worker = fakeWorker();
      workers.push(worker);
      return worker;
    },
    onCrash: (how, pauseMs) => events.push(`${how}, ${pauseMs} ms`),
    onGiveUp: (how) => events.push(`gave up: ${how}`),
    onReplaced: (failure) => events.push(failure ?? "replaced"),
    after(ms, act) {
      const timer = { ms, act };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  });
  /** Lets timers of these lengths come to their ends. */
  async function pass(isMeant: (ms: number) => boolean): Promise<void> {
    await settle();
    for (const timer of [...timers]) {
      if (!isMeant(timer.ms)) continue;
      timers.delete(timer);
      timer.act();
    }
    await settle();
  }
  const pauses = () => pass((ms) => ms !== STABLE_MS);
  const stableTime = () => pass((ms) => ms === STABLE_MS);
  /** Starts all of them. */
  async function start(): Promise<void> {
    const started = supervisor.start();
    workers[0]?.becomeReady();
    await settle();
    for (const worker of workers) worker.becomeReady();
    await started;
    await stableTime();
  }
  return { supervisor, workers, events, pauses, stableTime, start };
}

describe("the start of workers", () => {
  it("is that of the first alone, then of the others", async () => {
    const { supervisor, workers } = supervise(3);
    const started = supervisor.start();
    await settle();
    expect(workers).toHaveLength(1);
    workers[0]?.becomeReady();
    await settle();
    expect(workers).toHaveLength(3);
    for (const worker of workers) worker.becomeReady();
    await started;
  });

  it("fails with the first one, and starts no other", async () => {
    const { supervisor, workers } = supervise(3);
    const started = supervisor.start();
    workers[0]?.end();
    await expect(started).rejects.toThrow("exit code 1");
    expect(workers).toHaveLength(1);
  });
});

describe("a worker that ends by itself", () => {
  it("is followed by another one, after pauses that grow and shrink again once one has lived", async () => {
    const { workers, events, pauses, stableTime, start } = supervise(2);
    await start();
    for (let crash = 0; crash < 3; crash++) {
      workers.at(-1)?.end("killed by SIGKILL");
      await pauses();
      workers.at(-1)?.becomeReady();
    }
    expect(workers).toHaveLength(5);
    await stableTime();
    workers.at(-1)?.end();
    await settle();
    expect(events.map((event) => event.split(", ")[1])).toEqual(["100 ms", "200 ms", "400 ms", "100 ms"]);
  });

  it("is given up where none lives, whether they take requests first or not", async () => {
    const { workers, events, pauses, start } = supervise(1);
    await start();
    for (let crash = 0; crash < MAX_ENDS + 3; crash++) {
      if (crash % 2) workers.at(-1)?.becomeReady();
      workers.at(-1)?.end();
      await pauses();
    }
    expect(workers).toHaveLength(MAX_ENDS);
    expect(events.at(-1)).toBe("gave up: exit code 1");
    expect(events).toHaveLength(MAX_ENDS);
    expect(Math.max(...events.slice(0, -1).map((event) => Number.parseInt(event.split(", ")[1] ?? "", 10)))).toBe(
      10_000,
    );
  });

  it("is followed by none when all are to stop", async () => {
    const { supervisor, workers, events, pauses, start } = supervise(2);
    await start();
    workers[0]?.end();
    await settle();
    supervisor.stop();
    workers[1]?.end();
    await pauses();
    expect(workers).toHaveLength(2);
    expect(events).toHaveLength(1);
  });
});

describe("the replacement of all workers", () => {
  it("is one after the other: each old one goes when its successor takes requests", async () => {
    const { supervisor, workers, events, start } = supervise(2);
    await start();
    supervisor.replaceAll();
    await settle();
    expect(workers).toHaveLength(3);
    expect(workers[0]?.isRetired).toBe(false);
    workers[2]?.becomeReady();
    await settle();
    expect(workers[0]?.isRetired).toBe(true);
    expect(workers[1]?.isRetired).toBe(false);
    expect(workers).toHaveLength(4);
    workers[3]?.becomeReady();
    await settle();
    expect(workers[1]?.isRetired).toBe(true);
    expect(events).toEqual(["replaced"]);
    // Those that were replaced end as they should.
    workers[0]?.end("exit code 0");
    workers[1]?.end("exit code 0");
    await settle();
    expect(workers).toHaveLength(4);
  });

  it("ends with a successor that does not start, and leaves the others as they are", async () => {
    const { supervisor, workers, events, pauses, start } = supervise(2);
    await start();
    supervisor.replaceAll();
    await settle();
    workers[2]?.end();
    await pauses();
    expect(events).toEqual([expect.stringContaining("exit code 1")]);
    expect(workers).toHaveLength(3);
    expect(workers.some(({ isRetired }) => isRetired)).toBe(false);
  });

  it("takes the place of a worker that has just ended, and is done once more where it was asked for meanwhile", async () => {
    const { supervisor, workers, events, pauses, start } = supervise(1);
    await start();
    workers[0]?.end();
    await settle();
    supervisor.replaceAll();
    await settle();
    workers[1]?.becomeReady();
    await pauses();
    expect(events.at(-1)).toBe("replaced");
    expect(workers).toHaveLength(2);
    supervisor.replaceAll();
    await settle();
    supervisor.replaceAll();
    workers[2]?.becomeReady();
    await settle();
    expect(workers).toHaveLength(4);
    workers[3]?.becomeReady();
    await settle();
    expect(workers[2]?.isRetired).toBe(true);
    expect(events.slice(-2)).toEqual(["replaced", "replaced"]);
  });
});
