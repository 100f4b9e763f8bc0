import { resolveOverlaps } from "../detect/resolve-overlaps.ts";
import type { Direction } from "../policy/policy.ts";
import { createValueFinder } from "./find-values.ts";
import type { TextMemory } from "./findings-cache.ts";
import { type Look, readingOf } from "./looks.ts";
import type { Judged, Scanner } from "./scanner.ts";
import { forEachInSteps, ITEMS_A_STEP, type Steps } from "./steps.ts";
import { strengthOf } from "./strength.ts";
import type { ValueMatch } from "./value-search.ts";
import { hasInvisible, probeOf } from "./value-tokens.ts";

/** The rule that repetitions were found by. */
export const REPEATED = "repeated";

/** Shorter values stand in too many places that have nothing to do with them. */
const MIN_LENGTH = 6;

/** After how much text work may be interrupted, in UTF-16 units, and what a text counts for beside its length. */
const LENGTH_A_STEP = 64 * 1024;
const LOOK_LENGTH = 64;

/** Naming many texts takes time, and nearly always those of the last request are asked for. */
const MOST_NAMES = 16;

/** Values that are hidden in texts of one direction, and what was found first of each. */
interface KnownValues {
  find: ReturnType<typeof createValueFinder>;
  findings: Judged[];
}

/** What is to be looked for, in the order of the texts that have a value first: the sources. */
interface Sources {
  count: number;
  /** The first finding of each value. */
  byValue: ReadonlyMap<string, Judged>;
  /** How many values the first so many sources have. */
  sizeOf(count: number): number;
  /** Names the first so many sources; `undefined` where nothing is remembered. */
  nameOf(count: number): string | undefined;
}

/**
 * Finds what was found in one place in all others, too: a number that stands beside its label once, and later without.
 * Otherwise the value would leave after all, with its placeholder beside it. What happens to it is up to the place.
 * What a text was searched for before, it is not searched for again.
 */
export function* addRepetitions(
  looks: readonly Look[],
  { actionOf }: Pick<Scanner, "actionOf">,
  memory: TextMemory,
): Steps<void> {
  const sources = yield* sourcesOf(looks, memory);
  if (sources.count === 0) return;
  const { count, byValue, sizeOf, nameOf } = sources;
  const mayHold = createProbes(byValue);
  const known: Partial<Record<Direction, KnownValues>> = {};
  let work = 0;
  for (const look of looks) {
    work += LOOK_LENGTH + look.slot.text.length;
    if (work > LENGTH_A_STEP) {
      work = 0;
      yield;
    }
    const { key, known: remembered } = look;
    const { direction } = look.slot;
    const before = remembered.repeated;
    const isKnown = before !== undefined && before.name === nameOf(before.sources);
    if (isKnown) look.judged = before.judged;
    if (isKnown && before.sources === count) continue;
    if (mayHold(look, sizeOf(isKnown ? before.sources : 0))) {
      known[direction] ??= yield* knownValues(byValue, (finding) => actionOf(finding, direction));
      look.judged = remembered.judged;
      const added = yield* repetitionsIn(look, known[direction]);
      if (added.length > 0) look.judged = resolveOverlaps([...look.judged, ...added], readingOf(look).text, strengthOf);
    }
    const name = nameOf(count);
    if (key !== undefined && name !== undefined) {
      memory.remember(key, { ...remembered, repeated: { sources: count, name, judged: look.judged } });
    }
  }
}

