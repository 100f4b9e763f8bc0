import type { Steps } from "./steps.ts";
import { createTransitions } from "./transitions.ts";
import { createVocabulary, NO_TOKEN, NO_WIDTH, type Token } from "./value-tokens.ts";

/** Where a value stands. */
export interface ValueMatch {
  start: number;
  end: number;
  /** Index of the value. */
  value: number;
}

/** Looks for many values at once. */
export interface ValueSearch {
  /** The longest value that ends at each place, in order of their ends. */
  find(text: string): Steps<ValueMatch[]>;
  /**
   * Adds those that begin between two places, both of which are where tokens begin, and whatever overlaps them. Gives
   * the place up to which nothing else begins.
   */
  findBetween(text: string, start: number, end: number, matches: ValueMatch[]): Steps<number>;
  /** How many moves from state to state were made so far: at most two for each token. */
  moves(): number;
}

const ROOT = 0;
const TOKENS_A_STEP = 16_384;

/**
 * Prepares the search for values as whole words, in time linear in the length of the values; searching is linear in
 * that of the text. It is the automaton of Aho and Corasick over tokens: runs of letters and digits are never cut.
 */
export function* createValueSearch(values: readonly string[]): Steps<ValueSearch> {
  const vocabulary = createVocabulary(lengthOf(values));
  const next = createTransitions();
  const parents = [ROOT];
  const tokens = [NO_TOKEN];
  const depths = [0];
  const ends = [-1];
  const token: Token = { id: NO_TOKEN, end: 0 };
  let work = 0;
  let moves = 0;

  for (const [value, text] of values.entries()) {
    let state = ROOT;
    for (let index = 0; index < text.length; index = token.end) {
      vocabulary.read(text, index, token, true);
      if (token.id === NO_WIDTH) continue;
      let following = next.get(state, token.id);
      if (following < 0) {
        following = parents.length;
        next.set(state, token.id, following);
        parents.push(state);
        tokens.push(token.id);
        depths.push((depths[state] as number) + 1);
        ends.push(-1);
      }
      state = following;
      if (++work % TOKENS_A_STEP === 0) yield;
    }
    if (state !== ROOT && ends[state] === -1) ends[state] = value;
  }

  const fails = new Int32Array(parents.length);
  const outputs = new Int32Array(parents.length);

  function move(from: number, id: number): number {
    let state = from;
    for (;;) {
      moves++;
      const following = next.get(state, id);
      if (following >= 0) return following;
      if (state === ROOT) return ROOT;
      state = fails[state] as number;
    }
  }

  for (const state of byDepth(depths)) {
    if (state === ROOT) continue;
    const parent = parents[state] as number;
    const failure = parent === ROOT ? ROOT : move(fails[parent] as number, tokens[state] as number);
    fails[state] = failure;
    outputs[state] = (ends[state] as number) >= 0 ? state : (outputs[failure] as number);
    if (++work % TOKENS_A_STEP === 0) yield;
  }

  moves = 0;
  const automaton: Automaton = { vocabulary, token, move, outputs, depths, ends, read: 0 };
  return {
    find: (text) => findAll(automaton, text),
    findBetween: (...between) => findBetween(automaton, ...between),
    moves: () => moves,
  };
}

/** What is searched with. States are numbers; the root is 0. */
interface Automaton {
  vocabulary: ReturnType<typeof createVocabulary>;
  /** The token that was read last. */
  token: Token;
  move(from: number, id: number): number;
  /** By state: the nearest on the way of failures, itself included, in which a value ends; the root when there is none. */
  outputs: Int32Array;
  /** By state: how many tokens lead there. */
  depths: readonly number[];
  /** By state: the value that ends there, or -1. */
  ends: readonly number[];
  /** How many tokens were read. */
  read: number;
}

// Generators that are made within a request would keep it until the next full collection: they stand out here.

function* findAll(automaton: Automaton, text: string): Steps<ValueMatch[]> {
  const matches: ValueMatch[] = [];
  yield* findBetween(automaton, text, 0, text.length, matches);
  return matches;
}

function* findBetween(
  automaton: Automaton,
  text: string,
  start: number,
  end: number,
  matches: ValueMatch[],
): Steps<number> {
  const { vocabulary, token, outputs, depths, ends } = automaton;
  /** Where the tokens begin that were read since the automaton left its root. */
  const starts: number[] = [];
  let state = ROOT;
  let index = start;
  for (; index < end || (state !== ROOT && index < text.length); index = token.end) {
    if (++automaton.read % TOKENS_A_STEP === 0) yield;
    vocabulary.read(text, index, token, false);
    if (token.id === NO_WIDTH) continue;
    state = token.id === NO_TOKEN ? ROOT : automaton.move(state, token.id);
    if (state === ROOT) {
      starts.length = 0;
      continue;
    }
    starts.push(index);
    const output = outputs[state] as number;
    if (output === ROOT) continue;
    const from = starts[starts.length - (depths[output] as number)] as number;
    matches.push({ start: from, end: token.end, value: ends[output] as number });
  }
  return index;
}

function lengthOf(values: readonly string[]): number {
  let length = 0;
  for (const value of values) length += value.length;
  return length;
}

/** States in order of their depth. */
function byDepth(depths: readonly number[]): Int32Array {
  let deepest = 0;
  for (const depth of depths) deepest = Math.max(deepest, depth);
  const places = new Int32Array(deepest + 2);
  for (const depth of depths) places[depth + 1] = (places[depth + 1] as number) + 1;
  for (let depth = 1; depth < places.length; depth++) {
    places[depth] = (places[depth] as number) + (places[depth - 1] as number);
  }
  const states = new Int32Array(depths.length);
  for (const [state, depth] of depths.entries()) {
    const place = places[depth] as number;
    states[place] = state;
    places[depth] = place + 1;
  }
  return states;
}
