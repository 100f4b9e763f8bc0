// Writes docs/token-estimates.md: how far estimates are from the vendors' own counts in recorded traffic.
// Run: node --conditions=@hub/source packages/tokens/scripts/report.mjs
import { writeFileSync } from "node:fs";
import { estimatePrompt, familyOf } from "../src/index.ts";
import { hostileText, runs } from "../src/testing/hostile-text.ts";
import { measureVendor } from "../src/testing/measure-vendor.ts";
import { naturalText } from "./lib/corpus.mjs";
import { createExact } from "./lib/exact.mjs";
import { hasRecordings, RECORDED_VENDORS } from "./lib/recorded/read-samples.mjs";

const NAMES = {
  openai: "OpenAI",
  groq: "Groq",
  mistral: "Mistral",
  together: "Together",
  xai: "xAI",
  gemini: "Gemini API",
  vertex: "Vertex AI",
  anthropic: "Anthropic",
  bedrock: "Bedrock",
};
/** Seeds that the weights were not fitted to. */
const SEEDS = Array.from({ length: 30 }, (_, index) => 1_000 + index);

if (!hasRecordings) throw new Error("No recordings found beside the repository: nothing to report on.");

const percent = (share) => `${(share * 100).toFixed(1)} %`;
const errors = RECORDED_VENDORS.map((vendor) => ({ vendor, ...measureVendor(vendor) }));
const leftOut = {};
for (const { leftOut: reasons } of errors) {
  for (const [reason, count] of Object.entries(reasons)) leftOut[reason] = (leftOut[reason] ?? 0) + count;
}

/** Bound and exact count of a text by one of OpenAI's models, what surrounds a text left aside. */
const MODELS = { o200k: "gpt-4o", cl100k: "gpt-4" };
const empty = estimatePrompt(
  { model: "", messages: [{ role: "user", content: "" }] },
  familyOf("openai", "gpt-4o"),
).bound;
const boundOf = (content, vocabulary) =>
  estimatePrompt({ model: "", messages: [{ role: "user", content }] }, familyOf("openai", MODELS[vocabulary])).bound -
  empty;

const texts = naturalText();
const naturalKinds = [
  ["prose", "Prose and Markdown"],
  ["code", "Code"],
  ["json", "JSON"],
  ...Object.keys(texts)
    .filter((kind) => kind.startsWith("messages-"))
    .map((kind) => [kind, `Sentences, \`${kind.slice(9)}\``]),
];
const exact = { o200k: await createExact("o200k_base"), cl100k: await createExact("cl100k_base") };

function ratioOf(kind, vocabulary) {
  let bound = 0;
  let tokens = 0;
  for (const text of texts[kind].slice(0, 200)) {
    bound += boundOf(text, vocabulary);
    tokens += exact[vocabulary].count(text);
  }
  return (bound / tokens).toFixed(2);
}

function hostile(vocabulary) {
  const under = new Map();
  let tried = 0;
  const check = (kind, text) => {
    tried++;
    const share = 1 - boundOf(text, vocabulary) / exact[vocabulary].count(text);
    if (share > 0) under.set(kind, [...(under.get(kind) ?? []), share]);
  };
  for (const seed of SEEDS) {
    for (const [kind, text] of Object.entries(hostileText(seed, [50, 400, 1_500][seed % 3]))) check(kind, text);
  }
  for (const length of [7, 50, 500, 5_000]) for (const [kind, text] of Object.entries(runs(length))) check(kind, text);
  const rows = [...under].map(([kind, shares]) => `\`${kind}\` ${shares.length} (${percent(Math.max(...shares))})`);
  const count = [...under.values()].reduce((sum, shares) => sum + shares.length, 0);
  return `${vocabulary}: ${count} of ${tried} texts are above the bound${rows.length > 0 ? `: ${rows.sort().join(", ")}` : ""}.`;
}

writeFileSync(
  new URL("../../../docs/token-estimates.md", import.meta.url),
  `# Token estimates

Written by \`packages/tokens/scripts/report.mjs\`. \`@hub/tokens\` estimates how long a prompt is before it is sent: a likely
figure, to compare vendors by cost, and a bound, to set money aside. Here both are held against what the vendors counted
themselves in recorded traffic: ${errors.reduce((sum, { samples }) => sum + samples, 0)} requests.

| vendor | requests | likely figure, error either way: median | p95 | bound: median above the count | below the count at p95 | at most below |
| --- | --- | --- | --- | --- | --- | --- |
${errors
  .map(
    ({ vendor, samples, median, p95, over, underP95, mostUnder }) =>
      `| ${NAMES[vendor]} | ${samples} | ${percent(median)} | ${percent(p95)} | ${percent(over)} | ${below(underP95)} | ${below(mostUnder)} |`,
  )
  .join("\n")}

- The bound must not be below the count by more than 10 % at p95; "never" says that it is above.
- Figures per vendor were fitted to these same recordings, most of which are short: an error of ten tokens is a large share
  of them. Large errors of the likely figure come from images and files by URL, tools that \`tool_choice\` turned off, and
  vendors' templates for tools.
- DeepInfra was never recorded, and of Together there are few: their models are estimated like the same models elsewhere,
  and with the costliest figures where they are not known.
- Recordings left out: ${Object.entries(leftOut)
    .map(([reason, count]) => `${count} with ${reason}`)
    .join(", ")}.

## Text against OpenAI's own tokenizers

How many times the exact count the bound is, for text of OpenAI's models:

| text | o200k | cl100k |
| --- | --- | --- |
${naturalKinds.map(([kind, name]) => `| ${name} | ${ratioOf(kind, "o200k")} | ${ratioOf(kind, "cl100k")} |`).join("\n")}

Text made to tokenize badly (all scripts, emoji, base64, control characters, whitespace, long runs, gibberish), of kinds that
the weights were fitted to, but not these texts. How many are above the bound, and by how much at most:

- ${hostile("o200k")}
- ${hostile("cl100k")}

\`commonPairWords\` and \`commonPairLongWords\` are words that are none, of the commonest pairs of letters; for those the bound
does not hold on purpose: it would have to be far higher for prose.
`,
);

function below(share) {
  return share > 0 ? percent(share) : "never";
}
