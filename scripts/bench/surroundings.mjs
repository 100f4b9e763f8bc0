// The machine, and what every measurement has in common: one load generator, one simulated vendor.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { ask, portOf, startScript, stop } from "./measure/processes.mjs";
import { createTargets } from "./targets/targets.mjs";

/** The first core is the gateways' alone, each of which has it to itself while it is measured; the rest is for others. */
function shareCores() {
  const count = availableParallelism();
  const canPin = count > 1 && spawnSync("taskset", ["-c", "0", "true"]).status === 0;
  return canPin ? { gateway: "0", others: `1-${count - 1}` } : { gateway: undefined, others: undefined };
}

/** What a reader has to know of the machine to understand the figures. */
export function describeMachine() {
  const cores = shareCores();
  const memory = /MemTotal:\s+(\d+) kB/.exec(readFileSync("/proc/meminfo", "utf8"))[1];
  return {
    node: process.version,
    processor: cpus()[0].model,
    cores: availableParallelism(),
    memoryGigabytes: Math.round(memory / 2 ** 20),
    pinned: cores.gateway !== undefined,
  };
}

/** Starts what all sections need; `close` ends it, and everything that was kept. */
export async function openSurroundings(settings) {
  const cores = shareCores();
  const directory = mkdtempSync(join(tmpdir(), "hub-bench-"));
  const vendor = await startScript(import.meta.url, "load/vendor.mjs", { cores: cores.others, ready: portOf });
  const load = await startScript(import.meta.url, "load/load.mjs", { cores: cores.others });
  const vendorUrl = `http://127.0.0.1:${vendor.found}`;
  return {
    settings,
    load,
    vendor,
    vendorUrl,
    directory,
    cores: cores.gateway,
    others: cores.others,
    ...createTargets({ vendorUrl, directory, cores: cores.gateway }),
    /** The vendor itself as a target: what load and vendor can do without anything between them. */
    direct: { ...vendor, name: "no gateway", url: vendorUrl, model: "gpt-4.1-mini", headers: {} },
    /** How the vendor answers from now on; what is not said is as at the start (see load/vendor.mjs). */
    vendorAnswers: (manner) => ask(vendor, manner),
    async close() {
      await Promise.all([load, vendor].map(stop));
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
