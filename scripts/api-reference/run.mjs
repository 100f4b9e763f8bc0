// The API reference in docs/api, one page for each package, from the doc comments of what it exports.
//
//   pnpm api-reference           writes it
//   pnpm api-reference --check   fails where it is not what would be written
//
// Both fail where an export has no doc comment.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../packed/workspace.mjs";
import { readEntries } from "./read-entries.mjs";
import { renderReference } from "./render.mjs";

const { values } = parseArgs({ options: { check: { type: "boolean" } } });
const folder = join(root, "docs/api");
mkdirSync(folder, { recursive: true });

const packages = readEntries();
const pages = new Map(packages.map((about) => [`${about.folder}.md`, renderReference(about)]));
const problems = packages.flatMap(({ entries }) =>
  entries.flatMap((entry) =>
    entry.exports.filter(({ text }) => text === "").map(({ name }) => `${name} of ${entry.name} has no doc comment`),
  ),
);

const stale = readdirSync(folder).filter((file) => !pages.has(file));
if (values.check) {
  const changed = [...pages].filter(([file, page]) => readIfThere(join(folder, file)) !== page).map(([file]) => file);
  for (const file of [...changed, ...stale]) problems.push(`docs/api/${file} is not current: run pnpm api-reference`);
} else {
  for (const [file, page] of pages) writeFileSync(join(folder, file), page);
  for (const file of stale) rmSync(join(folder, file));
}
for (const problem of problems) console.error(`✗ ${problem}`);
if (problems.length > 0) process.exitCode = 1;

function readIfThere(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
