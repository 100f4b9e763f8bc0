// Writes docs/redaction.md: what is found and how well, false hits, linearity, speed, injections, attribution.
// Run: node --conditions=@hub/source packages/redactor/scripts/report.mjs
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { createStructuredDetector } from "../src/detect/structured-detector.ts";
import { createNameTagger } from "../src/names/index.ts";
import { fillTemplates } from "./lib/fill-templates.mjs";
import { joinedDetector, scanOnly } from "./lib/joined-detector.mjs";
import { MAX_MS_PER_MB, MAX_RATIO, measureLinearity } from "./lib/linearity.mjs";
import { section, sectionsOf, table } from "./lib/markdown.mjs";
import { countFalseHits, scoreRows } from "./lib/score.mjs";
import { secretDocuments } from "./lib/secret-documents.mjs";
import { measureSpeed } from "./lib/speed.mjs";
import { freshTemplates } from "./lib/templates-fresh.mjs";
import { heldOutTemplates } from "./lib/templates-held-out.mjs";
import { tunedTemplates } from "./lib/templates-tuned.mjs";
import { filesUnder, installed, labelledRows, variedText } from "./lib/varied-text.mjs";

const LARGEST_ADVERSARY = 4_000_000;
const CODE_CHARACTERS = 12_000_000;
/** Packages that the tagger was trained on, as text in which nobody is named. */
const TRAINED_ON = /\/\.pnpm\/(?:zod|undici|yaml|rollup|express|node-gyp|node-addon-api|react-native)@/;
/** Labels of the sources that stand for one of the 28 types; others are names of their own. */
const LABELLED = new Set(
  "PERSON LOCATION STREET_ADDRESS CREDIT_CARD EMAIL_ADDRESS IBAN_CODE IP_ADDRESS PHONE_NUMBER US_DRIVER_LICENSE US_NPI US_SSN".split(
    " ",
  ),
);
const TRAINED_SOURCES = new Set(["wnut17", "btc-a", "btc-b", "btc-e", "wikigold", "synthetic-large", "ambiguous"]);

const training = join(import.meta.dirname, "../training");
const read = (path) => (existsSync(join(training, path)) ? readFileSync(join(training, path), "utf8") : undefined);
const detect = joinedDetector({ skipPrivateIps: false });
const decimals = (value) => value.toFixed(3);

const SCORE_HEAD = ["type", "spans", "strict P", "R", "F1", "IoU>.5 P", "R", "F1", "any overlap F1", "hidden"];

function scoreTable(rows) {
  const scores = scoreRows(detect, rows).filter(({ type, count }) => count > 0 && LABELLED.has(type));
  return table(SCORE_HEAD, scores.map(scoreRow));
}

function scoreRow({ type, count, strict, overlap, touch, hidden }) {
  const cells = [strict, overlap].flatMap(({ precision, recall, f1 }) => [precision, recall, f1]);
  return [type, count, ...[...cells, touch, hidden].map(decimals)];
}

function labelledSections() {
  const sources = Object.entries(labelledRows());
  if (sources.length === 0) return "Not measured: the labelled text is not there.";
  return sources
    .map(([name, rows]) => {
      const use = TRAINED_SOURCES.has(name)
        ? "The tagger learnt from it: its figures for names show that it learnt, not that it generalises."
        : "Never trained on; its errors were looked at, so its figures flatter a little.";
      return `#### ${name}\n\n${use}\n\n${scoreTable(rows)}`;
    })
    .join("\n\n");
}

function generatedSection() {
  const sets = { tuned: tunedTemplates, "seen once": heldOutTemplates, fresh: freshTemplates };
  const scores = Object.entries(sets).map(([name, templates]) => {
    const rows = fillTemplates(templates, { seed: 7, count: 2600 });
    return [name, new Map(scoreRows(detect, rows).map((score) => [score.type, score]))];
  });
  const types = [...new Set(scores.flatMap(([, byType]) => [...byType.values()].filter(({ count }) => count > 0)))]
    .map(({ type }) => type)
    .filter((type, index, all) => all.indexOf(type) === index)
    .sort();
  const cells = (score) =>
    score?.count > 0 ? [score.count, ...Object.values(score.strict).map(decimals)] : ["–", "–", "–", "–"];
  return table(
    ["type", ...scores.flatMap(([name]) => [`${name}: spans`, "P", "R", "F1"])],
    types.map((type) => [type, ...scores.flatMap(([, byType]) => cells(byType.get(type)))]),
  );
}

function secretsSection() {
  const documents = secretDocuments(11);
  const missed = documents.filter(
    ({ text, start, end }) => !detect(text).some((hit) => hit.start <= start + 1 && hit.end >= end),
  );
  const names = missed.length > 0 ? `; missed: ${missed.map(({ rule }) => rule).join(", ")}` : "";
  return `One document per vendor's format: ${documents.length - missed.length} of ${documents.length} found${names}.`;
}

