// Writes src/text/weights-*.ts: how likely a token begins between two symbols, and how often at worst.
// Run: node --conditions=@hub/source --max-old-space-size=3000 packages/tokens/scripts/fit-weights.mjs
import { writeFileSync } from "node:fs";
import { hostileText, runs } from "../src/testing/hostile-text.ts";
import { LARGEST_WEIGHT as LARGEST, WEIGHT_LEVELS as LEVELS } from "../src/text/weights.ts";
import { naturalText } from "./lib/corpus.mjs";
import { createExact } from "./lib/exact.mjs";

const SYMBOLS = 128;
const PAIRS = SYMBOLS * SYMBOLS;
/** Bounds stay this much above what the fitted texts have. */
const MARGIN = 1.04;
/**
 * Words of common pairs of letters that are none look like words to a table of pairs. A bound that holds for them would be
 * 1.4 times what prose has; so they may have this much more than the bound says.
 */
const GIBBERISH = /^commonPair\w*Words$/;
const GIBBERISH_SHARE = 0.87;
/** How many texts of each hostile kind are tried. */
const SEEDS = 100;
const HEADER = "// Written by scripts/fit-weights.mjs: change that, not this.\n";

const o200k = await createExact("o200k_base");
writeFileSync(
  new URL("../src/text/single-token-ranges.ts", import.meta.url),
  `${HEADER}
/** UTF-16 units from U+0080 on that are one token of o200k_base by themselves: gaps and lengths in turn, in base 36. */
export const SINGLE_TOKEN_RANGES =
  "${singleTokenRanges()}";
`,
);
// Only now: the symbols follow from those ranges.
const { CLASS, createSymbolTable } = await import("../src/text/symbols.ts");
const { LONG_WORD_WEIGHT, LONGEST_WORD } = await import("../src/text/text-meter.ts");
const symbols = createSymbolTable();
const kinds = naturalText();
const texts = boundTexts();
/** Which texts have a pair, and how often. */
const usersOf = Array.from({ length: PAIRS }, () => []);
for (const [text, { pairs, counts }] of texts.entries()) {
  for (const [index, pair] of pairs.entries()) usersOf[pair].push([text, counts[index]]);
}
for (const [name, exact] of [
  ["o200k", o200k],
  ["cl100k", await createExact("cl100k_base")],
]) {
  const { expected, frequency } = fitExpected(exact);
  writeWeights(name, expected, fitBound(exact, expected, frequency));
}

function singleTokenRanges() {
  const steps = [];
  let single = false;
  let last = 0x80;
  for (let unit = 0x80; unit < 0x10000; unit++) {
    const isSingle = (unit < 0xd800 || unit > 0xdfff) && o200k.count(String.fromCharCode(unit)) === 1;
    if (isSingle === single) continue;
    steps.push((unit - last).toString(36));
    last = unit;
    single = isSingle;
  }
  return steps.join(" ");
}

/** The pairs of a text: where each unit stands in the table. The first follows the start, which is 0. */
function pairsOf(text) {
  const pairs = new Uint16Array(text.length);
  let previous = 0;
  for (let index = 0; index < text.length; index++) {
    const symbol = symbols[text.charCodeAt(index)];
    pairs[index] = previous * SYMBOLS + symbol;
    previous = symbol;
  }
  return pairs;
}

/** How many tokens begin at each unit of natural text, on average, by pair. */
function fitExpected(exact) {
  const begun = new Float64Array(PAIRS);
  const seen = new Float64Array(PAIRS);
  for (const texts of Object.values(kinds)) {
    for (const text of texts) {
      const pairs = pairsOf(text);
      const starts = exact.starts(text);
      let offset = 0;
      let next = 0;
      for (let index = 0; index < text.length; index++) {
        offset += bytesAt(text, index);
        seen[pairs[index]]++;
        while (next < starts.length && starts[next] < offset) {
          begun[pairs[index]]++;
          next++;
        }
      }
    }
  }
  const total = seen.reduce((sum, count) => sum + count, 0);
  const prior = groupRates(begun, seen);
  return {
    expected: begun.map((count, pair) => (count + 4 * prior[pair]) / (seen[pair] + 4)),
    frequency: seen.map((count) => count / total),
  };
}

/** UTF-8 bytes that end at a unit: a pair's four all belong to its first half. */
function bytesAt(text, index) {
  const unit = text.charCodeAt(index);
  if (unit < 0x80) return 1;
  if (unit < 0x800) return 2;
  if (unit >= 0xdc00 && unit < 0xe000 && index > 0 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800) return 2;
  if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) return 2;
  return 3;
}

