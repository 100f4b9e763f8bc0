import { type CharacterSet, NOTHING, overlap } from "./character-set.ts";
import { type ParsedPattern, PatternFault, type PatternNode, parsePattern } from "./parse-pattern.ts";
import { firstOf, isNullable, longestMatch } from "./pattern-facts.ts";
import { workOf } from "./pattern-work.ts";

/** The longest pattern to accept, in characters. */
const MAX_PATTERN_LENGTH = 500;
/** The longest match that a pattern may have: it bounds what one attempt to match costs. */
export const MAX_MATCH_LENGTH = 256;
/**
 * How many ways there may be to match the same text from the same place. Real patterns have a few short optional parts
 * that could end in two places; more than that multiplies.
 */
const MAX_WAYS = 16;
/** How often one character of a text may be looked at: with a hundred, a megabyte takes the better part of a second. */
const MAX_WORK = 100;

/** What a check of a pattern tells. */
export type PatternVerdict =
  | {
      /** How often it looks at one character of a text, at worst. */
      work: number;
      reason?: undefined;
    }
  | {
      /** Why it is refused, as the end of a sentence. */
      reason: string;
    };

/** A pattern whose matching takes linear time. */
export interface SafePattern extends ParsedPattern {
  /** How often it looks at one character of a text, at worst. */
  work: number;
}

/** Whether a regular expression is refused, and what it costs otherwise. */
export function checkPattern(source: string): PatternVerdict {
  try {
    return { work: parseSafePattern(source).work };
  } catch (error) {
    if (error instanceof PatternFault) return { reason: error.message };
    throw error;
  }
}

/**
 * Parses a regular expression and proves that matching it takes linear time: whether to repeat once more, and which
 * branch to take, must be plain from the next character, no match is longer than {@link MAX_MATCH_LENGTH}, and no
 * character is looked at too often.
 *
 * @throws PatternFault
 */
export function parseSafePattern(source: string): SafePattern {
  if (source.length > MAX_PATTERN_LENGTH) throw new PatternFault(`is longer than ${MAX_PATTERN_LENGTH} characters.`);
  const parsed = parsePattern(source);
  if (isNullable(parsed.node)) throw new PatternFault("matches the empty text.");
  const waysToMatch = ways(parsed.node, NOTHING, false);
  if (waysToMatch > MAX_WAYS) {
    throw new PatternFault("leaves too many ways to match the same text. Make its parts differ in how they begin.");
  }
  const longest = longestMatch(parsed.node);
  if (longest > MAX_MATCH_LENGTH) {
    throw new PatternFault(`can match ${longest} characters; ${MAX_MATCH_LENGTH} is the most.`);
  }
  const work = workOf(parsed.node) * waysToMatch;
  if (work > MAX_WORK) {
    throw new PatternFault(
      `can look at each character of a text ${work} times; ${MAX_WORK} is the most. Begin it with \\b, or with what its other parts cannot match.`,
    );
  }
  try {
    new RegExp(parsed.boundedSource, parsed.needsUnicode ? "u" : "");
  } catch {
    throw new PatternFault("is not a valid regular expression.");
  }
  return { ...parsed, work };
}

/** In how many ways a node can match the same text, when `follow` is what may come after it. */
function ways(node: PatternNode, follow: CharacterSet, isRepeated: boolean): number {
  switch (node.kind) {
    case "set":
    case "anchor":
      return 1;
    case "sequence": {
      let total = 1;
      let next = follow;
      for (const item of node.items.toReversed()) {
        total *= ways(item, next, isRepeated);
        next = isNullable(item) ? next | firstOf(item) : firstOf(item);
      }
      return total;
    }
    case "choice": {
      let total = 1;
      let seen = NOTHING;
      let isAmbiguous = false;
      for (const branch of node.branches) {
        const first = isNullable(branch) ? firstOf(branch) | follow : firstOf(branch);
        isAmbiguous ||= overlap(seen, first);
        seen |= first;
        total = Math.max(total, ways(branch, follow, isRepeated));
      }
      if (isAmbiguous && isRepeated) {
        throw new PatternFault("repeats alternatives that can begin with the same character.");
      }
      return isAmbiguous ? total * node.branches.length : total;
    }
    case "repeat": {
      const { item, min, max, position } = node;
      const first = firstOf(item);
      const repeatsItem = max > 1;
      if (repeatsItem && isNullable(item)) {
        throw new PatternFault(`repeats what may be empty (at character ${position}).`);
      }
      const inner = ways(item, repeatsItem ? first | follow : follow, isRepeated || repeatsItem);
      if (min === max || !overlap(first, follow)) return inner;
      if (isRepeated || max - min >= MAX_WAYS) {
        throw new PatternFault(
          `has a repeat that what follows it may go on with (at character ${position}): text could match in many ways.`,
        );
      }
      return inner * (max - min + 1);
    }
  }
}
