import type { EntityType } from "../entity-types.ts";

/** A token that its own beginning gives away. Facts are those that vendors publish, or that scanners under the MIT licence list. */
export interface PrefixRule {
  readonly id: string;
  /** Sub-type of the finding. */
  readonly kind: string;
  readonly type?: EntityType;
  /** Fixed part that the search looks for; no letter or digit may stand before it. */
  readonly keyword: string;
  /** Regular expression that matches from the keyword on. Repeats are bounded: an open end is `isOpen`. */
  readonly pattern: string;
  /** The token goes on while letters, digits, `_` and `-` do. */
  readonly isOpen?: boolean;
  /** Fixed texts such as host names count too, so that the default of 3 bits does not fit all. */
  readonly entropy?: number;
}

/** A token that looks like any other: only the vendor's name beside it tells what it is. */
export interface LabelRule {
  readonly id: string;
  readonly kind: string;
  readonly type?: EntityType;
  /** Lower-case words; one of them must stand before the separator. */
  readonly labels: readonly string[];
  /** Regular expression for the whole value, case-insensitive. */
  readonly pattern: string;
  readonly entropy?: number;
}

/** Bits per character that random tokens exceed. */
export const MIN_ENTROPY = 3;
/** For decimal and hexadecimal tokens, whose alphabets are small. */
export const MIN_HEX_ENTROPY = 2.6;

/** `[id, keyword, pattern after the keyword, flags]`; a trailing `+` on the pattern means an open end. */
export type PrefixEntry = readonly [id: string, keyword: string, body: string, kind?: string];

/** Rules out of the short form in which tables of them are written. */
export function prefixRules(entries: readonly PrefixEntry[]): PrefixRule[] {
  return entries.map(([id, keyword, body, kind]) => {
    const isOpen = body.endsWith("+");
    return {
      id,
      kind: kind ?? id.replaceAll("-", "_"),
      keyword: keyword.toLowerCase(),
      pattern: keyword.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&") + (isOpen ? body.slice(0, -1) : body),
      ...(isOpen && { isOpen }),
      ...(/^[^A-Z]*$/.test(body.replaceAll("\\w", "A")) && { entropy: MIN_HEX_ENTROPY }),
    };
  });
}

/** `[id, labels divided by spaces, pattern of the value]`. */
export type LabelEntry = readonly [id: string, labels: string, pattern: string, kind?: string];

/** Rules out of the short form in which tables of them are written. */
export function labelRules(entries: readonly LabelEntry[]): LabelRule[] {
  return entries.map(([id, labels, pattern, kind]) => ({
    id,
    kind: kind ?? id.replaceAll("-", "_"),
    labels: labels.split(" "),
    pattern,
    ...(/\[(?:a-f0-9|0-9a-f|0-9)\]/.test(pattern) && { entropy: MIN_HEX_ENTROPY }),
  }));
}
