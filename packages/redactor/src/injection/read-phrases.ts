import { type Evidence, NO_EVIDENCE, stronger } from "./evidence.ts";
import { htmlComments } from "./html-comments.ts";
import { createKnownWordList, type KnownWords } from "./known-words.ts";
import type { PhraseBook, PhraseRule } from "./phrases.ts";
import { type Alphabet, NOT_FOLDED, readWords, WORD_FLAGS } from "./words.ts";

/** Evidence is summed over two neighbouring stretches of so many words: a long document must not add up to an attack. */
const STRETCH_BITS = 8;
/** What a quoted phrase still says in a text that speaks about attacks. */
const QUOTED_SHARE = 0.2;
const COMMENT_RULE: PhraseRule = { name: "hidden-comment", weight: 0.5, phrases: [] };
/** How far back a negation or a subject is looked for, in words. */
const LOOK_BACK = 3;
const SUBJECT_LOOK_BACK = 2;
/** Least weight of a rule that is worth remarking in a comment. */
const TELLING_WEIGHT = 0.5;

/** What reading a text's words gives. */
export interface PhraseReading {
  evidence: Evidence;
  /** Rules without weight that fired: they say how the text should be read again. */
  hints: ReadonlySet<string>;
  /** The longest run of words of one character. */
  singles: number;
}

/**
 * Creates a reader of folded texts, which looks for the phrases of all rules in one pass. It gives `undefined` for ASCII
 * that has to be folded first.
 */
export function createPhraseReader(
  alphabet: Alphabet,
  book: PhraseBook,
  rules: readonly PhraseRule[],
): (text: string, units: Uint16Array) => PhraseReading | undefined {
  const words = createKnownWordList();

  function addWord(hash: number, position: number, start: number, _end: number, flags: number): void {
    const id = book.wordId(hash);
    if (id >= 0) words.add(id, position, flags, start);
  }

  return function readText(text, units) {
    words.clear();
    const singles = readWords(units, text.length, alphabet, book.words, addWord);
    if (singles === NOT_FOLDED) return undefined;
    book.open(words);
    const comments = htmlComments(text);
    const hints = new Set<string>();

    let best = NO_EVIDENCE;
    let stretch = 0;
    let before = new Map<number, number>();
    let current = new Map<number, number>();
    let comment = 0;
    let index = 0;

    function closeStretch(next: number): void {
      // Nearly all stretches hold nothing, and leave the maps as they are.
      if (current.size > 0) {
        best = stronger(best, sumOf(rules, before, current));
        before = next === stretch + 1 ? current : new Map();
        current = new Map();
      } else if (before.size > 0) before = new Map();
      stretch = next;
    }

    function onRule(rule: number): void {
      const { imperative, weight, name } = rules[rule] ?? COMMENT_RULE;
      if (weight === 0) {
        hints.add(name);
        return;
      }
      if (imperative && isSomethingElse(words, index, book)) return;
      const share = ((words.flags[index] ?? 0) & WORD_FLAGS.quoted) === 0 ? 1 : QUOTED_SHARE;
      current.set(rule, Math.max(current.get(rule) ?? 0, share));
      const start = words.starts[index] ?? 0;
      while (comment < comments.length && (comments[comment + 1] ?? 0) < start) comment += 2;
      const isInComment = comment < comments.length && start > (comments[comment] ?? 0);
      if (isInComment && weight >= TELLING_WEIGHT) current.set(rules.length, 1);
    }

    for (index = 0; index < words.count; index += 1) {
      const place = (words.positions[index] ?? 0) >> STRETCH_BITS;
      if (place !== stretch) closeStretch(place);
      book.matchAt(index, onRule);
    }
    closeStretch(stretch);
    return { evidence: best, hints, singles };
  };
}

/** Whether the verb at an index is denied, or somebody else does it. */
function isSomethingElse({ ids, positions }: KnownWords, index: number, book: PhraseBook): boolean {
  const position = positions[index] ?? 0;
  for (let back = index - 1; back >= 0; back -= 1) {
    const distance = position - (positions[back] ?? 0);
    if (distance > LOOK_BACK) return false;
    const id = ids[back] ?? 0;
    if (book.isIn("negators", id)) return true;
    if (distance <= SUBJECT_LOOK_BACK && book.isIn("subjects", id)) return true;
  }
  return false;
}

function sumOf(rules: readonly PhraseRule[], ...stretches: readonly ReadonlyMap<number, number>[]): Evidence {
  const shares = new Map<number, number>();
  for (const stretch of stretches) {
    for (const [rule, share] of stretch) shares.set(rule, Math.max(shares.get(rule) ?? 0, share));
  }
  const fired = Array.from(shares, ([rule, share]) => ({ ...(rules[rule] ?? COMMENT_RULE), share }));
  const spokenAbout = fired.some(({ weight }) => weight < 0);
  let amount = 0;
  for (const { weight, share } of fired) amount += weight > 0 && spokenAbout ? weight * share : weight;
  return { amount, rules: new Set(fired.filter(({ weight }) => weight > 0).map(({ name }) => name)) };
}
