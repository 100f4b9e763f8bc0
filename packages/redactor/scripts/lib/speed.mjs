// Speed of a detector on varied text.
const SECONDS = 1.5;

/** MB per second of CPU time, and latencies, for texts of one size out of a corpus. Every text is warmed up once. */
export function measureSpeed(detect, corpus, size) {
  const pieces = [];
  for (let start = 0; start + size <= corpus.length; start += size) {
    pieces.push(JSON.parse(JSON.stringify(corpus.slice(start, start + size))));
  }
  for (const piece of pieces) detect(piece);
  const times = [];
  let characters = 0;
  const used = process.threadCpuUsage();
  const deadline = performance.now() + SECONDS * 1000;
  for (let index = 0; performance.now() < deadline; index++) {
    const piece = pieces[index % pieces.length];
    const start = performance.now();
    detect(piece);
    times.push(performance.now() - start);
    characters += size;
  }
  const { user, system } = process.threadCpuUsage(used);
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { megabytesPerSecond: characters / (user + system), bestTenthMs: at(0.1), p50Ms: at(0.5), p99Ms: at(0.99) };
}
