import { readFileSync } from "node:fs";
import { createNameTagger } from "../src/names/index.ts";

/** Prints throughput on varied text and latency on short texts. Usage: node training/bench.mjs <text files...> */

const KILOBYTE = 1024;
const ROUNDS = 30;
const SLICES = 2000;

/** Chunks of the files in turn, so that no stretch repeats and every register comes up. */
function mix(files, bytes) {
  const chunk = 2 * KILOBYTE;
  const texts = files.map((path) => {
    const raw = readFileSync(path, "utf8");
    return path.endsWith(".jsonl")
      ? raw
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line).text)
          .join("\n")
      : raw;
  });
  let text = "";
  for (let offset = 0; text.length < bytes; offset += chunk) {
    const before = text.length;
    for (const source of texts) text += source.slice(offset, offset + chunk);
    if (text.length === before) throw new Error(`The files hold only ${text.length} characters; ${bytes} are needed.`);
  }
  return text.slice(0, bytes);
}

const print = (line) => process.stdout.write(`${line}\n`);

const microseconds = (run) => {
  const started = performance.now();
  run();
  return (performance.now() - started) * 1000;
};

const text = mix(process.argv.slice(2), KILOBYTE * KILOBYTE);
let findNames;
const unpacking = microseconds(() => {
  findNames = createNameTagger();
  findNames("John Smith");
});
print(`unpack and first call: ${(unpacking / 1000).toFixed(1)} ms`);
for (const size of [100 * KILOBYTE, KILOBYTE * KILOBYTE]) {
  const part = text.slice(0, size);
  const times = Array.from({ length: ROUNDS }, () => microseconds(() => findNames(part)));
  times.sort((first, second) => first - second);
  const rate = (time) => (size / time).toFixed(1);
  print(`${size / KILOBYTE} KB: best ${rate(times[0])} MB/s, median ${rate(times[ROUNDS / 2])} MB/s`);
}
for (const size of [KILOBYTE, 10 * KILOBYTE]) {
  const times = Array.from({ length: SLICES }, (_, index) => {
    const offset = (index * 7919) % (text.length - size);
    const slice = text.slice(offset, offset + size);
    return microseconds(() => findNames(slice));
  }).sort((a, b) => a - b);
  const at = (share) => (times[Math.floor(times.length * share)] / 1000).toFixed(3);
  print(`${size / KILOBYTE} KB: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
}
