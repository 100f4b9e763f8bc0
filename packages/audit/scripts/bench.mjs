// `node packages/audit/scripts/bench.mjs [--json] [--quick]`: what it costs to record a request, how fast each store
// takes records in, how long that keeps everything else waiting, and what reading costs. PostgreSQL is measured where
// HUB_TEST_DATABASE_URL names a server. With `--conditions=@hub/source` the sources are measured instead of the build.
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createAudit, createMemoryStore, deriveSigningKey, verifyExport } from "@hub/audit";
import { createPostgresStore } from "@hub/audit/postgres";
import { createSqliteStore } from "@hub/audit/sqlite";

const signingKey = deriveSigningKey("a secret of thirty-two bytes or more");
const rounded = (value, digits = 1) => Number(value.toFixed(digits));

function recordOf(index) {
  return {
    correlationId: `req_${index.toString(16).padStart(32, "0")}`,
    time: 1_790_000_000_000 + index * 1_000,
    account: `account-${index % 8}`,
    project: `project-${index % 16}`,
    keyId: `key-${index % 64}`,
    policy: "balanced@3",
    outcome: "answered",
    status: 200,
    model: "oah/fast",
    route: { vendor: "groq", model: "llama-3.3-70b-versatile", mode: "managed", reason: "cheapest" },
    attempts: 1,
    scan: { EMAIL: 2, PERSON: 1 },
    redactions: { EMAIL: 2, PERSON: 1 },
    usage: { prompt: 812, completion: 143, cached: 512, reasoning: 0 },
    cost: 593_410,
    charged: 652_751,
    streamed: true,
    latencyMicros: { total: 812_345, scan: 412, firstChunk: 210_432 },
    fingerprints: { input: "9f".repeat(32), output: "3c".repeat(32) },
  };
}

/** Records so many requests, some at a time, and waits until the store has them all. */
async function measureStore(store, directory, count) {
  const audit = createAudit({ store, directory, signingKey, maxJournalBytes: 2 ** 30 });
  const record = (from, to) => {
    for (let index = from; index < to; index += 1) audit.append(recordOf(index));
  };
  record(0, 2_000);
  await audit.flush();

  const appendTimes = [];
  for (let index = 2_000; index < 2_000 + count; index += 1) {
    const given = recordOf(index);
    const startedTick = performance.now();
    audit.append(given);
    appendTimes.push((performance.now() - startedTick) * 1_000);
  }
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const cpuBefore = process.cpuUsage();
  delay.enable();
  const startedTick = performance.now();
  await audit.flush();
  const elapsed = performance.now() - startedTick;
  delay.disable();
  const cpu = process.cpuUsage(cpuBefore);

  const usageTick = performance.now();
  await audit.usage({ account: "account-0", groupBy: "model" });
  const usageMs = performance.now() - usageTick;
  const verifyTick = performance.now();
  const verified = await verifyExport(audit.exportJsonl("account-0"), { publicKey: signingKey.publicKey });
  const verifyMs = performance.now() - verifyTick;
  if (!verified.ok) throw new Error(verified.message);
  await audit.close();

  appendTimes.sort((one, other) => one - other);
  const mean = appendTimes.reduce((sum, time) => sum + time, 0) / count;
  return {
    records: count,
    appendMicroseconds: rounded(mean),
    appendP50Microseconds: rounded(appendTimes[Math.floor(count / 2)]),
    appendP99Microseconds: rounded(appendTimes[Math.floor(count * 0.99)]),
    drainPerSecond: Math.round((count / elapsed) * 1_000),
    drainCpuMicroseconds: rounded((cpu.user + cpu.system) / count),
    drainLoopDelayP99Ms: rounded(delay.percentile(99) / 1e6),
    drainLoopDelayMaxMs: rounded(delay.max / 1e6),
    usageMs: rounded(usageMs),
    exportAndVerifyPerSecond: Math.round((verified.records / verifyMs) * 1_000),
  };
}

/** Measures every store that is there. */
export async function measureAudit({ count = 50_000 } = {}) {
  const directory = mkdtempSync(join(tmpdir(), "hub-audit-bench-"));
  const figures = {};
  const run = async (name, store) => {
    figures[name] = await measureStore(store, join(directory, `${name}-journal`), count);
  };
  try {
    await run("memory", createMemoryStore());
    await run("sqlite", createSqliteStore({ path: join(directory, "audit.sqlite") }));
    if (process.env.HUB_TEST_DATABASE_URL) {
      const { default: pg } = await import("pg");
      const pool = new pg.Pool({ connectionString: process.env.HUB_TEST_DATABASE_URL });
      await run("postgres", createPostgresStore({ pool, schema: `b_${randomUUID().replaceAll("-", "_")}` }));
      await pool.end();
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
  return figures;
}

if (process.argv[1] === import.meta.filename) {
  const figures = await measureAudit({ count: process.argv.includes("--quick") ? 5_000 : 50_000 });
  const lines = Object.entries(figures).map(([name, figure]) => `${name}: ${JSON.stringify(figure)}`);
  process.stdout.write(`${process.argv.includes("--json") ? JSON.stringify(figures) : lines.join("\n")}\n`);
}
