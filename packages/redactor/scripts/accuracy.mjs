// Precision, recall and F1 per entity, and false hits per MB of code and documents.
// Run: node --conditions=@hub/source packages/redactor/scripts/accuracy.mjs [--samples] [--structured] [module whose default
// export is a detector]. Without either: structured detectors and names, joined as in a redactor.
import { pathToFileURL } from "node:url";
import { createStructuredDetector } from "../src/detect/structured-detector.ts";
import { fillTemplates } from "./lib/fill-templates.mjs";
import { joinedDetector } from "./lib/joined-detector.mjs";
import { print } from "./lib/print.mjs";
import { countFalseHits, scoreRows } from "./lib/score.mjs";
import { secretDocuments } from "./lib/secret-documents.mjs";
import { freshTemplates } from "./lib/templates-fresh.mjs";
import { heldOutTemplates } from "./lib/templates-held-out.mjs";
import { tunedTemplates } from "./lib/templates-tuned.mjs";
import { filesUnder, installed, labelledRows } from "./lib/varied-text.mjs";

const THRESHOLD = 0.5;
const LABELLED = [
  "CREDIT_CARD",
  "EMAIL_ADDRESS",
  "IBAN_CODE",
  "IP_ADDRESS",
  "LOCATION",
  "PERSON",
  "PHONE_NUMBER",
  "STREET_ADDRESS",
  "US_DRIVER_LICENSE",
  "US_NPI",
  "US_SSN",
];

const given = process.argv.slice(2).find((argument) => !argument.startsWith("--"));
const make = process.argv.includes("--structured") ? createStructuredDetector : joinedDetector;
const raw = given ? (await import(pathToFileURL(given).href)).default : make({ skipPrivateIps: false });
const above = (detector) => (text) => detector(text).filter((finding) => finding.score >= THRESHOLD);
const detect = above(raw);
// The default preset leaves private addresses alone, so that they are no false hits.
const detectInCode = given ? detect : above(make({ skipPrivateIps: true }));

for (const [name, rows] of Object.entries(labelledRows())) {
  printScores(`data: ${name} (${rows.length} texts)`, scoreRows(detect, rows, LABELLED));
}
for (const [name, templates] of [
  ["tuned", tunedTemplates],
  ["seen once, then fixed", heldOutTemplates],
  ["fresh", freshTemplates],
]) {
  const rows = fillTemplates(templates, { seed: 7, count: 2600 });
  printScores(`generator, templates ${name} (${rows.length} texts)`, scoreRows(detect, rows));
}

const documents = secretDocuments(11);
const missed = documents.filter(
  ({ text, start, end }) => !detect(text).some((hit) => hit.start <= start + 1 && hit.end >= end),
);
print(
  `\nsecrets, one document per rule: ${documents.length - missed.length} of ${documents.length}; missed: ${missed.map((item) => item.rule).join(" ")}`,
);

for (const [name, endings] of [
  ["code (.ts .js)", [".ts", ".js", ".mjs", ".cjs"]],
  ["documents (.md)", [".md"]],
]) {
  const files = filesUnder(installed, endings, 12_000_000);
  const { megabytes, perMegabyte, byType, samples } = countFalseHits(detectInCode, files);
  print(`\nfalse hits in ${name}: ${perMegabyte.toFixed(2)} per MB of ${megabytes.toFixed(1)} MB`);
  print(
    Object.entries(byType)
      .map(([type, count]) => `  ${type} ${count}`)
      .join("\n"),
  );
  if (process.argv.includes("--samples")) for (const sample of samples) print(`    ${sample}`);
}

function printScores(title, scores) {
  print(`\n${title}\n  ${"type".padEnd(24)} count  strict P    R   F1   IoU>.5 P    R   F1  any F1 hidden`);
  for (const { type, count, strict, overlap, touch, hidden } of scores) {
    const row = ({ precision, recall, f1 }) => [precision, recall, f1].map((value) => value.toFixed(3)).join(" ");
    print(
      `  ${type.padEnd(24)} ${String(count).padStart(5)}  ${row(strict)}  ${row(overlap)}  ${touch.toFixed(3)} ${hidden.toFixed(3)}`,
    );
  }
}
