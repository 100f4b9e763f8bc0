// `pnpm bench [--json] [--quick]`: the gateway beside a bare node:http JSON proxy, in one run on one machine, with an
// instant simulated vendor. CPU per request is the steadiest figure; rates and latencies depend on how many processes
// share the machine. A window with a failed request is void.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ask, cpuMicroseconds, forgetPeakMemory, memoryMegabytes, start, stop } from "./processes.mjs";
import { toTable } from "./table.mjs";

const here = (file) => fileURLToPath(new URL(file, import.meta.url));
const asJson = process.argv.includes("--json");
const quick = process.argv.includes("--quick");
const WARM_UP_SECONDS = quick ? 1 : 6;
const SECONDS = quick ? 1 : 3;
const ROUNDS = quick ? 1 : 5;
const CHURN = quick ? 1_000 : 10_000;
const KEY = "bench-key-0123456789abcdef";

/** `paced` streams come with 2 ms between chunks and to one caller, so that waiting and not queueing is measured. */
const SCENARIOS = [
  { name: "1 KB", bytes: 1_000, connections: 32 },
  { name: "10 KB", bytes: 10_000, connections: 32 },
  { name: "120 KB", bytes: 120_000, connections: 32 },
  { name: "stream of 200 chunks", bytes: 1_000, connections: 32, stream: true },
  { name: "stream, 2 ms between chunks", bytes: 1_000, connections: 1, stream: true, paced: true },
];

if (process.platform !== "linux") {
  console.error("The benchmark reads CPU time and memory from /proc, which only Linux has.");
  process.exit(2);
}

// The build's words go to standard error, so that with --json standard output is the report and nothing else.
const build = spawnSync("turbo", ["run", "build", "--output-logs=errors-only"], { stdio: ["ignore", 2, 2] });
if (build.status !== 0) process.exit(1);

const dataDir = mkdtempSync(join(tmpdir(), "hub-bench-"));
const portOf = (line) => (line.startsWith('{"port"') ? JSON.parse(line).port : undefined);
const processes = [];
const running = async (script, options) => {
  const started = await start(here(script), options);
  processes.push(started);
  return started;
};

try {
  // Only now is there a build to load.
  const { measureTranslation } = await import("./translation.mjs");
  const translation = await measureTranslation();
  const { measureRedaction } = await import("./redaction.mjs");
  const redaction = measureRedaction();
  const { measureBudget } = await import("../../packages/budget/scripts/bench.mjs");
  const stores = await measureBudget({ seconds: SECONDS });
  const { measureKeyring } = await import("../../packages/keyring/scripts/bench.mjs");
  const keyring = await measureKeyring({ seconds: SECONDS / 3 });
  const { measureAudit } = await import("../../packages/audit/scripts/bench.mjs");
  const audit = await measureAudit({ count: quick ? 5_000 : 50_000 });
  const { stdout } = spawnSync(process.execPath, ["--conditions=@hub/source", here("planning.mjs")], {
    encoding: "utf8",
  });
  const planning = JSON.parse(stdout);
  const load = await running("load.mjs", { ready: () => true });
  const instant = await running("vendor.mjs", { ready: portOf });
  const paced = await running("vendor.mjs", { ready: portOf, env: { CHUNK_DELAY_MS: "2" } });
  const targets = {
    bare: { instant: await bareProxy(instant.found), paced: await bareProxy(paced.found) },
    hub: { instant: await gateway(instant.found), paced: await gateway(paced.found) },
  };

  const accounts = {};
  for (const kind of ["off", "memory", "sqlite"]) accounts[kind] = await mountedHub(instant.found, kind);

  const rows = [];
  for (const scenario of SCENARIOS) rows.push(await measure(scenario, targets, load));
  const accounting = await compare(SCENARIOS[0], accounts, load);
  const churned = await churn(targets.hub.instant, load);
  const report = {
    date: new Date().toISOString(),
    node: process.version,
    cores: availableParallelism(),
    secondsPerWindow: SECONDS,
    rounds: ROUNDS,
    scenarios: rows,
    abortedStreams: churned,
    translation,
    redaction,
    planning,
    accounting,
    stores,
    keyring,
    audit,
  };
  console.log(asJson ? JSON.stringify(report) : toTable(report));
} finally {
  await Promise.all(processes.map(stop));
  rmSync(dataDir, { recursive: true });
}

function bareProxy(port) {
  return running("bare-proxy.mjs", { ready: portOf, env: { UPSTREAM: `http://127.0.0.1:${port}` } });
}

