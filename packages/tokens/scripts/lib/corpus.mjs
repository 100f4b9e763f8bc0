// Text of many kinds and languages that every checkout has: what its dependencies document, say and are made of.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const STORE = join(import.meta.dirname, "../../../../node_modules/.pnpm");
const CHUNK = 2_000;
const MOST_PER_KIND = 1_500_000;
const LOCALES =
  "af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fil fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms my nb ne nl or pa pl ps pt ro ru sd si sk sl so sq sr sv sw ta te th tk tr uk ur uz vi yo zh zu".split(
    " ",
  );

/** Natural text by kind; each kind is a list of texts of some 2,000 characters. */
export function naturalText() {
  const kinds = {
    prose: files(/\.(md|markdown)$/i),
    code: files(/\.(ts|mts|js|mjs|cjs|py|c|cc|h|sh|css)$/),
    json: files(/\.json$/, /diagnosticMessages|\.map$/),
  };
  for (const path of find(/diagnosticMessages\.generated\.json$/)) {
    const language = path.split("/").at(-2);
    const text = Object.values(JSON.parse(readFileSync(path, "utf8"))).join(". ");
    kinds[`messages-${language}`] = chunks(text).slice(0, 150);
  }
  kinds.names = LOCALES.map(localNames);
  return kinds;
}

/** Names of languages and countries, and dates, as one locale writes them. */
function localNames(locale) {
  const regions = new Intl.DisplayNames(locale, { type: "region" });
  const languages = new Intl.DisplayNames(locale, { type: "language" });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium", timeZone: "UTC" });
  return [
    ...["DE", "FR", "IN", "CN", "JP", "BR", "RU", "US", "EG", "KE", "TH", "IL", "GR"].map((code) => regions.of(code)),
    ...LOCALES.map((code) => languages.of(code)),
    ...Array.from({ length: 12 }, (_, month) => date.format(Date.UTC(2026, month, 3 + month))),
  ].join(", ");
}

function files(pattern, except) {
  const texts = [];
  let size = 0;
  for (const path of find(pattern)) {
    if (except?.test(path)) continue;
    const text = readFileSync(path, "utf8").slice(0, 24_000);
    if (text.includes("\uFFFD")) continue;
    texts.push(...chunks(text));
    size += text.length;
    if (size > MOST_PER_KIND) break;
  }
  return texts;
}

function chunks(text) {
  const parts = [];
  for (let start = 0; start < text.length; start += CHUNK) parts.push(text.slice(start, start + CHUNK));
  return parts;
}

const found = [];
/** Files of one kind, spread over the packages. */
function find(pattern) {
  if (found.length === 0) walk(STORE, 0);
  return found.filter((path) => pattern.test(path)).sort((a, b) => hash(a) - hash(b));
}

function walk(folder, depth) {
  if (depth > 9) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) walk(path, depth + 1);
    else if (entry.isFile() && !/(gpt-tokenizer|\.map$)/.test(path) && statSync(path).size < 3_000_000)
      found.push(path);
  }
}

function hash(text) {
  let value = 17;
  for (let index = 0; index < text.length; index++) value = (Math.imul(value, 31) + text.charCodeAt(index)) >>> 0;
  return Math.imul(value, 2654435761) >>> 0;
}