function falseHitsSection() {
  const inCode = joinedDetector();
  const kinds = { "code (.ts, .js)": [".ts", ".js", ".mjs", ".cjs"], "documents (.md)": [".md"] };
  const counts = Object.entries(kinds).map(([name, endings]) => {
    const files = filesUnder(installed, endings, CODE_CHARACTERS).filter(({ path }) => !TRAINED_ON.test(path));
    return [name, countFalseHits(inCode, files)];
  });
  const rows = counts.flatMap(([name, { megabytes, byType }]) =>
    Object.entries(byType)
      .sort(([, first], [, second]) => second - first)
      .map(([type, count]) => [name, megabytes.toFixed(1), type, count, (count / megabytes).toFixed(2)]),
  );
  return table(["text", "MB", "type", "hits", "per MB"], rows);
}

function speedSection() {
  const corpus = variedText(4_000_000);
  const kinds = {
    "structured types": createStructuredDetector({ skipPrivateIps: true }),
    "names and places": createNameTagger(),
    "both, joined": scanOnly(),
    "both, joined and hidden": joinedDetector(),
  };
  const rows = Object.entries(kinds).flatMap(([name, detector]) => {
    detector(corpus);
    return [1_000, 10_000, 100_000, 1_000_000].map((size) => {
      const { megabytesPerSecond, p50Ms, p99Ms } = measureSpeed(detector, corpus, size);
      return [name, `${size / 1000} KB`, megabytesPerSecond.toFixed(0), decimals(p50Ms), decimals(p99Ms)];
    });
  });
  return table(["what", "text", "MB/s of CPU time", "p50 ms", "p99 ms"], rows);
}

function linearitySection() {
  const rows = measureLinearity(scanOnly(), LARGEST_ADVERSARY);
  const bad = rows.filter(({ isBad }) => isBad).length;
  return `${rows.length} kinds, ${bad} over the limits.\n\n${table(
    ["text of", "t(2n) / t(n)", "ms per MB"],
    rows.map(({ name, ratio, perMegabyte }) => [name.replaceAll("|", "\\|"), ratio.toFixed(2), perMegabyte.toFixed(0)]),
  )}`;
}

const tagger = read("report.md") ?? "";
const injection = read("injection/report.md");
const load = loadavg()[0].toFixed(1);

writeFileSync(
  join(import.meta.dirname, "../../../docs/redaction.md"),
  `# What redaction finds, and how well

Written by \`packages/redactor/scripts/report.mjs\`. Do not edit.

**Strict**: type and both ends agree. **IoU>.5**: type agrees, and found and labelled span share more than half of what they
cover together. **Any overlap**: type agrees and the spans touch. **Hidden**: the share of labelled spans of which no letter or
digit stays visible, whatever the type that hides them. The scan is the default one of \`createRedactor\`, with its thresholds.

## What was tuned on what

- The rules for structured types were written from public grammars and check digits, then tuned on the "tuned" templates and on
  the errors of \`synthetic-large\` and of installed code. "Seen once" templates were held out until their errors were read and
  fixed; so were the "fresh" ones since: an option for a password in a command, a chart number that begins with PW.
- The tagger of names learns from templates of its own, lists, code and the sources marked so below. The held-out tables come from
  taggers that were trained without the source. The errors of \`synthetic-large\` under such a tagger were read for what its
  templates lacked (small towns, long names of countries, addresses before a unit), so its figures flatter a little. Which labelled
  text, features and costs the tagger learns with was chosen by genres of GUM that it never learns from, and between close
  variants by the held-out figures of \`wikigold\` and \`synthetic-large\`, whose texts were not read then: these flatter a little.
  The last choice, of costs and one feature among a dozen variants, was by \`synthetic-large\`, whose LOCATION moves by .01 between
  them: take that much off. Hits in installed code and addresses falsely found in generated text were read for kinds of negatives.
- Nothing was ever copied out of a labelled source into rules or templates.

## Names, places and addresses, held out by source

Structured detectors and tagger joined, as a redactor uses them.

${section(tagger, "Held out by source, with the structured detectors beside the tagger")}

${section(tagger, "Held out by source").split("\n\n").at(-1)} An address is one value from house number to country here, so that the
towns in it are hidden as part of the address: "hidden" counts them, "strict" does not.

## Every type, by source

### Labelled text of others

${labelledSections()}

### Generated text

Templates by the project's own hand: forms, chats, logs, JSON, SQL, CSV, YAML, mail threads. Strict.

${generatedSection()}

### Secrets

${secretsSection()}

## False hits

Installed packages without tests and without those that the tagger was trained on. E-mail addresses in them are those of authors
and not counted. Most people in documents are real: contributors in change logs.

${falseHitsSection()}

## Linearity

Time of the joined scan on text made to be slow, up to ${LARGEST_ADVERSARY / 1_000_000} MB. Limits: a ratio of ${MAX_RATIO} and ${MAX_MS_PER_MB} ms per MB.

${linearitySection()}

## Speed

Sentences, code and documents of many authors, on one of ${availableParallelism()} cores, Node.js ${process.version}, with a load average of ${load} on the machine: other
processes' use of memory and caches slows these figures down. \`pnpm bench\` measures the built package.

${speedSection()}

## Prompt injection

${injection === undefined ? "Not measured." : sectionsOf(injection, 1)}

## Attribution

The shipped weights and lists are made from these sources, among others of the project's own and under MIT, ISC and Apache-2.0.

${section(read("README.md"), "Attribution").split("\n\n").slice(1).join("\n\n")}
`,
);
