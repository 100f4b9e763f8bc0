// Gateways side by side: the bare proxy, the gateway with nothing on and with its defaults, and peers.
import { stop } from "../measure/processes.mjs";
import { sideBySide } from "../measure/window.mjs";
import { startPeers } from "../targets/peers/peers.mjs";

const INSTANT = {
  "1 KB, never seen": { prompt: { kind: "fresh", bytes: 1_000 }, peers: true },
  "1 KB, seen before": { prompt: { kind: "seen", bytes: 1_000 } },
  "10 KB, never seen": { prompt: { kind: "fresh", bytes: 10_000 }, peers: true },
  "10 KB, seen before": { prompt: { kind: "seen", bytes: 10_000 } },
  "a conversation of 10 KB": { prompt: { kind: "conversation", bytes: 10_000 }, peers: true },
  "120 KB, seen before": { prompt: { kind: "seen", bytes: 120_000 } },
};
const CONNECTIONS = 32;
/** Enough callers to keep a gateway busy while a vendor takes its time. */
const SLOW_VENDOR = { delayMs: 60, connections: 64 };
const STREAM = { prompt: { kind: "fresh", bytes: 1_000 }, stream: true };

export async function measureGateways(bench) {
  const own = [await bench.startBare(), await bench.startComposed([]), await bench.startGateway()];
  const { present, absent } = bench.peers ? await startPeers(bench) : { present: [], absent: {} };
  const all = [...own, ...present];

  const closed = {};
  for (const [name, { peers, ...job }] of Object.entries(INSTANT)) {
    closed[name] = await sideBySide(bench, peers ? all : own, { loop: "closed", connections: CONNECTIONS, ...job });
  }
  const streamed = await sideBySide(bench, all, { loop: "closed", connections: CONNECTIONS, ...STREAM });
  const open = await measureHalfLoad(bench, all, closed["1 KB, never seen"]);

  const { delayMs, connections } = SLOW_VENDOR;
  await bench.vendorAnswers({ delayMs });
  const job = { loop: "closed", connections, prompt: { kind: "fresh", bytes: 1_000 } };
  const slow = await sideBySide(bench, [bench.direct, ...all], job);
  await bench.vendorAnswers({});
  await Promise.all(all.map(stop));
  return { connections: CONNECTIONS, closed, streamed, open, slow: { delayMs, connections, targets: slow }, absent };
}

/** Each gateway at half of what it can do, as an open loop, and the bare proxy beside it at the same rate. */
async function measureHalfLoad(bench, targets, saturated) {
  const [bare, ...gateways] = targets;
  const rows = {};
  for (const gateway of gateways) {
    if (saturated[gateway.name].void) continue;
    const rate = saturated[gateway.name].requestsPerSecond / 2;
    const job = { loop: "open", rate, prompt: { kind: "fresh", bytes: 1_000 } };
    const measured = await sideBySide(bench, [bare, gateway], job);
    rows[gateway.name] = { rate, bare: measured[bare.name], gateway: measured[gateway.name] };
  }
  return rows;
}
