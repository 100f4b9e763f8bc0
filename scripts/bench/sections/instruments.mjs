// What the instruments can do, and the proof that they show what is there: the bare proxy with a known handicap, and a
// vendor that fails. Everything else is to be read against this.
import { stop } from "../measure/processes.mjs";
import { measureWindow, sideBySide } from "../measure/window.mjs";

const HANDICAP_CPU_MICROSECONDS = 500;
const HANDICAP_DELAY_MS = 1;
const CALM_RATE = 200;
const FAIL_EVERY = 20;

export async function measureInstruments(bench) {
  const closed = { loop: "closed", connections: 32 };
  const seen = { kind: "seen", bytes: 1_000 };
  const floor = {
    whole: await sideBySide(bench, [bench.direct], { ...closed, prompt: seen }),
    streamed: await sideBySide(bench, [bench.direct], { ...closed, prompt: seen, stream: true }),
    open: await sideBySide(bench, [bench.direct], { loop: "open", rate: CALM_RATE, prompt: seen }),
  };

  const node = ["--import", new URL("../targets/handicap.mjs", import.meta.url).href];
  const bare = await bench.startBare();
  const busy = await bench.startBare({ name: "busy", node, env: { HANDICAP_CPU_US: `${HANDICAP_CPU_MICROSECONDS}` } });
  const late = await bench.startBare({ name: "late", node, env: { HANDICAP_DELAY_MS: `${HANDICAP_DELAY_MS}` } });
  const cpu = await sideBySide(bench, [bare, busy], { ...closed, prompt: seen });
  const latency = await sideBySide(bench, [bare, late], { loop: "open", rate: CALM_RATE, prompt: seen });
  await bench.vendorAnswers({ failEvery: FAIL_EVERY });
  const failing = await measureWindow(bench.load, bare, { ...closed, prompt: seen, seconds: 0.3 });
  await bench.vendorAnswers({});
  await Promise.all([bare, busy, late].map(stop));

  return {
    floor,
    proofs: {
      cpu: {
        addedMicroseconds: HANDICAP_CPU_MICROSECONDS,
        seenMicroseconds: cpu.busy.cpuMicroseconds - cpu["bare proxy"].cpuMicroseconds,
      },
      latency: {
        addedMs: HANDICAP_DELAY_MS,
        // Of the quickest tenth: what else runs on the machine can only add to it.
        seenMs: latency.late.latencyMs.p10 - latency["bare proxy"].latencyMs.p10,
      },
      failing: { failEvery: FAIL_EVERY, void: failing.void ?? null },
    },
  };
}
