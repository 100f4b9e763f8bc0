import { DIGIT, UPPER } from "./characters.ts";
import { ADDRESS } from "./labels.ts";
import { kindAt, labelBefore, report, type Scan } from "./scan.ts";

/** Between the house number and the suffix: at most so many words, so many units. */
const MAX_WORDS = 5;
const LOOK_BACK = 48;
const LOOK_AHEAD = 120;
const SUFFIX_SCORE = 0.75;
const TAIL_SCORE = 0.85;

const UNIT = "(?:apt|apartment|suite|ste|unit|floor|fl|room|rm|bldg|building|flat|#)";
const UNIT_TAIL = new RegExp(`^\\.?,?\\s{1,3}(?:${UNIT}\\.?\\s{0,2}#?[0-9A-Z][0-9A-Z-]{0,5})(?![\\w])`, "i");
const DIRECTION_TAIL = /^\.? (?:NE|NW|SE|SW|N|S|E|W|North|South|East|West)\b\.?/;
const STATE =
  "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]";
/** City (up to four capitalised words), state and ZIP, on the same line or the next. */
const CITY_TAIL = new RegExp(
  `^\\.?(?:,\\s{0,3}|\\s{1,3})(?:[A-Z][\\w.'-]{1,20} ?){1,4},?\\s{1,3}(?:${STATE})(?:,?\\s{1,3}[0-9]{5}(?:-[0-9]{4})?)?(?![\\w])`,
);
/** Whatever words, then a postal code of four to six digits: `Salem Oregon 97301`, `Brookfield\n Latvia 04731`. */
const CODE_TAIL = /^,?\s{1,3}(?:>? ?\p{L}[\p{L}.'-]{1,20},?\s{1,2}){1,6}[0-9]{4,6}(?:-[0-9]{4})?(?![\w])/u;
const POSTCODE_TAIL =
  /^,?\s{1,3}(?:(?:[A-Z][\w.'-]{1,20} ?){1,3},?\s{1,3})?[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2}(?![\w])/;

/** Of two suffixes in a row the second is the street's: `Park Drive`, `Meadow View Road`. */
const SUFFIX_AFTER =
  /^ (?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|court|ct|way|place|pl|boulevard|blvd|terrace|circle|parkway|highway|square|loop|trail|crescent|close|view|park|row|walk|grove)\b/i;
const LONGEST_SUFFIX = 12;

/** Words that are numbers or say how many, and no names of streets: "5 minutes drive", "10 items per row". */
const LOWER_NAME = /^(?:de|la|las|los|del|der|of|the|van|von|du|des|di|da|do|st|[0-9]{1,3}(?:st|nd|rd|th))$/;

/** An address whose street name ends with the suffix in `[start, end)`: `3022 Benson Park Drive, Apt 4, Salem, OR 97301`. */
export function findStreetBySuffix(scan: Scan, start: number, end: number): void {
  const label = labelBefore(scan, start);
  const isLabelled = label === ADDRESS;
  if (!isLabelled && kindAt(scan, start) !== UPPER) return;
  if (kindAt(scan, start - 1) <= DIGIT || scan.units[start - 1] !== 0x20) return;
  if (SUFFIX_AFTER.test(scan.text.slice(end, end + LONGEST_SUFFIX))) return;
  const from = Math.max(0, start - LOOK_BACK, scan.consumedUntil);
  const before = scan.text.slice(from, start - 1);
  const line = before.slice(Math.max(before.lastIndexOf("\n"), before.lastIndexOf('"'), before.lastIndexOf(": ")) + 1);
  const words = line.split(" ");
  for (let count = 1; count <= Math.min(MAX_WORDS, words.length - 1); count++) {
    const word = words[words.length - count] as string;
    const isName =
      /^[\p{Lu}][\p{L}.'’-]*$/u.test(word) || LOWER_NAME.test(word) || (isLabelled && /^[\p{L}.'’-]+$/u.test(word));
    if (!isName) return;
    if (!isLabelled && !words.slice(-count).some((name) => /^[\p{Lu}0-9]/u.test(name))) continue;
    const number = words[words.length - count - 1] as string;
    if (!/^\(?[0-9]{1,6}[A-Za-z]?(?:[-/][0-9]{1,5}[A-Za-z]?)?$/.test(number)) continue;
    // Two numbers: a house and a unit, or a house in a numbered block.
    const isDouble = /^[0-9]{1,5}$/.test(words[words.length - count - 2] ?? "");
    const length = words.slice(words.length - count - (isDouble ? 2 : 1)).join(" ").length;
    addAddress(scan, start - 1 - length + (number.startsWith("(") ? 1 : 0), end, "street-suffix");
    return;
  }
}

/** Names of streets in which the kind comes first: `Rue de la Paix 12`, `12 rue de la Paix`, `Via Cattaneo 130`. */
const AFTER_PREFIX =
  /^\.? (?:(?:de|la|las|los|del|der|di|da|do|dos|des|du|le|les|l'|d')\s?){0,3}(?:\p{Lu}[\p{L}.'’-]{1,24}\s?){1,4}(,? ?[0-9]{1,5}[A-Za-z]?(?![\w]))?/u;
const NUMBER_BEFORE = /(?<![\w.])([0-9]{1,5}(?: ?(?:bis|ter|[A-Z]))?,? )$/;

/** An address whose street name begins with the word in `[start, end)`. */
export function findStreetByPrefix(scan: Scan, start: number, end: number): void {
  const match = AFTER_PREFIX.exec(scan.text.slice(end, end + LOOK_AHEAD));
  if (match === null) return;
  const number = NUMBER_BEFORE.exec(scan.text.slice(Math.max(0, start - 12, scan.consumedUntil), start));
  if (number === null && match[1] === undefined) return;
  if (number === null && kindAt(scan, start) !== UPPER) return;
  addAddress(scan, start - (number?.[0].length ?? 0), end + match[0].trimEnd().length, "street-prefix");
}

const COMPOUND_SUFFIX =
  /(?:stra(?:ss|ß)e|str|gasse|weg|platz|allee|laan|straat|plaats|steenweg|dreef|gracht|vang|gata|plein|vej|gade|gatan|vägen|vagen|veien|katu|tie|utca|ulica)$/i;
const SHORTEST_COMPOUND = 6;
/** A number of a unit and an adjective: `95 Lille Vibyvej 8`. */
const BEFORE_COMPOUND = /(?<![\w])[0-9]{1,4} (?:\p{Lu}[\p{L}-]{2,14} )?$/u;

/** A German, Dutch or Nordic street in one word, before its number: `Gesäusestrasse 6`. */
export function findCompoundStreet(scan: Scan, start: number, end: number): void {
  if (end - start < SHORTEST_COMPOUND || kindAt(scan, start) !== UPPER) return;
  const word = scan.text.slice(start, end);
  if (!COMPOUND_SUFFIX.test(word)) return;
  const number = /^\.? [0-9]{1,4}(?: ?[a-zA-Z](?![\w]))?(?![\w])/.exec(scan.text.slice(end, end + 12));
  if (number === null) return;
  const before = BEFORE_COMPOUND.exec(scan.text.slice(Math.max(0, start - 24, scan.consumedUntil), start));
  addAddress(scan, start - (before?.[0].length ?? 0), end + number[0].length, "street-compound");
}

/** A house number, up to five words of which one is no small word, and perhaps a second number, before a unit. */
const BEFORE_UNIT =
  /(?<![\p{L}\p{N}.$-])[0-9]{1,5}[A-Za-z]?(?: [0-9]{1,4})?(?: [\p{L}][\p{L}.'’-]{0,24}){1,5}(?: [0-9]{1,4}[A-Za-z]?)?[.,]?(?: ?\n[>?|* ]{0,4}| )$/u;
const LOOK_BACK_FROM_UNIT = 90;
const UNIT_NUMBER = /^\.?,? {0,2}#?[0-9][0-9A-Z-]{0,5}(?![\w])/i;
const MIN_NAME_LETTERS = 4;

/** A street of any name before a unit: `57 Askelund 1, Suite 322`. The word in `[start, end)` is the unit's. */
export function findStreetByUnit(scan: Scan, start: number, end: number): void {
  const unit = UNIT_NUMBER.exec(scan.text.slice(end, end + 12));
  if (unit === null) return;
  const from = Math.max(0, start - LOOK_BACK_FROM_UNIT, scan.consumedUntil);
  const before = scan.text.slice(from, start);
  const lineBreak = before.lastIndexOf("\n", before.length - 1);
  const street = BEFORE_UNIT.exec(lineBreak > 0 ? before.slice(before.lastIndexOf("\n", lineBreak - 1) + 1) : before);
  if (street === null) return;
  const name = street[0].replace(/[^\p{L}]/gu, "");
  const isNamed = /\p{Lu}/u.test(street[0]) || /\p{L} [0-9]{1,4}[A-Za-z]?[.,]?\s/u.test(street[0]);
  if (name.length < MIN_NAME_LETTERS || !(isNamed || street[0].includes("\n"))) return;
  addAddress(scan, start - street[0].length, end + unit[0].length, "street-unit");
}

const MILITARY_TAIL = /^ A[AEP] [0-9]{5}(?:-[0-9]{4})?(?![\w])/i;
const MILITARY_START =
  /(?:(?:PSC|CMR|Unit) [0-9]{1,5},? Box [0-9]{1,5}|(?:USS|USNS|USNV|USCGC) \p{Lu}[\p{L}'-]{1,20}(?: \p{Lu}[\p{L}'-]{1,20})?),?\s{1,3}$/iu;

/** `PSC 7004, Box 8380\nAPO AP 11949`: the word in `[start, end)` is the military post office. */
export function findMilitaryAddress(scan: Scan, start: number, end: number): void {
  const tail = MILITARY_TAIL.exec(scan.text.slice(end, end + 16));
  if (tail === null) return;
  const before = MILITARY_START.exec(scan.text.slice(Math.max(0, start - 64), start));
  const from = start - (before?.[0].length ?? 0);
  report(scan, { type: "STREET_ADDRESS", start: from, end: end + tail[0].length, score: TAIL_SCORE, rule: "military" });
}

/** `P.O. Box 123`: the word in `[start, end)` is the box. */
export function findPostBox(scan: Scan, start: number, end: number): void {
  const number = /^ #?[0-9]{1,6}(?![\w.])/.exec(scan.text.slice(end, end + 10));
  if (number === null) return;
  const word = scan.text.slice(start, end).toLowerCase();
  const before = /(?:p\.? ?o\.?|post(?: office)?) $/i.exec(scan.text.slice(Math.max(0, start - 12), start));
  if (word === "box" && before === null) return;
  addAddress(scan, start - (before?.[0].length ?? 0), end + number[0].length, "post-box");
}

/** Adds what follows the street (unit, city, state, ZIP), and reports the whole. */
function addAddress(scan: Scan, start: number, streetEnd: number, rule: string): void {
  if (start < scan.consumedUntil && scan.findings.at(-1)?.type === "STREET_ADDRESS") return;
  let end = streetEnd;
  for (const tail of [DIRECTION_TAIL, UNIT_TAIL, CITY_TAIL, POSTCODE_TAIL, CODE_TAIL]) {
    const match = tail.exec(scan.text.slice(end, end + LOOK_AHEAD));
    if (match !== null) end += match[0].length;
  }
  report(scan, { type: "STREET_ADDRESS", start, end, score: end > streetEnd ? TAIL_SCORE : SUFFIX_SCORE, rule });
}
