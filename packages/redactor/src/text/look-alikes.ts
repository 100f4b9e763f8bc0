import { resolveOverlaps } from "../detect/resolve-overlaps.ts";
import type { Judged } from "../scan/scanner.ts";
import { strengthOf } from "../scan/strength.ts";
import { findLookAlikes } from "./placeholder.ts";

/** The label of text that only looks like a placeholder. */
export const LOOK_ALIKE = "TEXT";

/**
 * Has what looks like one of the vault's placeholders hidden behind one itself, so that it comes back as it was
 * written and cannot reach anybody's value.
 */
export function withLookAlikes(judged: readonly Judged[], text: string, nonce: string): readonly Judged[] {
  const found = findLookAlikes(text, nonce).map(
    (span): Judged => ({ ...span, type: LOOK_ALIKE, score: 1, rule: "look-alike", action: "tokenize" }),
  );
  return found.length === 0 ? judged : resolveOverlaps([...judged, ...found], text, strengthOf);
}
