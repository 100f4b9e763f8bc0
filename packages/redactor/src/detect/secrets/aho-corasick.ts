/** Symbols of the search: 0 for everything that no keyword has. */
const ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789_-.:/$=~";
const WIDTH = ALPHABET.length + 1;
const UNITS = 128;

/** A flat Aho-Corasick automaton over ASCII text, case-insensitive: one table look-up per character. */
export interface KeywordSearch {
  /** Symbol of each unit below 128. */
  readonly symbolOf: Uint8Array;
  /** Next state by `state * width + symbol`. */
  readonly next: Uint16Array;
  readonly width: number;
  /** Characters of the longest keyword beginning that a state stands for. */
  readonly depthOf: Uint8Array;
  /** Numbers of the keywords that end in a state; `undefined` in most. */
  readonly keywordsAt: readonly (readonly number[] | undefined)[];
}

/** Builds the automaton; the number of a keyword is its place in the list. */
export function createKeywordSearch(keywords: readonly string[]): KeywordSearch {
  const symbolOf = new Uint8Array(UNITS);
  for (let index = 0; index < ALPHABET.length; index++) {
    symbolOf[ALPHABET.charCodeAt(index)] = index + 1;
    symbolOf[ALPHABET.toUpperCase().charCodeAt(index)] = index + 1;
  }
  const children: Map<number, number>[] = [new Map()];
  const ends: number[][] = [[]];
  const depths = [0];
  keywords.forEach((keyword, number) => {
    let state = 0;
    for (const character of keyword) {
      const symbol = symbolOf[character.charCodeAt(0)] as number;
      if (symbol === 0) throw new Error(`The keyword ${keyword} has a character that the search does not know.`);
      let child = children[state]?.get(symbol);
      if (child === undefined) {
        child = children.length;
        children.push(new Map());
        ends.push([]);
        depths.push((depths[state] as number) + 1);
        children[state]?.set(symbol, child);
      }
      state = child;
    }
    ends[state]?.push(number);
  });

  const next = new Uint16Array(children.length * WIDTH);
  const failures = new Uint16Array(children.length);
  const queue = [0];
  for (let place = 0; place < queue.length; place++) {
    const state = queue[place] as number;
    const failure = failures[state] as number;
    for (let symbol = 0; symbol < WIDTH; symbol++) {
      const child = children[state]?.get(symbol);
      const fallback = state === 0 ? 0 : (next[failure * WIDTH + symbol] as number);
      next[state * WIDTH + symbol] = child ?? fallback;
      if (child === undefined) continue;
      failures[child] = fallback;
      ends[child]?.push(...(ends[fallback] ?? []));
      queue.push(child);
    }
  }
  return {
    symbolOf,
    next,
    width: WIDTH,
    depthOf: Uint8Array.from(depths),
    keywordsAt: ends.map((numbers) => (numbers.length > 0 ? numbers : undefined)),
  };
}
