// Keeps results, and writes the documents and plots that follow from them. By itself it writes them anew:
// `node scripts/bench/report/write.mjs`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { capacityPage } from "./capacity.mjs";
import { performancePage } from "./performance.mjs";
import { plotsOf } from "./plots.mjs";

const docs = (file) => fileURLToPath(new URL(`../../../docs/${file}`, import.meta.url));
const RESULTS = docs("performance/results.json");
const BIOME = fileURLToPath(new URL("../../../node_modules/.bin/biome", import.meta.url));

/** What was measured so far. */
export function readResults() {
  return existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")) : { sections: {} };
}

/** Joins what was measured now with what was measured before, and keeps it. */
export function keepResults(before, now) {
  const results = { sections: { ...before.sections, ...now.sections } };
  mkdirSync(docs("performance"), { recursive: true });
  // Four digits are more than any of it is worth.
  const shortened = (_key, value) => (typeof value === "number" ? Number(value.toPrecision(4)) : value);
  writeFileSync(RESULTS, JSON.stringify(results, shortened));
  return readResults();
}

/** Writes pages and plots. */
export function writeDocuments(results) {
  for (const [name, plot] of Object.entries(plotsOf(results.sections)))
    writeFileSync(docs(`performance/${name}`), plot);
  writeFileSync(docs("performance.md"), performancePage(results));
  writeFileSync(docs("capacity.md"), capacityPage(results));
  spawnSync(BIOME, ["format", "--write", docs("performance"), docs("performance.md"), docs("capacity.md")]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeDocuments(readResults());
