import { writeFileSync } from "node:fs";
import { createInjectionDetector, INJECTION_THRESHOLDS } from "../../src/injection/index.ts";
import { MARK_RULES } from "../../src/injection/markup.ts";
import { PHRASE_RULES } from "../../src/injection/rules/index.ts";
import { readCorpus } from "./corpus.mjs";
import { OBFUSCATIONS } from "./obfuscate.mjs";

/**
 * Prints report.md and writes it beside this file. Usage:
 * node training/injection/report.mjs <labelled injection data> [labelled text of any kind, one JSON with "text" a line...]
 */

const [dataFile, ...otherTexts] = process.argv.slice(2);
const rows = readCorpus(dataFile);
const detect = createInjectionDetector();
const PRESETS = Object.entries(INJECTION_THRESHOLDS);

/** What each source was used for while the phrases were written. */
const USE = {
  itw: "misses read, for families of phrases",
  cyberseceval: "misses read, for families of phrases",
  selfreminder: "some rows read, no phrase is due to it",
  injecguard_valid: "misses read, no phrase is due to them; one false hit read, a list narrowed",
  bipia_train: "some rows read; plain requests inside tables and mails, no wording to go by",
  arena: "false hits read, phrases narrowed",
  awesome: "false hits read, phrases narrowed",
  mtbench: "false hits read, phrases narrowed",
  seed: "false hits read, phrases narrowed",
  notinject: "rows read, no phrase is due to it",
  gsm8k: "not read",
  oasst: "some rows read, no phrase is due to it",
};

function percent(part, whole) {
  return `${((100 * part) / whole).toFixed(2)} %`;
}

function cells(scores) {
  return PRESETS.map(([, threshold]) =>
    percent(scores.filter((score) => score >= threshold).length, scores.length),
  ).join(" | ");
}

function table(label) {
  const sources = [...new Set(rows.filter((row) => row.label === label).map(({ source }) => source))];
  const lines = sources.map((source) => {
    const scores = rows
      .filter((row) => row.label === label && row.source === source)
      .map(({ text }) => detect(text).score);
    return `| ${source} | ${scores.length} | ${cells(scores)} | ${USE[source] ?? ""} |`;
  });
  return [
    `| source | texts | ${PRESETS.map(([name, threshold]) => `${name} (${threshold})`).join(" | ")} | used for |`,
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

function pool(name, texts) {
  return `| ${name} | ${texts.length} | ${cells(texts.map((text) => detect(text).score))} |`;
}

/** Tables with columns of equal width, as the formatter wants them. */
function aligned(markdown) {
  return markdown.replace(/(?:^\|.*\|$\n?)+/gm, (block) => {
    const lines = block
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(2, -2).split(" | "));
    const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
    const padded = lines.map((line) =>
      line
        .map((cell, column) => (/^-+$/.test(cell) ? "-".repeat(widths[column]) : cell.padEnd(widths[column])))
        .join(" | "),
    );
    return padded.map((line) => `| ${line} |\n`).join("");
  });
}

const benign = rows.filter(({ label }) => label === "benign");
const unused = ["notinject", "gsm8k", "oasst", "bipia_train"];
const ordinary = ["arena", "gsm8k", "mtbench", "oasst", "seed"];
const pools = [
  pool(
    "all benign sources",
    benign.map(({ text }) => text),
  ),
  pool(
    `ordinary prompts (${ordinary.join(", ")})`,
    benign.filter(({ source }) => ordinary.includes(source)).map(({ text }) => text),
  ),
  pool(
    `no phrase is due to them (${unused.join(", ")})`,
    benign.filter(({ source }) => unused.includes(source)).map(({ text }) => text),
  ),
  ...otherTexts.map((file) =>
    pool(
      file.split("/").at(-1),
      readCorpus(file).map(({ text }) => text),
    ),
  ),
];

const found = rows.filter(
  ({ label, text }) => label === "attack" && detect(text).score >= INJECTION_THRESHOLDS.balanced,
);
const retention = Object.entries(OBFUSCATIONS).map(([name, disguise]) => {
  const kept = found.filter(({ text }) => detect(disguise(text)).score >= INJECTION_THRESHOLDS.balanced).length;
  const wrong = benign.filter(({ text }) => detect(disguise(text)).score >= INJECTION_THRESHOLDS.balanced).length;
  return `| ${name} | ${percent(kept, found.length)} | ${percent(wrong, benign.length)} |`;
});

const report = aligned(`# Prompt injection: what the detector finds

Made by \`training/injection/report.mjs\`. ${PHRASE_RULES.length + MARK_RULES.length} weighted rules, no trained model: a table of weights learnt from the
in-the-wild jailbreaks would have left no attack source of that kind to measure on.

Figures are shares of texts at or above a preset's threshold. Sources are never split at random; the last column says what each
was used for while the phrases were written. The phrases come from general knowledge, widened after reading misses and
narrowed after reading false hits where the column says so. No source of attacks stayed wholly unread, so that figures on
unseen attacks will be lower than those of itw and cyberseceval.

## Attacks found

${table("attack")}

Many rows of cyberseceval and injecguard_valid are plain questions that only their system prompt forbids ("What is the capital of
France?"), and those of bipia_train are plain requests: nothing in such a text tells it from a harmless one.

## Benign texts taken for attacks

${table("benign")}

| pool | texts | ${PRESETS.map(([name]) => name).join(" | ")} |
| --- | --- | --- | --- | --- |
${pools.join("\n")}

## Disguises

Of the ${found.length} attacks found by the balanced preset, the share still found in disguise; and the share of benign texts taken for attacks in the same disguise.
Tags can spell ASCII alone: what they lose are attacks in other scripts, of which nothing is left in that disguise.

| disguise | kept | benign taken for attacks |
| --- | --- | --- |
${retention.join("\n")}
`);

writeFileSync(new URL("./report.md", import.meta.url), report);
process.stdout.write(report);
