// The gateway on stores that several instances share: what a request costs there, in the gateway and in the stores.
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { start, stop } from "../measure/processes.mjs";
import { cpuMicroseconds } from "../measure/usage.mjs";
import { measureWindow, sideBySide, summaryOf } from "../measure/window.mjs";

const WITH_STORES = fileURLToPath(new URL("../../../packages/budget/scripts/with-stores.sh", import.meta.url));
const TELL =
  "console.log(JSON.stringify({ redis: process.env.HUB_TEST_REDIS_URL, database: process.env.HUB_TEST_DATABASE_URL }));" +
  "process.stdin.resume();";
const JOB = { loop: "closed", connections: 32, prompt: { kind: "seen", bytes: 1_000 } };
/** Instances on one store have one master key. */
const HUB_MASTER_KEY = "bench-master-key-0123456789abcdef";
const CALM = { loop: "open", rate: 50, prompt: { kind: "seen", bytes: 1_000 } };
/** PostgreSQL's backends report what they have done once a second. */
const REPORTED_AFTER_MS = 1_500;
// Dependencies of the gateway's.
const require = createRequire(new URL("../../../apps/gateway/src/gateway.ts", import.meta.url));

export async function measureSharedStores(bench) {
  const stores = await start(WITH_STORES, [process.execPath, "-e", TELL], {
    cores: bench.others,
    ready: (line) => (line.startsWith("{") ? JSON.parse(line) : undefined),
  });
  try {
    return await measureAll(bench, stores.found);
  } finally {
    await stop(stores);
  }
}

async function measureAll(bench, { redis, database }) {
  const clients = {
    redis: redis && new (require("ioredis").Redis)(redis),
    pool: database && new (require("pg").Pool)({ connectionString: database, max: 1 }),
  };
  try {
    const postgres = clients.pool && { pid: await postmasterOf(clients.pool) };
    return await measureKinds(bench, { redis, database }, () => usageOf(clients, postgres));
  } finally {
    await clients.redis?.quit();
    await clients.pool?.end();
  }
}

async function measureKinds(bench, { redis, database }, usage) {
  const kinds = {
    SQLite: {},
    ...(redis && { Redis: { HUB_REDIS_URL: redis } }),
    ...(database && { PostgreSQL: { HUB_DATABASE_URL: database } }),
    ...(redis && database && { "PostgreSQL and Redis": { HUB_DATABASE_URL: database, HUB_REDIS_URL: redis } }),
  };
  const rows = {};
  for (const [name, env] of Object.entries(kinds)) {
    const gateway = await bench.startGateway({ name, env: { ...env, HUB_MASTER_KEY } });
    await measureWindow(bench.load, gateway, { ...JOB, seconds: bench.settings.warmUpSeconds });
    const before = await usage();
    const windows = [];
    for (let round = 0; round < bench.settings.rounds; round++) {
      windows.push(await measureWindow(bench.load, gateway, { ...JOB, seconds: bench.settings.seconds }));
    }
    const after = await usage();
    const requests = windows.reduce((sum, window) => sum + (window.requests ?? 0), 0);
    const perRequest = Object.fromEntries(
      Object.entries(after).map(([figure, value]) => [figure, (value - before[figure]) / requests]),
    );
    const calm = (await sideBySide(bench, [gateway], CALM, { rounds: 1 }))[name];
    rows[name] = { ...summaryOf(windows), perRequest, calmLatencyMs: calm.latencyMs ?? null };
    await stop(gateway);
  }
  const absent = [!redis && "Redis", !database && "PostgreSQL"].filter(Boolean);
  return { stores: rows, absent };
}

async function postmasterOf(pool) {
  const { rows } = await pool.query("SELECT pg_read_file('postmaster.pid') AS file");
  return Number(rows[0].file.split("\n")[0]);
}

/** What the stores have done and used so far. */
async function usageOf({ redis, pool }, postgres) {
  await new Promise((resolve) => setTimeout(resolve, REPORTED_AFTER_MS));
  const usage = {};
  if (redis) {
    const info = await redis.info();
    const of = (name) => Number(new RegExp(`^${name}:(\\S+)`, "m").exec(info)[1]);
    usage.redisCommands = of("total_commands_processed");
    usage.redisCpuMicroseconds = (of("used_cpu_user") + of("used_cpu_sys")) * 1_000_000;
  }
  if (pool) {
    const { rows } = await pool.query("SELECT sum(xact_commit)::float8 AS commits FROM pg_stat_database");
    usage.postgresCommits = rows[0].commits;
    usage.postgresCpuMicroseconds = cpuMicroseconds(postgres);
  }
  return usage;
}
