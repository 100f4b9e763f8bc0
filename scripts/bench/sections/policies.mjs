// What each stage costs: a hub with nothing on, with that stage alone, with all of them, and the gateway as delivered.
import { stop } from "../measure/processes.mjs";
import { sideBySide } from "../measure/window.mjs";

/** Stages of targets/composed-hub.mjs, by what they are called in the report, and what each is compared with. */
const STAGES = {
  "nothing on": { stages: [] },
  "keys looked up": { stages: ["keys"] },
  "routing among three vendors": { stages: ["routing"] },
  "budget and loop guard, in memory": { stages: ["budget-memory"] },
  "budget and loop guard, in SQLite": { stages: ["budget-sqlite"] },
  "redaction of structured types": { stages: ["redaction"] },
  "… and of names and places": { stages: ["names"], above: "redaction of structured types" },
  "prompt injections": { stages: ["injections"] },
  "audit trail with fingerprints": { stages: ["audit"] },
  "metrics for Prometheus": { stages: ["metrics"] },
  "request log": { stages: ["log"] },
  "all of these, one vendor": { stages: ["budget-sqlite", "keys", "inspection", "audit", "metrics", "log"] },
  "… without budget and loop guard": {
    stages: ["keys", "inspection", "audit", "metrics", "log"],
    above: "all of these, one vendor",
  },
};
const SCENARIOS = {
  "1 KB, never seen": { prompt: { kind: "fresh", bytes: 1_000 } },
  "10 KB, never seen": { prompt: { kind: "fresh", bytes: 10_000 } },
  "a conversation of 10 KB": { prompt: { kind: "conversation", bytes: 10_000 } },
};

export async function measurePolicies(bench) {
  const targets = [];
  for (const [name, { stages }] of Object.entries(STAGES)) targets.push(await bench.startComposed(stages, name));
  targets.push(await bench.startGateway({ name: "the gateway" }));
  // Twice the rounds of half the length: the differences are small, and the machine changes its mind.
  const { seconds, rounds } = bench.settings;
  const scenarios = {};
  for (const [name, job] of Object.entries(SCENARIOS)) {
    const window = { loop: "closed", connections: 16, seconds: seconds / 2, ...job };
    const measured = await sideBySide(bench, targets, window, { rounds: rounds + 1 });
    scenarios[name] = Object.fromEntries(
      Object.entries(measured).map(([target, row]) => [target, withDifference(row, measured, STAGES[target]?.above)]),
    );
  }
  await Promise.all(targets.map(stop));
  return scenarios;
}

/** CPU time and memory alone: rates and latencies of these say nothing more. */
function withDifference(row, measured, above = "nothing on") {
  if (row.void) return { void: row.void };
  const { cpuMicroseconds, rssMegabytes, windows } = row;
  return {
    cpuMicroseconds,
    rssMegabytes,
    windows,
    addedMicroseconds: cpuMicroseconds - measured[above].cpuMicroseconds,
  };
}
