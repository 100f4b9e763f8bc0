import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { changeCase, createFiller } from "./fill.mjs";
import { readGum, readLitbank, readTweets } from "./public-corpora.mjs";
import { encyclopaedia } from "./templates/encyclopaedia.mjs";
import { everyday } from "./templates/everyday.mjs";
import { mailAndChat } from "./templates/mail-and-chat.mjs";
import { negatives } from "./templates/negatives.mjs";
import { places } from "./templates/places.mjs";
import { records } from "./templates/records.mjs";
import { webText } from "./templates/web-text.mjs";

/** Labelled text that may be trained on. */
export const TRAINING_SOURCES = ["wnut17", "btc-a", "btc-b", "btc-e", "wikigold", "synthetic-large", "ambiguous"];
/** Labelled text that may be trained on, read as its authors publish it; README.md says where it is from. */
const PUBLIC_READERS = {
  gum: readGum,
  litbank: readLitbank,
  "wnut17-train": (folder) => readTweets(join(folder, "emerging_entities_17/wnut17train.conll")),
  "btc-g": (folder) => readTweets(join(folder, "broad_twitter_corpus/g.conll")),
  "btc-h": (folder) => readTweets(join(folder, "broad_twitter_corpus/h.conll")),
};
export const PUBLIC_SOURCES = Object.keys(PUBLIC_READERS);
/** Share-alike text: measured with, never trained on. */
export const MEASURE_ONLY_SOURCES = ["uner-dev"];

/** A real text, and a piece of code, count for this many generated texts. */
const REAL_WEIGHT = 3;
const CODE_WEIGHT = 4;
const ROUNDS = {
  mailAndChat: 40,
  webText: 40,
  everyday: 40,
  places: 40,
  encyclopaedia: 40,
  records: 36,
  negatives: 24,
};

const CODE_PACKAGES = ["zod", "undici", "yaml", "rollup", "express", "node-gyp", "node-addon-api", "react-native"];
const CODE_FILES = /\.(md|ts|js|mjs|cjs|py|h|hpp|c|cc|cpp|mm|m|java|kt|json|yml|xml|gradle|rb)$/;
const MAX_CODE_FILE_BYTES = 60_000;
const MAX_CODE_BYTES_PER_PACKAGE = 1_500_000;
const LINES_PER_CODE_DOCUMENT = 25;
/** Lines that may name real people are no evidence that nobody is named. */
export const CREDITS =
  /copyright|\(c\)|©|author|contributor|licen[sc]e|thanks|@[a-z0-9-]+|github\.com\/|maintain|credit|sponsor|e-?mail|\bby:? \p{Lu}/iu;

/** Reads one labelled source. */
export function readSource(folder, name) {
  const path = join(folder, `${name}.jsonl`);
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const { text, spans } = JSON.parse(line);
      const entities = spans.filter(({ start, end }) => !isBareTitle(text.slice(start, end)));
      return { text, spans: entities, weight: REAL_WEIGHT };
    });
}

/** Reads one source out of the folder of public corpora. */
export function readPublicSource(folder, name) {
  return PUBLIC_READERS[name](folder).map((document) => ({ ...document, weight: REAL_WEIGHT }));
}

/** One generator of names labels "Mr." as a person of its own; a title identifies nobody. */
function isBareTitle(text) {
  return /^(mr|mrs|ms|miss|dr|prof|hr|fr|herr|frau)\.?$/i.test(text);
}

/** Fills the project's own templates. */
export function generateDocuments(lists, random) {
  const fill = createFiller(lists, random);
  const registers = { mailAndChat, webText, everyday, places, encyclopaedia, records, negatives };
  const documents = [];
  for (const [register, templates] of Object.entries(registers)) {
    for (let round = 0; round < ROUNDS[register]; round++) {
      for (const template of templates) {
        documents.push({ ...changeCase(fill(template), random) });
      }
    }
  }
  return documents;
}

function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((first, second) => (first.name < second.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === "node_modules" ? [] : listFiles(path);
      return entry.isFile() && CODE_FILES.test(entry.name) ? [path] : [];
    });
}

/** Spreads the files of a package evenly over a budget of bytes. */
function sampleFiles(folder) {
  const files = listFiles(folder).map((path) => ({
    path,
    text: readFileSync(path, "utf8").slice(0, MAX_CODE_FILE_BYTES),
  }));
  const total = files.reduce((sum, { text }) => sum + text.length, 0);
  const step = Math.max(1, total / MAX_CODE_BYTES_PER_PACKAGE);
  return files.filter((_, index) => Math.floor((index + 1) / step) > Math.floor(index / step));
}

/** Names of people and places that are no English words: a line of code that has one is an example with a name in it. */
function exampleNames(lists) {
  const names = new Set([...lists.englishFirstNames, ...lists.frequentPlaces]);
  for (const word of [...lists.nouns, ...lists.verbs, ...lists.adjectives, ...lists.otherWords, ...lists.months]) {
    names.delete(word.charAt(0).toUpperCase() + word.slice(1));
  }
  return names;
}

/** In code, a locale, a time zone or the quoted code of a country is no example with a name in it. */
const CODES = /\b[a-z]{2,3}[-_][A-Z]{2}\b|(?<=["'`])[A-Z]{2}(?=["'`])|\bAmerica\/\w+/g;

/** Code and its documentation, as text in which nobody is named. */
export function readCode(packagesFolder, lists) {
  const names = exampleNames(lists);
  const namesNobody = (line) =>
    !CREDITS.test(line) &&
    !line
      .replace(CODES, "")
      .match(/\p{L}+/gu)
      ?.some((word) => names.has(word));
  const documents = [];
  for (const name of CODE_PACKAGES) {
    const folder = join(packagesFolder, name);
    if (!existsSync(folder)) throw new Error(`The training input ${name} is missing from ${packagesFolder}.`);
    for (const { text } of sampleFiles(folder)) {
      const lines = text.split("\n").filter((line) => line.length < 2000 && namesNobody(line));
      for (let from = 0; from < lines.length; from += LINES_PER_CODE_DOCUMENT) {
        documents.push({
          text: lines.slice(from, from + LINES_PER_CODE_DOCUMENT).join("\n"),
          spans: [],
          weight: CODE_WEIGHT,
        });
      }
    }
  }
  return documents;
}

/** SHA-256 over texts and spans, to tell whether the inputs of a training are those of another. */
export function checksumDocuments(documents) {
  const hash = createHash("sha256");
  for (const { text, spans } of documents) {
    hash.update(text);
    hash.update(JSON.stringify(spans));
  }
  return hash.digest("hex");
}
