import { MARK_RULES, type MarkRule } from "./markup.ts";
import type { Places } from "./note-places.ts";

const ASCII = 0x80;
const NEW_LINE = 0x0a;

/** A sign of one rule, as tables: which characters may stand before and after. */
interface Probe {
  readonly rule: MarkRule;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly afterNext: Uint8Array;
  readonly pattern: RegExp;
}

/** The probes of one character, and what may stand beside it for any of them: nearly all places are passed over so. */
interface Anchor {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly probes: readonly Probe[];
}

const ANCHORS: readonly (Anchor | undefined)[] = Array.from({ length: ASCII }, (_, code) =>
  anchorOf(String.fromCharCode(code)),
);
/** By unit: whether a mark may begin with it. None is a letter or a digit. */
export const IS_ANCHOR: Uint8Array = new Uint8Array(0x1_0000);
for (const [code, anchor] of ANCHORS.entries()) if (anchor) IS_ANCHOR[code] = 1;

function anchorOf(character: string): Anchor | undefined {
  const probes = MARK_RULES.flatMap((rule) =>
    rule.signs
      .filter(({ at }) => at.includes(character))
      .map(({ before, after: [after, afterNext], pattern }) => ({
        rule,
        before: tableOf(before),
        after: tableOf(after),
        afterNext: tableOf(afterNext),
        pattern,
      })),
  );
  if (probes.length === 0) return undefined;
  return { before: anyOf(probes.map(({ before }) => before)), after: anyOf(probes.map(({ after }) => after)), probes };
}

/** Which characters these are, capitals included; all, if none are named. The last place is that of all beyond ASCII. */
function tableOf(characters: string | undefined): Uint8Array {
  const table = new Uint8Array(ASCII + 1).fill(characters === undefined ? 1 : 0);
  for (const character of characters ?? "") {
    table[character.charCodeAt(0)] = 1;
    table[character.toUpperCase().charCodeAt(0)] = 1;
  }
  return table;
}

function anyOf(tables: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(ASCII + 1).map((_, place) => Math.max(...tables.map((table) => table[place] ?? 0)));
}

/**
 * The rules about marks that a folded text breaks, in the order of `MARK_RULES`. `units` are its UTF-16 units, and
 * `anchors` where those stand that a mark may begin with.
 */
export function findMarks(text: string, units: Uint16Array, { count, indexes }: Places): readonly MarkRule[] {
  let found: Set<MarkRule> | undefined;
  for (let place = 0; place < count; place += 1) {
    const index = indexes[place] as number;
    const anchor = ANCHORS[units[index] as number] as Anchor;
    const next = Math.min(units[index + 1] as number, ASCII);
    const previous = index === 0 ? NEW_LINE : Math.min(units[index - 1] as number, ASCII);
    if (anchor.after[next] === 0 || anchor.before[previous] === 0) continue;
    for (const { rule, before, after, afterNext, pattern } of anchor.probes) {
      if (after[next] === 0 || before[previous] === 0) continue;
      if (afterNext[Math.min(units[index + 2] as number, ASCII)] === 0 || found?.has(rule)) continue;
      pattern.lastIndex = index;
      if (pattern.test(text)) found = (found ?? new Set()).add(rule);
    }
  }
  return found ? MARK_RULES.filter((rule) => found.has(rule)) : [];
}
