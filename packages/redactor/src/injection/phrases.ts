import { createHashFilter, type HashFilter } from "../hash-filter.ts";
import { createKnownWordList, type KnownWords } from "./known-words.ts";
import { type Alphabet, hashWord, WORD_FLAGS } from "./words.ts";

/**
 * A phrase is words parted by spaces. `a|b` is a choice, `{name}` a list of words, `~3` up to three words that do not
 * matter, `^` before the first word says that it begins a clause, `!` that it is written in capitals.
 * Ideographs are words of their own and need no spaces.
 */
export interface PhraseRule {
  /** Name that a verdict carries. */
  readonly name: string;
  /**
   * How much it says: evidence of 1 is enough to block by the balanced preset. Below 0 it speaks against an attack; a
   * rule of weight 0 only hints at how to read the text again.
   */
  readonly weight: number;
  /** Not when a negation or somebody else as the subject stands right before it ("do not", "I", "how do I"). */
  readonly imperative?: boolean;
  readonly phrases: readonly string[];
}

interface Step {
  /** Which words fit: a bit for each. */
  readonly members: Uint8Array;
  /** The number of this set of words. */
  readonly set: number;
  /** How many other words may stand before it. */
  readonly gap: number;
}

interface Phrase {
  readonly rule: number;
  readonly requiredFlags: number;
  readonly steps: readonly Step[];
}

/** The phrases of all rules, ready to be looked for. */
export interface PhraseBook {
  /** What hashes its words have. */
  readonly words: HashFilter;
  /** The word's number, or -1. */
  wordId(hash: number): number;
  /** Whether a word is in a list. */
  isIn(list: string, id: number): boolean;
  /** Turns to the words of another text: phrases that need a word which it does not have are left out. */
  open(words: KnownWords): void;
  /** Rules whose phrases begin at the word with this index in the text that was opened, each at most once. */
  matchAt(index: number, onRule: (rule: number) => void): void;
}

/** No phrase looks further ahead than this, in words. */
const MAX_SPAN = 31;
const IDEOGRAPHS = /^[\u3040-\uabff\uf900-\ufaff]{2,}$/;
/** Shorter words are too often misspellings of each other. */
const MIN_TYPO_LENGTH = 6;
const TABLE_BITS = 15;
const TABLE_SIZE = 1 << TABLE_BITS;

/** What a phrase book is made of. */
export interface PhraseSource {
  rules: readonly PhraseRule[];
  lists: Readonly<Record<string, string>>;
  /** Names of the lists whose words are known misspelt too. */
  listsWithTypos: readonly string[];
  /** What texts go through before they are read. */
  fold: (text: string) => string;
}

/** Sets are many and words are thousands: as bits they stay in the processor's cache. */
function isMember(members: Uint8Array, id: number): boolean {
  return (((members[id >> 3] as number) >> (id & 7)) & 1) === 1;
}

