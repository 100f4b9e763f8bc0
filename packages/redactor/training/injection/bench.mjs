import { createInjectionDetector } from "../../src/injection/index.ts";
import { ADVERSARIAL } from "./adversarial.mjs";
import { readCorpus } from "./corpus.mjs";

/**
 * Prints the speed on ordinary text and how the time grows on hostile text. Usage:
 * node training/injection/bench.mjs <labelled injection data> [most characters, 1048576]
 */

const [dataFile, mostCharacters = "1048576"] = process.argv.slice(2);
const ROUNDS = 5;
const detect = createInjectionDetector();

function print(line) {
  process.stdout.write(`${line}\n`);
}

/** Time of the processor rather than of the clock: other work on the machine does not count. */
function cpuMilliseconds() {
  return process.cpuUsage().user / 1000;
}

function milliseconds(text, rounds = ROUNDS) {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const start = cpuMilliseconds();
    detect(text);
    least = Math.min(least, cpuMilliseconds() - start);
  }
  return least;
}

if (dataFile) {
  const benign = readCorpus(dataFile).filter(({ label }) => label === "benign");
  const attacks = readCorpus(dataFile).filter(({ label }) => label === "attack");
  for (const [name, rows] of Object.entries({ benign, attacks })) {
    const texts = rows.map(({ text }) => text);
    const joined = texts.join("\n\n");
    const characters = joined.length;
    for (let round = 0; round < ROUNDS; round += 1) for (const text of texts) detect(text);
    const start = cpuMilliseconds();
    for (const text of texts) detect(text);
    const each = cpuMilliseconds() - start;
    print(
      `${name}: one by one ${(characters / each / 1000).toFixed(1)} MB/s, joined ${(characters / milliseconds(joined) / 1000).toFixed(1)} MB/s`,
    );
  }
}

const most = Number(mostCharacters);
print("\nhostile text | ms per MB at half | ms per MB in full | growth when doubled");
for (const [name, generate] of Object.entries(ADVERSARIAL)) {
  const [half, whole] = [generate(most / 2), generate(most)].map((text) => ({
    length: text.length,
    time: milliseconds(text, 2),
  }));
  const perMegabyte = ({ length, time }) => ((time / length) * 1e6).toFixed(0);
  print(`${name} | ${perMegabyte(half)} | ${perMegabyte(whole)} | ${(whole.time / half.time).toFixed(2)}`);
}
