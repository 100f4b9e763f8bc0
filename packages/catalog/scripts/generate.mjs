// Writes data/*.json and docs/disagreements.md from the price lists and the curated tables:
//
//   node scripts/generate.mjs [folder of the price lists]
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildCatalog, PRICE_LISTS } from "./lib/build-catalog.mjs";
import { disagreementReport } from "./lib/disagreement-report.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const { files, disagreements } = await buildCatalog(process.argv[2] ?? PRICE_LISTS);
mkdirSync(`${root}/data`, { recursive: true });
mkdirSync(`${root}/docs`, { recursive: true });
for (const [name, models] of Object.entries(files)) {
  writeFileSync(`${root}/data/${name}.json`, `${JSON.stringify(models, null, 2)}\n`);
}
writeFileSync(`${root}/docs/disagreements.md`, disagreementReport(files, disagreements));
execFileSync(`${root}/../../node_modules/.bin/biome`, ["format", "--write", `${root}/data`, `${root}/docs`], {
  stdio: "inherit",
});

const models = Object.values(files).flat();
const offers = models.flatMap((model) => model.offers);
process.stdout.write(`${models.length} models, ${offers.length} offers, ${disagreements.length} disagreements\n`);
const undecided = disagreements.filter(({ why }) => why === "undecided");
for (const { provider, id, rate, quotes } of undecided) {
  const said = quotes.map(({ source, price }) => `${source} ${price / 1e6}`).join(", ");
  process.stdout.write(`undecided: ${provider}/${id} ${rate}: ${said}\n`);
}
if (undecided.length > 0) process.exitCode = 1;
