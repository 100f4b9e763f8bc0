import type { KeyedHash } from "../hash.ts";
import { REPEATED } from "../scan/repetitions.ts";
import type { Judged } from "../scan/scanner.ts";
import { forEachInSteps, ITEMS_A_STEP, type Steps } from "../scan/steps.ts";
import { replaceForGood } from "./apply-action.ts";
import { escapeJson, quoteAt } from "./depth-tracker.ts";
import { needsEscape, QUOTED_IN_PROSE, standsInQuotes } from "./embedded-json.ts";
import type { Place, Reading } from "./json-places.ts";
import { LOOK_ALIKE } from "./look-alikes.ts";
import type { Vault } from "./vault.ts";

/** A text and what is to be done about it. */
export interface OpenText {
  original: string;
  reading: Reading;
  judged: readonly Judged[];
}

/** A text after its findings were dealt with, and where they were in the original. */
export interface HiddenText {
  text: string;
  findings: Judged[];
}

/** One place that is replaced or reported. */
interface Cut {
  finding: Judged;
  place: Place;
  placeholder: string | undefined;
}

/**
 * Does to each finding what the policy says. Everything between them stays as it is, byte for byte.
 *
 * Placeholders are numbered in an order that texts which come later cannot change: for each text, first what was found
 * in it, then what is a repetition of that in this text and those before it.
 */
export function* hideFindings(texts: readonly OpenText[], vault: Vault, hash: KeyedHash): Steps<HiddenText[]> {
  const cuts: Cut[][] = [];
  for (const text of texts) {
    const own: Cut[] = [];
    yield* addCuts(text, own);
    cuts.push(own);
  }
  yield* number(texts, cuts, vault);
  const hidden: HiddenText[] = [];
  for (let index = 0; index < texts.length; index++) {
    const { original } = texts[index] as OpenText;
    const own = cuts[index] as Cut[];
    const begun = { text: "", findings: [], done: 0 };
    yield* apply(original, own, hash, begun);
    hidden.push({ text: begun.text + original.slice(begun.done), findings: begun.findings });
  }
  return hidden;
}

function addCuts({ reading, judged }: OpenText, cuts: Cut[]): Steps<void> {
  let done = 0;
  return forEachInSteps(judged, (finding) => {
    for (const place of reading.places(finding.start, finding.end)) {
      // A number is replaced whole, also when two findings are parts of it.
      if (place.start < done) continue;
      cuts.push({ finding, place, placeholder: undefined });
      if (finding.action !== "flag") done = place.end;
    }
  });
}

/** A repetition, and the text that it is in. */
interface Repetition {
  cut: Cut;
  original: string;
}

function* number(texts: readonly OpenText[], cuts: readonly Cut[][], vault: Vault): Steps<void> {
  const hasRepetitions = cuts.some((own) => own.some(({ finding }) => finding.rule === REPEATED));
  const repetitions = hasRepetitions ? yield* repetitionsByText(texts, cuts) : [];
  let work = 0;
  for (let index = 0; index < cuts.length; index++) {
    const own = cuts[index] as Cut[];
    const { original } = texts[index] as OpenText;
    yield* forEachInSteps(own, (cut) => {
      if (cut.finding.action === "tokenize" && cut.finding.rule !== REPEATED) {
        cut.placeholder = placeholderOf(original, cut, vault);
      }
    });
    work += own.length;
    // Many texts may have few each.
    if (work > ITEMS_A_STEP) {
      work = 0;
      yield;
    }
    for (const { cut, original: text } of repetitions[index] ?? []) {
      cut.placeholder = placeholderOf(text, cut, vault);
      if (++work % ITEMS_A_STEP === 0) yield;
    }
  }
}

/** By text: the repetitions, in it and in those before it, of what was found in it. */
function* repetitionsByText(texts: readonly OpenText[], cuts: readonly Cut[][]): Steps<Repetition[][]> {
  const knownFrom = new Map<string, number>();
  for (const [index, own] of cuts.entries()) {
    for (const { finding, place } of own) {
      if (finding.rule !== REPEATED && !knownFrom.has(place.value)) knownFrom.set(place.value, index);
    }
  }
  yield;
  let work = 0;
  const repetitions = texts.map((): Repetition[] => []);
  for (const [index, own] of cuts.entries()) {
    const { original } = texts[index] as OpenText;
    for (const cut of own) {
      if (cut.finding.action !== "tokenize" || cut.finding.rule !== REPEATED) continue;
      repetitions[Math.max(index, knownFrom.get(cut.place.value) ?? 0)]?.push({ cut, original });
      if (++work % ITEMS_A_STEP === 0) yield;
    }
  }
  yield;
  return repetitions;
}

function placeholderOf(original: string, { finding, place }: Cut, vault: Vault): string {
  const { value, depth, isNumber, start, end } = place;
  const written = original.slice(start, end);
  let verbatim = written === escapeJson(value, depth) ? undefined : { text: written, depth };
  if (depth === 0 && needsEscape(value) && standsInQuotes(original, start)) {
    verbatim = { text: written, depth: QUOTED_IN_PROSE };
  }
  return vault.hide(finding.type, { value, verbatim, isNumber });
}

function apply(
  original: string,
  cuts: readonly Cut[],
  hash: KeyedHash,
  hidden: HiddenText & { done: number },
): Steps<void> {
  return forEachInSteps(cuts, ({ finding, place, placeholder }) => {
    const { start, end, depth, isNumber, value } = place;
    const { action, type } = finding;
    const isSamePlace = start === finding.start && end === finding.end;
    if (type !== LOOK_ALIKE) hidden.findings.push(isSamePlace ? finding : { ...finding, start, end });
    if (action === "flag") return;
    const quote = isNumber ? quoteAt(depth) : "";
    const replacement =
      action === "tokenize" ? (placeholder as string) : escapeJson(replaceForGood(action, type, value, hash), depth);
    hidden.text += original.slice(hidden.done, start) + quote + replacement + quote;
    hidden.done = end;
  });
}
