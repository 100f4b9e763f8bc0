import { type CharacterSet, NOTHING } from "./character-set.ts";
import type { PatternNode } from "./parse-pattern.ts";

/** What a match of a node can begin with. */
export function firstOf(node: PatternNode): CharacterSet {
  return edgeOf(node, (items) => items);
}

/** What a match of a node can end with. */
export function lastOf(node: PatternNode): CharacterSet {
  return edgeOf(node, (items) => items.toReversed());
}

function edgeOf(node: PatternNode, inOrder: (items: readonly PatternNode[]) => readonly PatternNode[]): CharacterSet {
  switch (node.kind) {
    case "set":
      return node.set;
    case "anchor":
      return NOTHING;
    case "repeat":
      return node.max === 0 ? NOTHING : edgeOf(node.item, inOrder);
    case "choice":
      return node.branches.reduce((set, branch) => set | edgeOf(branch, inOrder), NOTHING);
    case "sequence": {
      let set = NOTHING;
      for (const item of inOrder(node.items)) {
        set |= edgeOf(item, inOrder);
        if (!isNullable(item)) break;
      }
      return set;
    }
  }
}

/** Whether a node can match the empty text. */
export function isNullable(node: PatternNode): boolean {
  switch (node.kind) {
    case "set":
      return false;
    case "anchor":
      return true;
    case "repeat":
      return node.min === 0 || isNullable(node.item);
    case "choice":
      return node.branches.some(isNullable);
    case "sequence":
      return node.items.every(isNullable);
  }
}

/** The length of the longest match, in characters. */
export function longestMatch(node: PatternNode): number {
  switch (node.kind) {
    case "set":
      return 1;
    case "anchor":
      return 0;
    case "repeat":
      return node.max * longestMatch(node.item);
    case "choice":
      return Math.max(...node.branches.map(longestMatch));
    case "sequence":
      return node.items.reduce((total, item) => total + longestMatch(item), 0);
  }
}
