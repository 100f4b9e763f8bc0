// `pnpm bench`: the gateway measured beside a bare node:http JSON proxy and other gateways, in one run on one machine, in
// front of one simulated vendor. CPU time per request is the steadiest figure. A window with a failed request is void.
import { spawnSync } from "node:child_process";
import { readOptions, USAGE } from "./options.mjs";
import { reportOf } from "./report/performance.mjs";
import { keepResults, readResults, writeDocuments } from "./report/write.mjs";
import { measureGateways } from "./sections/gateways.mjs";
import { measureInstruments } from "./sections/instruments.mjs";
import { measureLatency } from "./sections/latency.mjs";
import { measureParts } from "./sections/parts.mjs";
import { measurePolicies } from "./sections/policies.mjs";
import { measureSharedStores } from "./sections/shared-stores.mjs";
import { measureSoak } from "./sections/soak.mjs";
import { measureStreams } from "./sections/streams.mjs";
import { measureWorkers } from "./sections/workers.mjs";
import { describeMachine, openSurroundings } from "./surroundings.mjs";

/** In the order in which they are measured: the instruments first. */
const SECTIONS = {
  instruments: measureInstruments,
  gateways: measureGateways,
  policies: measurePolicies,
  latency: measureLatency,
  streams: measureStreams,
  workers: measureWorkers,
  shared: measureSharedStores,
  parts: measureParts,
  soak: measureSoak,
};

if (process.platform !== "linux") {
  console.error("The benchmark reads CPU time and memory from /proc, which only Linux has.");
  process.exit(2);
}
const options = readOptionsOrExit();
if (options.help) {
  console.log(USAGE);
  process.exit();
}

// The build's words go to standard error, so that with --json standard output is the result and nothing else.
const build = spawnSync("turbo", ["run", "build", "--output-logs=errors-only"], { stdio: ["ignore", 2, 2] });
if (build.status !== 0) process.exit(1);

const results = await measure(options);
if (options.write) writeDocuments(keepResults(readResults(), results));
console.log(options.json ? JSON.stringify(results) : reportOf(results));
process.exit();

function readOptionsOrExit() {
  try {
    return readOptions(process.argv.slice(2), Object.keys(SECTIONS));
  } catch (error) {
    console.error(`${error.message}\n${USAGE}`);
    return process.exit(2);
  }
}

/** Measures the sections; each says when and on what it was measured, for they can be measured one at a time. */
async function measure({ only, settings, peers }) {
  const surroundings = await openSurroundings(settings);
  const run = { at: new Date().toISOString(), machine: describeMachine(), settings };
  const sections = {};
  try {
    for (const name of Object.keys(SECTIONS).filter((section) => only.includes(section))) {
      const startedAt = performance.now();
      console.error(`measuring ${name} …`);
      try {
        const figures = await SECTIONS[name]({ ...surroundings, peers });
        sections[name] = { ...run, seconds: Math.round((performance.now() - startedAt) / 1_000), figures };
      } catch (error) {
        // The others stand without it.
        process.exitCode = 1;
        console.error(`${name} could not be measured: ${error.stack}`);
        await surroundings.vendorAnswers({});
      }
    }
  } finally {
    await surroundings.close();
  }
  return { sections };
}
