// Windows: so many seconds of load on a target, and what the target used for them.
import { ask } from "./processes.mjs";
import { calmestOf } from "./statistics.mjs";
import { cpuMicroseconds, forgetPeakMemory, memoryMegabytes } from "./usage.mjs";

/**
 * One window. One with a failed request is void, and holds nothing but the reason: what is cheap because it is refused is
 * no measure of anything.
 */
export async function measureWindow(load, target, job) {
  forgetPeakMemory(target);
  const cpuBefore = cpuMicroseconds(target);
  const result = await ask(load, { ...job, target: addressOf(target, job) });
  if (result.failed > 0 || result.requests === 0) {
    return { void: `${result.failed} of ${result.failed + result.requests} requests failed: ${result.complaint}` };
  }
  const cpu = cpuMicroseconds(target) - cpuBefore;
  return {
    requests: result.requests,
    requestsPerSecond: result.requests / result.elapsed,
    cpuMicroseconds: cpu / result.requests,
    coresUsed: cpu / (result.elapsed * 1_000_000),
    latencyMs: result.latencyMs,
    firstTokenMs: result.firstTokenMs,
    gapMs: result.gapMs,
    latenessMs: result.latenessMs,
    rssMegabytes: memoryMegabytes(target).peak,
  };
}

/** Where and how a target is asked. */
export function addressOf({ url, headers, model }, { stream = false, model: other = model }) {
  return { url, headers, model: other, stream };
}

/**
 * Measures targets side by side: rounds alternate between them, so that a slow moment of the machine hits all. Gives, by
 * target, the calmest window and the CPU time of each, or why there is none.
 */
export async function sideBySide({ load, settings }, targets, job, { rounds = settings.rounds } = {}) {
  const windows = new Map(targets.map((target) => [target, []]));
  for (const target of targets) await warmUp(load, target, job, settings);
  for (let round = 0; round < rounds; round++) {
    for (const target of targets) {
      // While others have had their turn, a server's heap has shrunk and its caches are cold.
      await measureWindow(load, target, { ...job, seconds: settings.leadInSeconds });
      windows.get(target).push(await measureWindow(load, target, { seconds: settings.seconds, ...job }));
    }
  }
  return Object.fromEntries(Array.from(windows, ([{ name }, own]) => [name, summaryOf(own)]));
}

/** Those that have had their first load. */
const warm = new WeakSet();

async function warmUp(load, target, job, { warmUpSeconds, firstWarmUpSeconds }) {
  const seconds = warm.has(target) ? warmUpSeconds : firstWarmUpSeconds;
  warm.add(target);
  await measureWindow(load, target, { ...job, seconds });
}

/** What the windows of one target and one job come to. */
export function summaryOf(windows) {
  const valid = windows.filter((window) => !window.void);
  const voided = windows.length - valid.length;
  if (valid.length === 0) return { void: windows[0]?.void ?? "no window" };
  return { ...calmestOf(valid), windows: valid.map(({ cpuMicroseconds: cpu }) => Math.round(cpu)), voided };
}
