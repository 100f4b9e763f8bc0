// Half an hour of mixed work, to see whether memory keeps growing.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { ask, stop } from "../measure/processes.mjs";
import { slopeOf } from "../measure/statistics.mjs";
import { memoryMegabytes } from "../measure/usage.mjs";
import { addressOf } from "../measure/window.mjs";

const TURN_SECONDS = 2;
/** Takes turns, so that every sample has seen all of it. */
const TURNS = [
  { loop: "closed", connections: 16, prompt: { kind: "fresh", bytes: 1_000 } },
  { loop: "closed", connections: 16, prompt: { kind: "conversation", bytes: 10_000 } },
  { loop: "closed", connections: 16, prompt: { kind: "fresh", bytes: 1_000 }, stream: true },
  { loop: "churn", connections: 16, prompt: { kind: "address", bytes: 1_000 }, stream: true, streams: 400 },
];

export async function measureSoak(bench) {
  const gateway = await bench.startGateway();
  const samples = [];
  const startedAt = performance.now();
  const minutes = () => (performance.now() - startedAt) / 60_000;
  let requests = 0;
  while (minutes() * 60 < bench.settings.soakSeconds) {
    for (const turn of TURNS) {
      const job = { seconds: TURN_SECONDS, ...turn, target: addressOf(gateway, turn) };
      const { failed, complaint, requests: done, finished, left } = await ask(bench.load, job);
      if (failed > 0) return { void: `${failed} requests failed: ${complaint}` };
      requests += done ?? finished + left;
    }
    samples.push({ minutes: minutes(), rssMegabytes: memoryMegabytes(gateway).now });
  }
  const diskBytes = sizeOf(gateway.dataDirectory);
  await stop(gateway);
  return { minutes: minutes(), requests, samples, ...growthOf(samples), diskBytesPerRequest: diskBytes / requests };
}

/** How memory went in the second half: caches are full by then. */
function growthOf(samples) {
  const settled = samples
    .slice(samples.length >> 1)
    .map(({ minutes, rssMegabytes }) => ({ x: minutes, y: rssMegabytes }));
  return { megabytesPerHour: slopeOf(settled) * 60, settledMegabytes: settled.at(-1)?.y };
}

function sizeOf(directory) {
  return readdirSync(directory, { recursive: true }).reduce(
    (sum, file) => sum + statSync(join(directory, file)).size,
    0,
  );
}
