import { resolveOverlaps } from "../detect/resolve-overlaps.ts";
import type { Direction } from "../policy/policy.ts";
import type { Judged, Scanner } from "./scanner.ts";
import { ITEMS_A_STEP, type Steps } from "./steps.ts";
import { strengthOf } from "./strength.ts";
import { createValueSearch, type ValueMatch, type ValueSearch } from "./value-search.ts";

/** A text and what was found in it. */
export interface ScannedText {
  reading: { text: string };
  direction: Direction;
  /** Sorted, none overlapping. Repetitions are added to it. */
  judged: Judged[];
}

/** The rule that repetitions were found by. */
export const REPEATED = "repeated";

/** Shorter values stand in too many places that have nothing to do with them. */
const MIN_LENGTH = 6;

/** Values that are hidden in texts of one direction, and what was found of each. */
interface KnownValues {
  search: ValueSearch;
  findings: Judged[];
}

/**
 * Finds what was found in one place in all others, too: a number that stands beside its label once, and later without.
 * Otherwise the value would leave after all, with its placeholder beside it. What happens to it is up to the place.
 */
export function* addRepetitions(texts: readonly ScannedText[], { actionOf }: Pick<Scanner, "actionOf">): Steps<void> {
  const firsts = new Map<string, Judged>();
  let work = 0;
  for (const { reading, judged } of texts) {
    for (const finding of judged) {
      if (finding.end - finding.start < MIN_LENGTH) continue;
      const value = reading.text.slice(finding.start, finding.end);
      if (!firsts.has(value)) firsts.set(value, finding);
      if (++work % ITEMS_A_STEP === 0) yield;
    }
    yield;
  }
  if (firsts.size === 0) return;
  const known = new Map<Direction, KnownValues>();
  for (const text of texts) {
    const { direction } = text;
    let values = known.get(direction);
    if (!values) {
      values = yield* knownValues(firsts, (finding) => actionOf(finding, direction));
      known.set(direction, values);
    }
    const added = yield* repetitionsIn(text, values);
    if (added.length > 0) text.judged = resolveOverlaps([...text.judged, ...added], text.reading.text, strengthOf);
    yield;
  }
}

function* knownValues(
  firsts: ReadonlyMap<string, Judged>,
  actionIn: (finding: Judged) => ReturnType<Scanner["actionOf"]>,
): Steps<KnownValues> {
  const values: string[] = [];
  const findings: Judged[] = [];
  for (const [value, finding] of firsts) {
    const action = actionIn(finding);
    if (action === "allow" || action === "flag") continue;
    values.push(value);
    if (findings.push({ ...finding, action, rule: REPEATED }) % ITEMS_A_STEP === 0) yield;
  }
  return { search: yield* createValueSearch(values), findings };
}

function* repetitionsIn({ reading, judged }: ScannedText, { search, findings }: KnownValues): Steps<Judged[]> {
  if (findings.length === 0) return [];
  const matches = yield* search.find(reading.text);
  // Matches come in order of their ends: what covers one, if anything, is not far from what covered the last.
  let next = 0;
  const left = matches.filter(({ start, end }) => {
    while (next < judged.length && (judged[next] as Judged).end < end) next++;
    const covering = judged[next];
    return !covering || covering.start > start || covering.action === "flag";
  });
  return joined(left).map(({ start, end, value }) => ({ ...(findings[value] as Judged), start, end }));
}

/** Makes one of those that overlap: of a row of equal words, all may be the beginning of the same value. */
function joined(matches: readonly ValueMatch[]): ValueMatch[] {
  const apart: ValueMatch[] = [];
  for (const match of matches) {
    let { start, value } = match;
    let longest = match.end - match.start;
    for (let last = apart.at(-1); last && start < last.end; last = apart.at(-1)) {
      if (last.end - last.start > longest) {
        value = last.value;
        longest = last.end - last.start;
      }
      start = Math.min(start, last.start);
      apart.pop();
    }
    apart.push({ start, end: match.end, value });
  }
  return apart;
}
