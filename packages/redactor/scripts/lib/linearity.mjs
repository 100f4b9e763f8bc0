// Time on adversarial text of doubling sizes.
import { adversaries } from "../../src/detect/adversaries.test-helper.ts";

export const MAX_RATIO = 2.6;
export const MAX_MS_PER_MB = 400;
const RUNS = 3;

/** Least time of this thread on a processor in ms, over some runs: other processes do not count. */
function fastest(detect, text) {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < RUNS; run++) {
    const start = process.threadCpuUsage();
    detect(text);
    const { user, system } = process.threadCpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best;
}

/** For each kind of text: t(2n) / t(n), and ms per MB at `largest` characters. */
export function measureLinearity(detect, largest) {
  return Object.entries(adversaries).map(([name, generate]) => {
    detect(generate(100_000));
    const half = fastest(detect, generate(largest / 2));
    const whole = fastest(detect, generate(largest));
    const perMegabyte = whole / (largest / 1_000_000);
    const ratio = whole / half;
    return { name, ratio, perMegabyte, isBad: ratio > MAX_RATIO || perMegabyte > MAX_MS_PER_MB };
  });
}
