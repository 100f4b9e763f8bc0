// Text of many kinds for measurements: labelled sentences, recorded chat bodies, source code and documentation.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repository = fileURLToPath(new URL("../../../..", import.meta.url));
const data = join(repository, "..", "shared", "data");

/** Pieces of text from the data folder, when it is there. */
export function sentences() {
  const folder = join(data, "pii");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".jsonl"))
    .flatMap((name) => readLines(join(folder, name)).map((row) => row.text));
}

/** Labelled rows by the name of their file. */
export function labelledRows() {
  const folder = join(data, "pii");
  if (!existsSync(folder)) return {};
  const names = readdirSync(folder).filter((name) => name.endsWith(".jsonl"));
  return Object.fromEntries(names.map((name) => [name.replace(".jsonl", ""), readLines(join(folder, name))]));
}

function readLines(path) {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** Files under a folder with one of these endings, sorted by path and each text once, up to so many characters in all. */
export function filesUnder(folder, endings, limit) {
  const found = [];
  const seen = new Set();
  let size = 0;
  const visit = (path) => {
    for (const name of readdirSync(path).sort()) {
      if (size >= limit) return;
      const child = join(path, name);
      const information = statSync(child, { throwIfNoEntry: false });
      if (information?.isDirectory()) visit(child);
      else if (information && endings.some((ending) => name.endsWith(ending)) && information.size < 400_000) {
        const text = readFileSync(child, "utf8");
        if (seen.has(text)) continue;
        seen.add(text);
        found.push({ path: child, text });
        size += text.length;
      }
    }
  };
  if (existsSync(folder)) visit(folder);
  return found;
}

/** Installed packages: code and documents of many authors. */
export const installed = join(repository, "node_modules", ".pnpm");

/** At least `length` characters of everything, in pieces of about 2,000 that alternate between the kinds. */
export function variedText(length) {
  const kinds = [
    sentences().join("\n"),
    filesUnder(installed, [".ts", ".js", ".mjs"], 1_500_000)
      .map((file) => file.text)
      .join("\n"),
    filesUnder(installed, [".md"], 800_000)
      .map((file) => file.text)
      .join("\n"),
  ].filter((text) => text.length > 0);
  const pieces = [];
  for (let offset = 0, size = 0; size < length; offset += 2000) {
    for (const kind of kinds) {
      const start = offset % Math.max(1, kind.length - 2000);
      pieces.push(kind.slice(start, start + 2000));
      size += 2000;
    }
  }
  // Flat, as text from JSON.parse is: a string of joined pieces would be flattened by the first look at it.
  return JSON.parse(JSON.stringify(pieces.join("\n").slice(0, length)));
}
