// What hiding personal data costs, without a network: the built redactor on varied text of several sizes, and its
// restorer on streams. Each text is looked at once: nothing comes out of the cache of findings.
import { createFindingsCache, createRedactor } from "../../../packages/redactor/dist/index.js";
import { variedText } from "../load/varied-text.mjs";

const CORPUS_LENGTH = 4_000_000;
const SIZES = [1_000, 10_000, 100_000, 1_000_000];
const DELTA_LENGTH = 4;
const STREAMS = 40;

const withoutInjections = { injection: { action: "allow" } };
const POLICIES = {
  "structured types": { ...withoutInjections, names: false },
  "with names and places": withoutInjections,
  "with injections, the default": {},
};

/** Speed and latency by policy and size, each over so many seconds, and what the restorer takes for a delta. */
export function measureRedaction({ seconds = 1.5 } = {}) {
  const corpus = variedText(CORPUS_LENGTH, 11);
  const scans = Object.entries(POLICIES).flatMap(([name, policy]) =>
    SIZES.map((size) => ({ name, size, ...measureScan(policy, piecesOf(corpus, size), seconds) })),
  );
  return { scans, restorerNanoseconds: measureRestorer(corpus.slice(0, 100_000)) };
}

function piecesOf(corpus, size) {
  const pieces = [];
  // Flat strings of their own, as JSON.parse makes them.
  for (let start = 0; start + size <= corpus.length; start += size) {
    pieces.push(JSON.parse(JSON.stringify(corpus.slice(start, start + size))));
  }
  return pieces;
}

function measureScan(policy, pieces, seconds) {
  const redactor = createRedactor(policy, { cache: createFindingsCache({ maxBytes: 0 }) });
  run(redactor, pieces, seconds / 2);
  const { milliseconds, cpuMicroseconds, characters } = run(redactor, pieces, seconds);
  milliseconds.sort((a, b) => a - b);
  const at = (share) => milliseconds[Math.min(milliseconds.length - 1, Math.floor(milliseconds.length * share))];
  return { megabytesPerSecond: characters / cpuMicroseconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

function run(redactor, pieces, seconds) {
  const milliseconds = [];
  let characters = 0;
  const used = process.threadCpuUsage();
  const deadline = performance.now() + seconds * 1000;
  for (let index = 0; performance.now() < deadline; index++) {
    const piece = pieces[index % pieces.length];
    const start = performance.now();
    redactor.redact(piece);
    milliseconds.push(performance.now() - start);
    characters += piece.length;
  }
  const { user, system } = process.threadCpuUsage(used);
  return { milliseconds, cpuMicroseconds: user + system, characters };
}

function measureRestorer(text) {
  const redaction = createRedactor(withoutInjections).redact(text);
  const deltas = redaction.text.match(new RegExp(`[^]{1,${DELTA_LENGTH}}`, "g"));
  const restoreAll = () => {
    const restorer = redaction.restoreStream();
    let length = 0;
    for (const delta of deltas) length += restorer.push(delta).length;
    return length + restorer.end().length;
  };
  restoreAll();
  const used = process.threadCpuUsage();
  for (let stream = 0; stream < STREAMS; stream++) {
    if (restoreAll() !== text.length) throw new Error("The restored text is not the original: the figure is void.");
  }
  const { user, system } = process.threadCpuUsage(used);
  return ((user + system) * 1000) / (STREAMS * deltas.length);
}