function* sourcesOf(looks: readonly Look[], memory: TextMemory): Steps<Sources> {
  const byValue = new Map<string, Judged>();
  const keys: (string | undefined)[] = [];
  /** How many values there are up to each source. */
  const sizes = [0];
  let names: Map<number, string | undefined> | undefined;
  let work = 0;
  for (const look of looks) {
    const { judged, key } = look;
    if (judged.length === 0) continue;
    const { text } = readingOf(look);
    const before = byValue.size;
    for (const finding of judged) {
      if (finding.end - finding.start < MIN_LENGTH) continue;
      const value = text.slice(finding.start, finding.end);
      if (!byValue.has(value)) byValue.set(value, finding);
      if (++work % ITEMS_A_STEP === 0) yield;
    }
    if (byValue.size > before) sizes[keys.push(key)] = byValue.size;
  }

  function nameOf(count: number): string | undefined {
    if (count > keys.length) return undefined;
    if (count === 1) return keys[0];
    names ??= new Map();
    if (!names.has(count)) {
      if (names.size === MOST_NAMES) return undefined;
      const own = keys.slice(0, count);
      names.set(count, own.includes(undefined) ? undefined : memory.keyOf("sources", own.join("")));
    }
    return names.get(count);
  }

  // Of all names this one is needed for certain.
  nameOf(keys.length);
  return { count: keys.length, byValue, sizeOf: (count) => sizes[count] ?? 0, nameOf };
}

/** More of them, and more places, are found faster by looking for all values at once. */
const MOST_PROBES = 32;

/** A stretch that every text has that holds a value, and where it stands in the value. */
interface Probe {
  value: string;
  /** Empty where there is no such stretch. */
  written: string;
  offset: number;
}

/**
 * Tells whether a text may hold any but the first so many values somewhere else than where it was found in this text:
 * cheap, since most texts do not.
 */
function createProbes(values: ReadonlyMap<string, Judged>): (look: Look, from: number) => boolean {
  let written: readonly string[] | undefined;
  const probes: Probe[] = [];
  return (look, from) => {
    if (values.size - from > MOST_PROBES || look.known.judged.length > MOST_PROBES) return true;
    written ??= [...values.keys()];
    const { text } = readingOf(look);
    if (hasInvisible(text)) return true;
    for (let index = from; index < written.length; index++) {
      probes[index] ??= createProbe(written[index] as string);
      if (standsElsewhere(probes[index] as Probe, look, text)) return true;
    }
    return false;
  };
}

function createProbe(value: string): Probe {
  const written = probeOf(value);
  return { value, written, offset: value.indexOf(written) };
}

/** Whether a probe stands where no finding of the text itself covers the value that it is of. */
function standsElsewhere({ value, written, offset }: Probe, { known }: Look, text: string): boolean {
  if (written === "") return true;
  let place = text.indexOf(written);
  for (let tries = 0; place >= 0; place = text.indexOf(written, place + 1)) {
    if (++tries > MOST_PROBES) return true;
    const start = place - offset;
    const end = start + value.length;
    const isFound = known.judged.some((own) => own.start <= start && own.end >= end && own.action !== "flag");
    if (!isFound || !text.startsWith(value, start)) return true;
  }
  return false;
}

function* knownValues(
  firsts: ReadonlyMap<string, Judged>,
  actionIn: (finding: Judged) => ReturnType<Scanner["actionOf"]>,
): Steps<KnownValues> {
  const values: string[] = [];
  const findings: Judged[] = [];
  yield* forEachInSteps([...firsts.keys()], (value) => {
    const finding = firsts.get(value) as Judged;
    const action = actionIn(finding);
    if (action === "allow" || action === "flag") return;
    values.push(value);
    findings.push(action === finding.action ? finding : { ...finding, action });
  });
  return { find: createValueFinder(values), findings };
}

function* repetitionsIn(look: Look, { find, findings }: KnownValues): Steps<Judged[]> {
  if (findings.length === 0) return [];
  const { judged } = look;
  const matches = yield* find(readingOf(look).text);
  // Matches come in order of their ends: what covers one, if anything, is not far from what covered the last.
  let next = 0;
  const left = matches.filter(({ start, end }) => {
    while (next < judged.length && (judged[next] as Judged).end < end) next++;
    const covering = judged[next];
    return !covering || covering.start > start || covering.action === "flag";
  });
  return joined(left).map(({ start, end, value }) => ({
    ...(findings[value] as Judged),
    rule: REPEATED,
    start,
    end,
  }));
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
