import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { joinWords, nameWithin } from "./labelled-span.mjs";

/** Parts of GUM whose texts are under CC-BY: the others are share-alike or non-commercial. */
const GUM_GENRES = ["academic", "court", "interview", "news"];
/** Split that the authors of GUM keep for measuring. */
const GUM_HELD_OUT =
  /_(exposure|librarians|loan|negligence|cyclone|gaming|homeopathic|iodine|discrimination|eegimaa|insanity|mitigation|hill|libertarian|nasa|sensitive)\.conllu$/;
const SENTENCES_PER_DOCUMENT = 6;

const GUM_TYPES = { person: "PERSON", place: "LOCATION", organization: "ORGANIZATION" };
const LITBANK_TYPES = { PER: "PERSON", GPE: "LOCATION", LOC: "LOCATION", FAC: "LOCATION", ORG: "ORGANIZATION" };
const TWEET_TYPES = {
  person: "PERSON",
  PER: "PERSON",
  location: "LOCATION",
  LOC: "LOCATION",
  corporation: "ORGANIZATION",
  group: "ORGANIZATION",
  ORG: "ORGANIZATION",
};

/** Georgetown University Multilayer Corpus: dep/*.conllu. */
export function readGum(folder, isWanted = (name) => isGumTraining(name)) {
  return readdirSync(join(folder, "gum/dep"))
    .filter((name) => name.endsWith(".conllu") && isWanted(name))
    .sort()
    .flatMap((name) => gumDocuments(readFileSync(join(folder, "gum/dep", name), "utf8")));
}

function isGumTraining(name) {
  return GUM_GENRES.some((genre) => name.startsWith(`GUM_${genre}_`)) && !GUM_HELD_OUT.test(name);
}

function gumDocuments(conllu) {
  const documents = [];
  let text = "";
  let words = [];
  let open = [];
  let mentions = [];
  let sentences = 0;
  let joinedUntil = 0;
  const flush = () => {
    const spans = longest(mentions.flatMap((mention) => gumSpan(mention, words)));
    if (text.trim() !== "") documents.push({ text: text.trimEnd(), spans });
    text = "";
    words = [];
    open = [];
    mentions = [];
    sentences = 0;
  };
  for (const line of conllu.split("\n")) {
    if (line.startsWith("# newpar_block")) {
      if (sentences >= SENTENCES_PER_DOCUMENT && open.length === 0) flush();
      else if (text !== "") text = `${text.trimEnd()}\n`;
    }
    if (line.startsWith("# sent_id")) sentences++;
    const [id, form, , , tag, , , , , misc] = line.split("\t");
    if (id === "1" || id.startsWith("1-")) joinedUntil = 0;
    const joined = id.match(/^\d+-(\d+)$/);
    if (joined) joinedUntil = Number(joined[1]);
    if (!/^\d+$/.test(id) || misc === undefined) continue;
    for (const [, bracket] of (misc.match(/Entity=([^|]*)/)?.[1] ?? "").matchAll(/(\([^()]*\)?|[^()]+\))/g)) {
      const group = bracket.replace(/[()]/g, "").split("-")[0];
      if (bracket.startsWith("(")) {
        const [, type, , , , head] = bracket.slice(1).split("-");
        open.push({ group, type, head: Number(head?.split(",")[0]) - 1, first: words.length });
      }
      if (bracket.endsWith(")")) {
        const index = open.findLastIndex((mention) => mention.group === group);
        if (index >= 0) mentions.push({ ...open.splice(index, 1)[0], end: words.length + 1 });
      }
    }
    words.push({ form, tag, start: text.length, end: text.length + form.length });
    text += misc.includes("SpaceAfter=No") || Number(id) < joinedUntil ? form : `${form} `;
  }
  flush();
  return documents;
}

