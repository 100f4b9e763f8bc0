// Streams: what a chunk costs, how long the first token takes, and what many open ones hold. With "restoring", the prompt
// has an address in it that comes back in the answer, so that it is hidden on the way out and restored on the way in.
import { ask, stop } from "../measure/processes.mjs";
import { cpuMicroseconds, memoryMegabytes } from "../measure/usage.mjs";
import { addressOf, sideBySide } from "../measure/window.mjs";

const CHUNKS = 200;
const PROMPT = { kind: "address", bytes: 1_000 };
const EXPECTED = "jane.doe@example.com";
/** Streams of a person's pace, to see how long they take and not how long they queue. */
const PACED = { chunks: 20, chunkDelayMs: 2 };
const PACED_CALLERS = 8;
/** A word a second, until it is enough. */
const HELD = { held: true, chunks: 1, chunkDelayMs: 1_000 };

export async function measureStreams(bench) {
  const [bare, nothing, gateway] = [await bench.startBare(), await bench.startComposed([]), await bench.startGateway()];
  const targets = [bare, nothing, gateway];
  const streamed = { loop: "closed", prompt: PROMPT, stream: true };

  await bench.vendorAnswers({ chunks: CHUNKS, echo: true });
  await assertRestored(gateway);
  const restoring = await sideBySide(bench, targets, { ...streamed, connections: 32 });
  await bench.vendorAnswers({ chunks: 1, echo: true });
  const shortest = await sideBySide(bench, targets, { ...streamed, connections: 32 });
  const chunk = Object.fromEntries(targets.map(({ name }) => [name, perChunk(restoring[name], shortest[name])]));

  await bench.vendorAnswers({ ...PACED, echo: true });
  const paced = await sideBySide(bench, targets, { ...streamed, connections: PACED_CALLERS });
  await bench.vendorAnswers({ chunks: CHUNKS });
  const churned = await measureChurn(bench, gateway);
  await Promise.all(targets.map(stop));
  const held = {
    "bare proxy": await measureHeld(bench, () => bench.startBare()),
    gateway: await measureHeld(bench, () => bench.startGateway()),
  };
  await bench.vendorAnswers({});
  return { chunks: CHUNKS, restoring, chunk, paced: { ...PACED, targets: paced }, held, churned };
}

/** A window of answers that were not restored would measure something else. */
async function assertRestored({ url, headers, model }) {
  const answer = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ model, stream: true, messages: [{ role: "user", content: `Write to ${EXPECTED}.` }] }),
  });
  const chunks = (await answer.text()).matchAll(/^data: (\{.*)$/gm);
  const said = Array.from(chunks, ([, json]) => JSON.parse(json).choices[0]?.delta.content ?? "").join("");
  if (!said.includes(EXPECTED)) throw new Error(`The stream does not come back as it should: ${said.slice(0, 200)}`);
}

/** CPU time of a chunk, in microseconds: streams of many chunks, less those of one. */
function perChunk(long, short) {
  if (long.void || short.void) return null;
  return (long.cpuMicroseconds - short.cpuMicroseconds) / (CHUNKS - 1);
}

/** Streams of which every other one is left in its middle: memory has to come back to where it was. */
async function measureChurn({ load, settings }, target) {
  const job = { loop: "churn", target: addressOf(target, { stream: true }), prompt: PROMPT, connections: 64 };
  await ask(load, { ...job, streams: settings.churn / 5 });
  const before = memoryMegabytes(target).now;
  const counts = await ask(load, { ...job, streams: settings.churn });
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  if (counts.failed > 0) return { void: `${counts.failed} streams failed` };
  return { ...counts, rssBeforeMegabytes: before, rssAfterMegabytes: memoryMegabytes(target).now };
}

/** Memory and CPU time while so many streams are open at once, each of which says a word a second. */
async function measureHeld({ load, settings: { streams, holdSeconds }, vendorAnswers }, startTarget) {
  const target = await startTarget();
  const idleMegabytes = memoryMegabytes(target).now;
  await vendorAnswers(HELD);
  const job = { loop: "hold", target: addressOf(target, { stream: true }), prompt: PROMPT, streams };
  const { areAllOpen } = await ask(load, job);
  const over = new Promise((resolve) => load.lines.once("line", (line) => resolve(JSON.parse(line))));
  const held = areAllOpen ? await watch(target, holdSeconds) : {};
  await vendorAnswers({});
  const { failed, complaint, begun } = await over;
  await stop(target);
  if (!areAllOpen || failed > 0)
    return { void: `${begun} of ${streams} streams were open, ${failed} failed: ${complaint}` };
  const kilobytesPerStream = ((held.rssMegabytes - idleMegabytes) * 1_024) / streams;
  return { streams, idleMegabytes, ...held, kilobytesPerStream };
}

async function watch(target, holdSeconds) {
  const cpuBefore = cpuMicroseconds(target);
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, holdSeconds * 1_000));
  const elapsed = performance.now() - startedAt;
  const coresUsed = (cpuMicroseconds(target) - cpuBefore) / (elapsed * 1_000);
  return { rssMegabytes: memoryMegabytes(target).now, coresUsed };
}
