// Tries every package as those get it who install it: `pnpm test:packed`, after `pnpm build`.
//
//   pnpm test:packed             checks the tarballs, and their sizes against docs/sizes.md
//   pnpm test:packed --update    writes docs/sizes.md anew
//   pnpm test:packed @hub/audit  checks this one alone, without the examples of READMEs
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkPackage } from "./check-package.mjs";
import { checkTogether } from "./check-together.mjs";
import { packAll } from "./pack-all.mjs";
import { formatSizes, growthProblems, parseSizes } from "./sizes-table.mjs";
import { publishablePackages, root } from "./workspace.mjs";

const SIZES = join(root, "docs/sizes.md");
const INTRODUCTION = `# Sizes

What each package weighs, in kB of 1,000 bytes: its tarball as npm transfers it; the code that importing its main entry
loads, minified and gzipped; and the same with all of its dependencies. \`pnpm test:packed --update\` writes this file, and
\`pnpm test:packed\` fails where a figure has grown by more than a tenth since.
`;

const { values, positionals } = parseArgs({ options: { update: { type: "boolean" } }, allowPositionals: true });
const packages = publishablePackages();
const unknown = positionals.filter((name) => !packages.some(({ manifest }) => manifest.name === name));
if (unknown.length > 0) throw new Error(`No package that is published is called ${unknown.join(" or ")}.`);

const everything = positionals.length === 0;
if (values.update && !everything) throw new Error("--update writes the sizes of all packages: name none of them.");

const started = performance.now();
const folder = mkdtempSync(join(tmpdir(), "hub-packed-"));
try {
  const tarballs = await packAll(packages, join(folder, "tarballs"));
  const chosen = tarballs.filter(({ name }) => everything || positionals.includes(name));
  const results = await inTurns(chosen, (packed, index) => checkPackage(packed, tarballs, join(folder, `${index}`)));
  const problems = results.flatMap((result) => result.problems);
  const entries = results.flatMap((result) => result.entries);
  const sizes = results.flatMap((result) => result.sizes);
  console.log(`${formatSizes(sizes)}\n`);

  if (everything) {
    const together = await checkTogether(join(folder, "together"), tarballs, entries);
    console.log(`READMEs: ${together.examples} examples`);
    problems.push(...together.problems);
  }
  if (everything && !values.update) problems.push(...growthProblems(sizes, parseSizes(readFileSync(SIZES, "utf8"))));
  // A package that fails has no size.
  if (values.update && problems.length === 0) writeFileSync(SIZES, `${INTRODUCTION}\n${formatSizes(sizes)}\n`);

  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(`Tarballs: ${chosen.length} with ${entries.length} entries, ${problems.length} problems, ${seconds} s`);
  for (const problem of problems) console.error(`✗ ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true });
}

/** Maps a list with a function of which as many run at a time as there are processors. */
async function inTurns(list, check) {
  const results = [];
  const waiting = list.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await check(item, index);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  return results;
}
