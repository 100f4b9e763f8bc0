import { createLiteralSearch, type LiteralSearch } from "./literal-search.ts";
import type { Steps } from "./steps.ts";
import { createValueSearch, type ValueMatch, type ValueSearch } from "./value-search.ts";
import { isInsideRun, LONGEST_ENCODED, mayHaveOtherForms, nextOtherForm } from "./value-tokens.ts";

/** A stretch of a text. */
interface Span {
  start: number;
  end: number;
}

/**
 * Prepares to find the longest of some values that ends at each place of a text, in order of the ends: what a
 * {@link ValueSearch} finds, which reads all of a text. Here, it reads only what surrounds the places where something is
 * written otherwise, and texts in which too much looks like a value.
 */
export function createValueFinder(values: readonly string[]): (text: string) => Steps<ValueMatch[]> {
  let longest = 0;
  for (const { length } of values) longest = Math.max(longest, length);
  const finder: Finder = { values, longest, findLiterally: createLiteralSearch(values), search: undefined };
  return (text) => findValues(text, finder);
}

interface Finder {
  values: readonly string[];
  /** Length of the longest of them. */
  longest: number;
  findLiterally: LiteralSearch | undefined;
  /** For what is written otherwise; made when it is first needed. */
  search: ValueSearch | undefined;
}

/** Out here: a generator made within would keep everything that stands around it until the next full collection. */
function* findValues(text: string, finder: Finder): Steps<ValueMatch[]> {
  const { values, longest, findLiterally } = finder;
  const literal = findLiterally && (yield* findLiterally(text));
  if (literal && !mayHaveOtherForms(text)) return longestByEnd(literal);
  if (!literal) {
    finder.search ??= yield* createValueSearch(values);
    return yield* finder.search.find(text);
  }
  const matches: ValueMatch[] = [];
  const read: Span[] = [];
  for (let form = nextOtherForm(text, 0); form; ) {
    const before = read.at(-1)?.end ?? 0;
    let start = Math.max(before, form.start - longest);
    while (start > before && isInsideRun(text, start)) start--;
    finder.search ??= yield* createValueSearch(values);
    // With the token after it, which would seem to be the rest of one.
    const end = yield* finder.search.findBetween(text, start, Math.min(form.end + 1, text.length), matches);
    if (end > start) read.push({ start, end });
    // One that was read already, right before the end, may have a token after it that was not.
    form = nextOtherForm(text, Math.max(form.end, end - LONGEST_ENCODED));
  }
  for (const match of outside(read, literal)) matches.push(match);
  return longestByEnd(matches);
}

/** The matches that begin in none of the stretches, which are in order. */
function outside(stretches: readonly Span[], matches: ValueMatch[]): ValueMatch[] {
  matches.sort((first, second) => first.start - second.start);
  let next = 0;
  return matches.filter(({ start }) => {
    while (next < stretches.length && (stretches[next] as Span).end <= start) next++;
    return start < (stretches[next]?.start ?? Number.POSITIVE_INFINITY);
  });
}

function longestByEnd(matches: ValueMatch[]): ValueMatch[] {
  matches.sort((first, second) => first.end - second.end || first.start - second.start);
  return matches.filter(({ end }, index) => end !== matches[index - 1]?.end);
}