function mountedHub(port, kind) {
  return running("mounted-hub.mjs", {
    ready: portOf,
    env: {
      ACCOUNTS: kind,
      DATABASE: join(dataDir, "accounts.sqlite"),
      UPSTREAM: `http://127.0.0.1:${port}`,
    },
  });
}

function gateway(port) {
  return running("../../apps/gateway/dist/server.js", {
    ready: (line) => /Base URL\s+(\S+)\/v1/.exec(line)?.[1],
    env: {
      HUB_PORT: "0",
      HUB_DATA_DIR: join(dataDir, String(port)),
      HUB_BOOTSTRAP_KEY: KEY,
      HUB_SANDBOX: "off",
      OPENAI_API_KEY: "sk-bench",
      HUB_OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
    },
  });
}

/** Rounds alternate between the targets, so that a slow moment of the machine hits both. */
async function measure(scenario, targets, load) {
  const kind = scenario.paced ? "paced" : "instant";
  const windows = { bare: [], hub: [] };
  for (const name of ["bare", "hub"]) await oneWindow(scenario, targets[name][kind], load, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ["bare", "hub"])
      windows[name].push(await oneWindow(scenario, targets[name][kind], load, SECONDS));
  }
  const [bare, hub] = [calmestOf(windows.bare), calmestOf(windows.hub)];
  return {
    name: scenario.name,
    stream: scenario.stream === true,
    bare,
    hub,
    cpuRatio: hub.cpuMicroseconds / bare.cpuMicroseconds,
    addedMs: {
      latency: differenceOf(hub.latencyMs, bare.latencyMs),
      firstToken: differenceOf(hub.firstTokenMs, bare.firstTokenMs),
      gap: differenceOf(hub.gapMs, bare.gapMs),
    },
  };
}

/** CPU time per request of each target, in microseconds: the calmest window of each. */
async function compare(scenario, targets, load) {
  const least = {};
  for (const target of Object.values(targets)) await oneWindow(scenario, target, load, WARM_UP_SECONDS);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, target] of Object.entries(targets)) {
      const { cpuMicroseconds } = await oneWindow(scenario, target, load, SECONDS);
      least[name] = Math.min(least[name] ?? Infinity, cpuMicroseconds);
    }
  }
  return least;
}

async function oneWindow({ bytes, connections, stream }, target, load, seconds) {
  const url = typeof target.found === "number" ? `http://127.0.0.1:${target.found}` : target.found;
  forgetPeakMemory(target);
  const cpuBefore = cpuMicroseconds(target);
  const result = await ask(load, { url, key: KEY, body: requestBody(bytes, stream), connections, seconds, stream });
  if (result.failed > 0) throw new Error(`${result.failed} requests failed: the window is void.`);
  return {
    requestsPerSecond: result.requests / result.elapsed,
    cpuMicroseconds: (cpuMicroseconds(target) - cpuBefore) / result.requests,
    latencyMs: result.latency,
    firstTokenMs: result.first,
    gapMs: result.gap,
    rssMegabytes: memoryMegabytes(target).peak,
  };
}

/** How much longer the gateway takes, in milliseconds. */
function differenceOf(hub, bare) {
  return { p50: hub.p50 - bare.p50, p99: hub.p99 - bare.p99 };
}

/** The window with the least CPU time per request: what else runs on the machine can only add to it. */
function calmestOf(windows) {
  return windows.toSorted((a, b) => a.cpuMicroseconds - b.cpuMicroseconds)[0];
}

/** Streams of which every other one is left in its middle: memory has to come back to where it was. */
async function churn(target, load) {
  const job = { url: target.found, key: KEY, body: requestBody(1_000, true), connections: 64 };
  await ask(load, { ...job, streams: CHURN / 5 });
  const before = memoryMegabytes(target).now;
  const counts = await ask(load, { ...job, streams: CHURN });
  if (counts.failed > 0) throw new Error(`${counts.failed} streams failed: the figure is void.`);
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const after = memoryMegabytes(target).now;
  return { ...counts, rssBeforeMegabytes: before, rssAfterMegabytes: after, change: after / before - 1 };
}

function requestBody(bytes, stream = false) {
  const content = "Tell me about the history of the place. ".repeat(Math.ceil(bytes / 40)).slice(0, bytes);
  return JSON.stringify({
    model: "gpt-4.1-mini",
    messages: [{ role: "user", content }],
    ...(stream ? { stream } : {}),
  });
}
