// Speed of the structured detectors on varied text: MB/s by size, and p99 for 1 KB and 10 KB.
// Run: node --conditions=@hub/source packages/redactor/scripts/bench-detect.mjs
import { createStructuredDetector } from "../src/detect/structured-detector.ts";
import { print } from "./lib/print.mjs";
import { measureSpeed } from "./lib/speed.mjs";
import { variedText } from "./lib/varied-text.mjs";

const detect = createStructuredDetector({ skipPrivateIps: true });
const corpus = variedText(4_000_000);

detect(corpus);
for (const size of [1_000, 10_000, 100_000, 1_000_000]) {
  const { megabytesPerSecond, bestTenthMs, p50Ms, p99Ms } = measureSpeed(detect, corpus, size);
  const speed = (milliseconds) => (size / 1000 / milliseconds).toFixed(0).padStart(4);
  print(
    `${String(size / 1000).padStart(4)} KB  median ${speed(p50Ms)} MB/s  best tenth ${speed(bestTenthMs)} MB/s  by processor ` +
      `time ${megabytesPerSecond.toFixed(0).padStart(4)} MB/s  p50 ${p50Ms.toFixed(3)} ms  p99 ${p99Ms.toFixed(3)} ms`,
  );
}
