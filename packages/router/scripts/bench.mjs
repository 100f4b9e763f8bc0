// What routing costs beside the request itself, in nanoseconds and bytes of garbage for each operation.
// Run: node --expose-gc --conditions=@hub/source packages/router/scripts/bench.mjs
import { createHealth } from "../src/health/health.ts";
import { createRouter } from "../src/index.ts";

const ROUNDS = 9;
const MIN_ROUND_MS = 100;

const router = createRouter();
const shared = createRouter({ store: { get: async () => undefined, set: async () => {} } });
const candidates = Array.from({ length: 10 }, (_, index) => ({
  target: { vendor: index },
  key: `vendor-${index} llama-3.3-70b`,
  quotaKey: `vendor-${index} account`,
  speedKey: `vendor-${index} llama-3.3-70b stream`,
  cost: (index * 7_919) % 10_007,
  priority: (index * 3) % 10,
  weight: 1 + index,
}));
for (const { key, quotaKey, speedKey } of candidates) {
  for (const each of [router, shared]) await each.run(each.plan([{ key, quotaKey, speedKey }]), () => {});
}

const health = createHealth({
  ...{ errorThreshold: 0.5, openMs: 2_000, maxOpenMs: 10_000, maxProbes: 1, maxKeys: 10_000 },
  ...{ random: Math.random, now: Date.now, sharing: undefined },
});
const answered = () => "answer";

measure("plan, cheapest of 10", () => router.plan(candidates));
measure("plan, fastest of 10", () => router.plan(candidates, "fastest"));
measure("plan, priority of 10", () => router.plan(candidates, "priority"));
measure("plan, weighted of 10", () => router.plan(candidates, "weighted"));
measure("plan, cheapest of 10, shared health", () => shared.plan(candidates));
measure("health of one attempt", () => {
  const pass = health.admit(candidates[0], Date.now());
  pass.end();
  pass.succeeded(100);
});
await measureAsync("plan and run of 10, first answers", () => router.run(router.plan(candidates), answered));
await measureAsync("the same with signal and deadline", () =>
  router.run(router.plan(candidates), answered, { signal: new AbortController().signal, deadlineMs: 60_000 }),
);

function measure(name, operation) {
  print(name, rounds(operation));
}

/** The best of some rounds, each as long as it takes to be measured well. */
function rounds(operation) {
  let count = 1_000;
  let best = { nanoseconds: Number.POSITIVE_INFINITY, bytes: 0 };
  for (let round = 0; round < ROUNDS; ) {
    const startedAt = performance.now();
    for (let time = 0; time < count; time++) operation();
    const tookMs = performance.now() - startedAt;
    if (tookMs < MIN_ROUND_MS) {
      count *= 2;
      continue;
    }
    round++;
    const nanoseconds = (tookMs * 1e6) / count;
    if (nanoseconds < best.nanoseconds) best = { nanoseconds, bytes: bytesOf(operation) };
  }
  return best;
}

/** Garbage of one operation, over few enough of them that nothing is collected meanwhile. */
function bytesOf(operation) {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let time = 0; time < 1_000; time++) operation();
  return (process.memoryUsage().heapUsed - before) / 1_000;
}

async function measureAsync(name, operation) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const startedAt = performance.now();
    for (let time = 0; time < 20_000; time++) await operation();
    best = Math.min(best, ((performance.now() - startedAt) * 1e6) / 20_000);
  }
  print(name, { nanoseconds: best });
}

function print(name, { nanoseconds, bytes }) {
  const garbage = bytes === undefined ? "" : `${bytes.toFixed(0).padStart(7)} bytes`;
  process.stdout.write(`${name.padEnd(40)} ${nanoseconds.toFixed(0).padStart(7)} ns ${garbage}\n`);
}
