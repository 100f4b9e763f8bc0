// Latency as an open loop, from a tenth of what the gateway can do to nine tenths of it, beside the bare proxy's at the
// same rate.
import { stop } from "../measure/processes.mjs";
import { measureWindow, sideBySide } from "../measure/window.mjs";

const SHARES = [0.1, 0.3, 0.5, 0.7, 0.9];
const ROUNDS = 2;
const SCENARIOS = {
  "1 KB, never seen": { kind: "fresh", bytes: 1_000 },
  "a conversation of 10 KB": { kind: "conversation", bytes: 10_000 },
};

export async function measureLatency(bench) {
  const { load, settings } = bench;
  const [bare, gateway] = [await bench.startBare(), await bench.startGateway()];
  const scenarios = {};
  for (const [name, prompt] of Object.entries(SCENARIOS)) {
    const closed = { loop: "closed", connections: 32, prompt, seconds: settings.seconds };
    await measureWindow(load, gateway, closed);
    const saturation = await measureWindow(load, gateway, closed);
    if (saturation.void) scenarios[name] = { void: saturation.void };
    else {
      const points = [];
      for (const share of SHARES) {
        const rate = saturation.requestsPerSecond * share;
        const job = { loop: "open", rate, prompt };
        points.push({ share, rate, ...(await sideBySide(bench, [bare, gateway], job, { rounds: ROUNDS })) });
      }
      scenarios[name] = { saturation: saturation.requestsPerSecond, points };
    }
  }
  await Promise.all([bare, gateway].map(stop));
  return scenarios;
}