/** Compiles phrases for an alphabet. */
export function compilePhrases({ rules, lists, listsWithTypos, fold }: PhraseSource, alphabet: Alphabet): PhraseBook {
  const tableHashes = new Int32Array(TABLE_SIZE);
  const tableIds = new Int16Array(TABLE_SIZE).fill(-1);
  let wordCount = 0;

  function slotOf(hash: number): number {
    let slot = (hash ^ (hash >>> 15)) & (TABLE_SIZE - 1);
    while ((tableIds[slot] ?? -1) >= 0 && tableHashes[slot] !== hash) slot = (slot + 1) & (TABLE_SIZE - 1);
    return slot;
  }

  function addWord(word: string): number {
    const hash = hashWord(word, alphabet);
    const slot = slotOf(hash);
    if ((tableIds[slot] ?? -1) < 0) {
      tableHashes[slot] = hash;
      tableIds[slot] = wordCount;
      wordCount += 1;
    }
    return tableIds[slot] ?? -1;
  }

  const setsByKey = new Map<string, number[]>();
  function wordSet(choices: string): number[] {
    const known = setsByKey.get(choices);
    if (known) return known;
    const ids = choices.split("|").flatMap((choice) => {
      const name = /^\{(.+)\}$/.exec(choice)?.[1];
      if (name === undefined) return [addWord(choice)];
      return wordsOf(name).map(addWord);
    });
    setsByKey.set(choices, ids);
    return ids;
  }

  function wordsOf(name: string): string[] {
    const list = lists[name];
    if (list === undefined) throw new TypeError(`There is no word list "${name}".`);
    return fold(list).split(/\s+/).filter(Boolean);
  }

  /** Real words win: a misspelling that is known already stays what it is. */
  function addTypos(word: string): void {
    if (word.length < MIN_TYPO_LENGTH) return;
    const id = addWord(word);
    for (let at = 1; at < word.length; at += 1) {
      const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
      for (const typo of [
        before + after,
        before + letter + letter + after,
        before + after.charAt(0) + letter + after.slice(1),
      ]) {
        const hash = hashWord(typo, alphabet);
        const slot = slotOf(hash);
        if ((tableIds[slot] ?? -1) >= 0) continue;
        tableHashes[slot] = hash;
        tableIds[slot] = id;
      }
    }
  }

  interface RawPhrase {
    rule: number;
    requiredFlags: number;
    steps: { ids: number[]; gap: number }[];
  }
  function parse(source: string, rule: number): RawPhrase {
    let requiredFlags = 0;
    let gap = 0;
    const steps: RawPhrase["steps"] = [];
    for (const part of fold(source).split(" ")) {
      if (part === "^") requiredFlags |= WORD_FLAGS.clauseStart;
      else if (part === "!") requiredFlags |= WORD_FLAGS.capitals;
      else if (part.startsWith("~")) gap = Number(part.slice(1));
      else {
        for (const choices of IDEOGRAPHS.test(part) ? part : [part]) {
          steps.push({ ids: wordSet(choices), gap });
          gap = 0;
        }
      }
    }
    return { rule, requiredFlags, steps };
  }

  const raw = rules.flatMap((rule, index) => rule.phrases.map((phrase) => parse(phrase, index)));
  const listIds = Object.keys(lists).map((name) => [name, wordSet(`{${name}}`)] as const);

  for (const name of listsWithTypos) {
    for (const word of wordsOf(name)) addTypos(word);
  }

  interface WordSet {
    number: number;
    members: Uint8Array;
  }
  const sets = new Map<number[], WordSet>();
  const setsOfWord: number[][] = Array.from({ length: wordCount }, () => []);
  function setOf(ids: number[]): WordSet {
    const known = sets.get(ids);
    if (known) return known;
    const set = { number: sets.size, members: new Uint8Array((wordCount >> 3) + 1) };
    for (const id of ids) {
      set.members[id >> 3] = (set.members[id >> 3] as number) | (1 << (id & 7));
      setsOfWord[id]?.push(set.number);
    }
    sets.set(ids, set);
    return set;
  }
  const listMembers = new Map(listIds.map(([name, ids]) => [name, setOf(ids).members]));
  const phrasesByFirstWord: Phrase[][] = Array.from({ length: wordCount }, () => []);
  for (const { rule, requiredFlags, steps } of raw) {
    const phrase: Phrase = {
      rule,
      requiredFlags,
      steps: steps.slice(1).map(({ ids, gap }) => {
        const { members, number } = setOf(ids);
        return { members, set: number, gap };
      }),
    };
    for (const id of new Set(steps[0]?.ids)) phrasesByFirstWord[id]?.push(phrase);
  }

  function wordId(hash: number): number {
    return tableIds[slotOf(hash)] ?? -1;
  }

  let words: KnownWords = createKnownWordList();
  /** The number of the opened text stands where it has the word or one of the set, and where its phrases were chosen. */
  let opened = 0;
  const seenWords = new Uint32Array(wordCount);
  const seenSets = new Uint32Array(sets.size);
  const chosen = new Uint32Array(wordCount);
  /** The phrases that are possible in the opened text, by their first word. */
  const possible: Phrase[][] = Array.from({ length: wordCount }, () => []);

  function phrasesFrom(id: number): readonly Phrase[] {
    if (chosen[id] !== opened) {
      chosen[id] = opened;
      possible[id] = (phrasesByFirstWord[id] ?? []).filter(({ steps }) =>
        steps.every(({ set }) => seenSets[set] === opened),
      );
    }
    return possible[id] ?? [];
  }

  /** Bit n of `reached` says that the steps so far can end n words after the first. */
  function followsFrom(phrase: Phrase, index: number): boolean {
    const { count, ids, positions } = words;
    const first = positions[index] as number;
    let reached = 1;
    for (const { members, gap } of phrase.steps) {
      let allowed = 0;
      for (let distance = 1; distance <= gap + 1; distance += 1) allowed |= reached << distance;
      reached = 0;
      const furthest = MAX_SPAN - Math.clz32(allowed);
      for (let ahead = index + 1; ahead < count; ahead += 1) {
        const distance = (positions[ahead] as number) - first;
        if (distance > furthest) break;
        if ((allowed >>> distance) & 1 && isMember(members, ids[ahead] as number)) reached |= 1 << distance;
      }
      if (reached === 0) return false;
    }
    return true;
  }

  return {
    words: createHashFilter(tableHashes.filter((_, slot) => (tableIds[slot] ?? -1) >= 0)),
    wordId,
    isIn(list, id) {
      const members = listMembers.get(list);
      return members !== undefined && isMember(members, id);
    },
    open(text) {
      words = text;
      opened = (opened + 1) >>> 0;
      for (let index = 0; index < words.count; index += 1) {
        const id = words.ids[index] ?? 0;
        if (seenWords[id] === opened) continue;
        seenWords[id] = opened;
        for (const set of setsOfWord[id] ?? []) seenSets[set] = opened;
      }
    },
    matchAt(index, onRule) {
      const flags = words.flags[index] ?? 0;
      const candidates = phrasesFrom(words.ids[index] ?? 0);
      let matched = -1;
      for (const phrase of candidates) {
        if (phrase.rule === matched || (flags & phrase.requiredFlags) !== phrase.requiredFlags) continue;
        if (!followsFrom(phrase, index)) continue;
        matched = phrase.rule;
        onRule(phrase.rule);
      }
    },
  };
}
