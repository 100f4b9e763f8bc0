import { readFileSync } from "node:fs";

/** The labelled texts: source, label ("attack" or "benign") and text. */
export function readCorpus(file) {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}