function groupOf(symbol) {
  if (symbol >= 97 && symbol <= 122) return 200;
  if (symbol >= 65 && symbol <= 90) return 201;
  if (symbol >= 48 && symbol <= 57) return 202;
  if (symbol >= 33 && symbol <= 126) return 203;
  if (symbol === 32 || symbol === 9) return 204;
  if (symbol === 10 || symbol === 13) return 205;
  return symbol;
}

/** The rate of a pair's groups, for pairs that are seldom seen; 1 where nothing was seen. */
function groupRates(begun, seen) {
  const sums = new Map();
  const key = (pair) => groupOf(pair >> 7) * 256 + groupOf(pair & 127);
  for (let pair = 0; pair < PAIRS; pair++) {
    const sum = sums.get(key(pair)) ?? [2, 2];
    sums.set(key(pair), [sum[0] + begun[pair], sum[1] + seen[pair]]);
  }
  return begun.map((_, pair) => {
    const [some, all] = sums.get(key(pair));
    return some / all;
  });
}

/**
 * Starts from what no text can exceed, a token for each byte, and lowers the weights of pairs, those that natural text has
 * most often first, for as long as no text has more tokens than they say.
 */
function fitBound(exact, expected, frequency) {
  const weights = Float64Array.from({ length: PAIRS }, (_, pair) => mostBytes(pair & (SYMBOLS - 1)));
  const slack = texts.map(({ text, pairs, counts, longWords, share }) => {
    const most = pairs.reduce((sum, pair, index) => sum + weights[pair] * counts[index], longWords * LONG_WORD_WEIGHT);
    return most - Math.min(most, exact.count(text) * MARGIN * share);
  });
  const order = [...weights.keys()].sort((a, b) => frequency[b] - frequency[a]);
  for (const pair of order) {
    const users = usersOf[pair];
    if (users.length === 0) continue;
    const room = Math.min(...users.map(([text, count]) => slack[text] / count));
    const weight = levelAbove(Math.max(weights[pair] - room, expected[pair] * MARGIN));
    if (weight >= weights[pair]) continue;
    for (const [text, count] of users) slack[text] -= (weights[pair] - weight) * count;
    weights[pair] = weight;
  }
  return weights;
}

/** UTF-8 bytes that a unit of a class may have. */
function mostBytes(symbol) {
  if (symbol >= 32 || symbol === 9 || symbol === 10 || symbol === 13) return 1;
  return [CLASS.control, CLASS.latin, CLASS.rareTwoBytes].includes(symbol) ? 2 : 3;
}

function levelAbove(weight) {
  const level = Math.ceil(Math.sqrt(weight / LARGEST) * (LEVELS.length - 1) - 1e-9);
  return (level / (LEVELS.length - 1)) ** 2 * LARGEST;
}

function boundTexts() {
  const texts = [];
  const add = (text, share = 1) => {
    const counts = new Map();
    let longWords = 0;
    let run = 0;
    for (const pair of pairsOf(text)) {
      const symbol = pair & (SYMBOLS - 1);
      run = symbol >= 97 && symbol <= 122 ? run + 1 : 0;
      if (run > LONGEST_WORD) longWords++;
      else counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    texts.push({ text, pairs: [...counts.keys()], counts: [...counts.values()], longWords, share });
  };
  for (const list of Object.values(kinds)) for (const text of list) add(text);
  for (let seed = 1; seed <= SEEDS; seed++) {
    const made = hostileText(seed, [60, 400, 1_500][seed % 3]);
    for (const [kind, text] of Object.entries(made)) add(text, GIBBERISH.test(kind) ? GIBBERISH_SHARE : 1);
  }
  for (const length of [3, 5, 10, 23, 64, 100, 300, 997]) for (const text of Object.values(runs(length))) add(text);
  return texts;
}

function packed(weights, round) {
  const rows = [];
  for (let row = 0; row < SYMBOLS; row++) {
    const levels = weights.subarray(row * SYMBOLS, (row + 1) * SYMBOLS);
    rows.push(
      [...levels]
        .map((weight) => LEVELS[Math.min(LEVELS.length - 1, round(Math.sqrt(weight / LARGEST) * (LEVELS.length - 1)))])
        .join(""),
    );
  }
  return rows.map((row) => `    ${JSON.stringify(row)},`).join("\n");
}

function writeWeights(name, expected, bound) {
  writeFileSync(
    new URL(`../src/text/weights-${name}.ts`, import.meta.url),
    `${HEADER}import type { PackedWeights } from "./weights.ts";

/** Weights of the vocabulary ${name}_base. */
export const ${name.toUpperCase()}: PackedWeights = {
  expected: [
${packed(expected, Math.round)}
  ],
  bound: [
${packed(bound, Math.ceil)}
  ],
};
`,
  );
}