/** The name at the head of a mention: the run of proper nouns around it. */
function gumSpan({ type, head, first, end }, words) {
  const entity = GUM_TYPES[type];
  const middle = first + head;
  const isProper = (index) => index >= first && index < end && /^NNPS?$/.test(words[index]?.tag);
  if (entity === undefined || !isProper(middle)) return [];
  if (entity === "PERSON" && words[middle].tag === "NNPS") return [];
  const mayLink = (index) => /^(of|the|de|la|du|von|van|del|and|&|-|')$/i.test(words[index]?.form ?? "");
  let from = middle;
  let to = middle + 1;
  while (isProper(from - 1) || (entity !== "PERSON" && mayLink(from - 1) && isProper(from - 2))) from--;
  while (
    isProper(to) ||
    (mayLink(to) && words[to].form !== "and" && (isProper(to + 1) || (mayLink(to + 1) && isProper(to + 2))))
  )
    to++;
  const name = nameWithin(
    words.slice(from, to).map(({ form }) => form),
    entity,
  );
  if (name === undefined) return [];
  return [{ type: entity, start: words[from + name.first].start, end: words[from + name.end - 1].end }];
}

/** LitBank: coref/brat, novels in the public domain. */
export function readLitbank(folder) {
  const names = readdirSync(join(folder, "litbank/coref/brat")).filter((name) => name.endsWith(".txt"));
  return names.sort().flatMap((name) => {
    const path = join(folder, "litbank/coref/brat", name);
    const raw = readFileSync(path, "utf8");
    const mentions = readFileSync(path.replace(/txt$/, "ann"), "utf8")
      .split("\n")
      .flatMap((line) => {
        const [, type, start, end] = line.match(/^T\d+\t(\S+) (\d+) (\d+)\t/) ?? [];
        return type === undefined ? [] : [{ type, start: Number(start), end: Number(end) }];
      });
    return litbankDocuments(raw, mentions);
  });
}

function litbankDocuments(raw, mentions) {
  const documents = [];
  const lines = [...raw.matchAll(/[^\n]+/g)];
  for (let from = 0; from < lines.length; from += SENTENCES_PER_DOCUMENT) {
    const words = lines
      .slice(from, from + SENTENCES_PER_DOCUMENT)
      .flatMap((line) => [...line[0].matchAll(/\S+/g)].map((word) => ({ form: word[0], at: line.index + word.index })))
      .filter(({ form }) => form !== "_");
    const { text, places } = joinWords(words.map(({ form }) => form));
    const spans = mentions.flatMap(({ type, start, end }) => {
      const entity = LITBANK_TYPES[type.match(/PROP_(\w+)/)?.[1]];
      const first = words.findIndex(({ at }) => at >= start && at < end);
      if (entity === undefined || first < 0) return [];
      const count = words.slice(first).findIndex(({ at }) => at >= end);
      const inside = words.slice(first, count < 0 ? undefined : first + count);
      const name = nameWithin(
        inside.map(({ form }) => form),
        entity,
      );
      return name === undefined
        ? []
        : [{ type: entity, start: places[first + name.first].start, end: places[first + name.end - 1].end }];
    });
    documents.push({ text, spans: longest(spans) });
  }
  return documents;
}

/** Tweets, one word and its label a line. User names are nobody's name. */
export function readTweets(path) {
  return readFileSync(path, "utf8")
    .split(/\n\s*\n/)
    .map((block) => block.split("\n").filter((line) => line.trim() !== ""))
    .filter((lines) => lines.length > 0)
    .map((lines) => {
      const words = lines.map((line) => line.split("\t")[0].trim());
      const labels = lines.map((line) => line.split("\t")[1]?.trim() ?? "O");
      const { text, places } = joinWords(words);
      const spans = [];
      labels.forEach((label, index) => {
        const type = TWEET_TYPES[label.slice(2)];
        const isUser = words[index].startsWith("@") || words[index - 1] === "@";
        if (type === undefined || isUser) return;
        const last = spans.at(-1);
        if (label.startsWith("I-") && last?.type === type && last.index === index - 1) {
          last.end = places[index].end;
          last.index = index;
        } else {
          const sign = /^[#]/.test(words[index]) ? 1 : 0;
          spans.push({ type, start: places[index].start + sign, end: places[index].end, index });
        }
      });
      return { text, spans: spans.map(({ type, start, end }) => ({ type, start, end })) };
    });
}

/** Spans that no longer span holds, in order. */
function longest(spans) {
  const kept = [];
  for (const span of spans.toSorted((a, b) => b.end - b.start - (a.end - a.start))) {
    if (!kept.some(({ start, end }) => span.start < end && span.end > start)) kept.push(span);
  }
  return kept.sort((a, b) => a.start - b.start);
}
