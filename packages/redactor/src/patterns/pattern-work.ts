import { type CharacterSet, canPartWords, EVERYTHING, NOTHING, overlap } from "./character-set.ts";
import type { PatternNode } from "./parse-pattern.ts";
import { isNullable, lastOf } from "./pattern-facts.ts";

/** How many of the first characters of a match are compared with what may stand further on in it. */
const PREFIX_LENGTH = 8;

/**
 * How often one character of a text can be looked at, at worst, when there is one way to match from each place.
 *
 * All attempts to match that are under way at a character began inside of what the oldest of them has matched so far,
 * and those that have come further than `offset` characters had each their own character of `prefix[offset]` there. So
 * there are no more of them than places in the pattern where such a character fits.
 */
export function workOf(node: PatternNode): number {
  const gate = gateOf(node);
  if (gate === "^") return 1;
  const attempts = prefixOf(node).map((set, offset) => {
    const fits: Fit =
      gate === "b" && offset === 0
        ? (before, here) => canPartWords(before, here & set)
        : (_, here) => overlap(here, set);
    return offset + Math.max(1, countPlaces(node, EVERYTHING, fits));
  });
  return Math.min(...attempts) * Math.max(1, trials(node));
}

/** What the first, second, third character of a match can be, as far as every match has one. */
function prefixOf(node: PatternNode): CharacterSet[] {
  const prefix = Array.from({ length: PREFIX_LENGTH }, () => NOTHING);

  /** Notes what a node can match from these offsets on (a bit for each), and returns where it can end. */
  function advance(item: PatternNode, offsets: number): number {
    switch (item.kind) {
      case "anchor":
        return offsets;
      case "set":
        for (const [offset, set] of prefix.entries()) if (offsets & (1 << offset)) prefix[offset] = set | item.set;
        return (offsets << 1) & ((1 << (PREFIX_LENGTH + 1)) - 1);
      case "choice":
        return item.branches.reduce((ends, branch) => ends | advance(branch, offsets), 0);
      case "sequence":
        return item.items.reduce((ends, part) => advance(part, ends), offsets);
      case "repeat": {
        let ends = item.min === 0 ? offsets : 0;
        let current = offsets;
        for (let count = 1; count <= item.max && current !== 0; count++) {
          current = advance(item.item, current);
          if (count >= item.min) ends |= current;
        }
        return ends;
      }
    }
  }

  const ends = advance(node, 1);
  return prefix.filter((_, offset) => (ends & ((1 << (offset + 1)) - 1)) === 0);
}

/** The anchor that every match begins with, where it makes places to begin rare. */
function gateOf(node: PatternNode): "^" | "b" | undefined {
  switch (node.kind) {
    case "set":
      return undefined;
    case "anchor":
      return node.anchor === "^" || node.anchor === "b" ? node.anchor : undefined;
    case "repeat":
      return node.min === 0 ? undefined : gateOf(node.item);
    case "choice": {
      const [gate, ...others] = node.branches.map(gateOf);
      return others.every((other) => other === gate) ? gate : undefined;
    }
    case "sequence":
      return node.items[0] && gateOf(node.items[0]);
  }
}

/** Whether a character of one set is what is looked for, behind one of another. */
type Fit = (before: CharacterSet, here: CharacterSet) => boolean;

/** In how many places of one match there can be what is looked for, when `before` is what may stand in front of it. */
function countPlaces(node: PatternNode, before: CharacterSet, fits: Fit): number {
  switch (node.kind) {
    case "set":
      return fits(before, node.set) ? 1 : 0;
    case "anchor":
      return 0;
    case "repeat": {
      if (node.max === 0) return 0;
      const once = countPlaces(node.item, before, fits);
      return node.max === 1 ? once : once + (node.max - 1) * countPlaces(node.item, lastOf(node.item), fits);
    }
    case "choice":
      return Math.max(...node.branches.map((branch) => countPlaces(branch, before, fits)));
    case "sequence": {
      let total = 0;
      let previous = before;
      for (const item of node.items) {
        total += countPlaces(item, previous, fits);
        previous = isNullable(item) ? previous | lastOf(item) : lastOf(item);
      }
      return total;
    }
  }
}

/** Against how many sets one attempt may have to try the same character. */
function trials(node: PatternNode): number {
  switch (node.kind) {
    case "set":
      return 1;
    case "anchor":
      return 0;
    case "repeat":
      return trials(node.item);
    case "choice":
      return node.branches.reduce((total, branch) => total + trials(branch), 0);
    case "sequence": {
      let most = 0;
      let passed = 0;
      for (const item of node.items) {
        const here = passed + trials(item);
        most = Math.max(most, here);
        passed = isNullable(item) ? here : 0;
      }
      return most;
    }
  }
}
