// `node packages/budget/scripts/bench.mjs [--json] [--quick]`: what a reservation under four limits and its settlement
// cost in each store. Redis and PostgreSQL are measured where HUB_TEST_REDIS_URL and HUB_TEST_DATABASE_URL name a
// server: `packages/budget/scripts/with-stores.sh node packages/budget/scripts/bench.mjs` starts both.
// With `--conditions=@hub/source` the sources are measured instead of the build.
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createBudget, createMemoryStore } from "@hub/budget";
import { createKeyvStore } from "@hub/budget/keyv";
import { createPostgresStore } from "@hub/budget/postgres";
import { createRedisStore } from "@hub/budget/redis";
import { createSqliteStore } from "@hub/budget/sqlite";

const IN_FLIGHT = 64;
const LIMITS = [
  { scope: "key:k1", resource: "requests", per: "minute", max: 1e9 },
  { scope: "key:k1", resource: "tokens", per: "minute", max: 1e12 },
  { scope: "account:a1", resource: "usd", per: "month", max: 1e15 },
  { scope: "user:u1", resource: "requests", per: "concurrent", max: 1e6 },
];

/** Reserves and settles with so many at once, for so many seconds. */
async function measure(budget, seconds, inFlight) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const latencies = [];
  const deadline = performance.now() + seconds * 1_000;
  const worker = async (name) => {
    for (let index = 0; performance.now() < deadline; index += 1) {
      const startedTick = performance.now();
      const id = `${name}:${index}`;
      const reserved = await budget.reserve({
        id,
        wallet: { id: "account:a1", markup: 150 },
        limits: LIMITS,
        usd: 12_000,
        tokens: 300,
        output: { upTo: 1_000, usdPerToken: 10 },
      });
      if (!reserved.ok) throw new Error(`refused: ${JSON.stringify(reserved.refusal)}`);
      await budget.settle(id, { usd: 15_000, tokens: 600 });
      latencies.push(performance.now() - startedTick);
      // A store in memory answers without the event loop's help.
      if (index % 64 === 63) await new Promise(setImmediate);
    }
  };
  const cpuBefore = process.cpuUsage();
  delay.enable();
  const startedTick = performance.now();
  await Promise.all(Array.from({ length: inFlight }, () => worker(randomUUID())));
  const elapsed = performance.now() - startedTick;
  delay.disable();
  const cpu = process.cpuUsage(cpuBefore);
  latencies.sort((left, right) => left - right);
  const rounded = (value, digits = 1) => Number(value.toFixed(digits));
  const latencyMs = (share) => rounded(latencies[Math.floor((latencies.length - 1) * share)], 2);
  return {
    inFlight,
    perSecond: Math.round((latencies.length / elapsed) * 1_000),
    wallMicroseconds: rounded((elapsed / latencies.length) * 1_000),
    cpuMicroseconds: rounded((cpu.user + cpu.system) / latencies.length),
    latencyP50Ms: latencyMs(0.5),
    latencyP99Ms: latencyMs(0.99),
    loopDelayP99Ms: rounded(delay.percentile(99) / 1e6),
    loopDelayMaxMs: rounded(delay.max / 1e6),
  };
}

/** Warms a store up, and measures it. */
async function measureStore(store, seconds, inFlight) {
  const budget = createBudget({ store });
  await budget.topUp({ wallet: "account:a1", usd: 9e14, key: randomUUID(), reason: "benchmark" });
  await measure(budget, seconds / 3, inFlight);
  const figures = await measure(budget, seconds, inFlight);
  await budget.close();
  return figures;
}

/** Measures every store that is there. */
export async function measureBudget({ seconds = 3 } = {}) {
  const directory = mkdtempSync(join(tmpdir(), "hub-budget-bench-"));
  const figures = {};
  const run = async (name, store, inFlight = IN_FLIGHT) => {
    figures[`${name}, ${inFlight} in flight`] = await measureStore(store, seconds, inFlight);
  };
  try {
    await run("memory", createMemoryStore(), 1);
    await run("sqlite", createSqliteStore({ path: join(directory, "many.db") }));
    await run("sqlite", createSqliteStore({ path: join(directory, "one.db") }), 1);
    await run("sqlite, full", createSqliteStore({ path: join(directory, "full.db"), synchronous: "full" }));
    const { Keyv } = await import("keyv");
    await run("keyv in memory", createKeyvStore({ keyv: new Keyv({ store: new Map() }) }));
    if (process.env.HUB_TEST_REDIS_URL) {
      const { Redis } = await import("ioredis");
      const client = new Redis(process.env.HUB_TEST_REDIS_URL);
      await run("redis", createRedisStore({ client, prefix: `bench-${randomUUID()}:` }));
      client.disconnect();
    }
    if (process.env.HUB_TEST_DATABASE_URL) {
      const { default: pg } = await import("pg");
      const pool = new pg.Pool({ connectionString: process.env.HUB_TEST_DATABASE_URL });
      await run("postgres", createPostgresStore({ pool, schema: "hub_budget_bench" }));
      await pool.end();
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return figures;
}

if (process.argv[1] === import.meta.filename) {
  const figures = await measureBudget({ seconds: process.argv.includes("--quick") ? 1 : 3 });
  const lines = Object.entries(figures).map(([name, figure]) => `${name}: ${JSON.stringify(figure)}`);
  process.stdout.write(`${process.argv.includes("--json") ? JSON.stringify(figures) : lines.join("\n")}\n`);
}
