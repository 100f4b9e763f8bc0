// The few statistics that the benchmark needs. All are pure.

/** The quantiles that are reported, of values in any order; without values, `undefined`. */
export function quantiles(values) {
  if (values.length === 0) return undefined;
  const sorted = Float64Array.from(values).sort();
  // The nearest rank: the least value that at least this share of them does not exceed.
  const at = (share) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  return { p10: at(0.1), p50: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
}

/** The window with the least CPU time per request: what else runs on the machine can only add to it. */
export function calmestOf(windows) {
  return windows.reduce((best, window) => (window.cpuMicroseconds < best.cpuMicroseconds ? window : best));
}

/** How much an amount grows with each unit of the other: the slope of the line with the least squares. */
export function slopeOf(points) {
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)];
  const covariance = mean(({ x, y }) => (x - meanX) * (y - meanY));
  const variance = mean(({ x }) => (x - meanX) ** 2);
  return variance === 0 ? 0 : covariance / variance;
}

/** Numbers from 0 to 1 out of a seed (mulberry32). */
export function createRandom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** When requests of a Poisson process come, in milliseconds: the same times for the same seed. */
export function arrivalTimes({ rate, seconds, seed }) {
  const random = createRandom(seed);
  const times = [];
  for (let at = 0; ; ) {
    at -= (Math.log(1 - random()) / rate) * 1_000;
    if (at >= seconds * 1_000) return times;
    times.push(at);
  }
}
