// Timers of the event loop are up to a millisecond late, and asking the clock over and over takes a core from the others.
// A thread that sleeps wakes up on time.
import { once } from "node:events";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

const clock = () => performance.timeOrigin + performance.now();

/**
 * Calls `onDue(index, dueAt)` at each of these times, in milliseconds from now; `dueAt` is on the clock of
 * `performance.now()`. Resolves after the last.
 */
export async function onTime(times, onDue) {
  const worker = new Worker(new URL(import.meta.url), { workerData: Float64Array.from(times) });
  const [startedAt] = await once(worker, "message");
  worker.on("message", (index) => onDue(index, startedAt + times[index] - performance.timeOrigin));
  await once(worker, "exit");
}

if (!isMainThread) {
  const never = new Int32Array(new SharedArrayBuffer(4));
  const startedAt = clock();
  parentPort.postMessage(startedAt);
  for (const [index, time] of workerData.entries()) {
    const wait = startedAt + time - clock();
    if (wait > 0) Atomics.wait(never, 0, 0, wait);
    parentPort.postMessage(index);
  }
}
