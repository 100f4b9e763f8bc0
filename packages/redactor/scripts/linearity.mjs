// Time on adversarial text of doubling sizes: t(2n) / t(n), and ms per MB at the largest size.
// Run: node --conditions=@hub/source packages/redactor/scripts/linearity.mjs [largest size in MB] [module]
import { pathToFileURL } from "node:url";
import { createStructuredDetector } from "../src/detect/structured-detector.ts";
import { measureLinearity } from "./lib/linearity.mjs";
import { print } from "./lib/print.mjs";

const largest = Number(process.argv[2] ?? 4) * 1_000_000;
const given = process.argv[3];
const detect = given ? (await import(pathToFileURL(given).href)).default : createStructuredDetector();

const rows = measureLinearity(detect, largest);
for (const { name, ratio, perMegabyte, isBad } of rows) {
  print(
    `${isBad ? "BAD " : "    "}${name.padEnd(22)} t(2n)/t(n) ${ratio.toFixed(2)}  ${perMegabyte.toFixed(1).padStart(7)} ms per MB`,
  );
}
const bad = rows.filter(({ isBad }) => isBad).length;
print(`${rows.length} kinds, ${bad} over the limits`);
process.exitCode = bad === 0 ? 0 : 1;
