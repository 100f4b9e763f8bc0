import type { Finding } from "../detect/finding.ts";

const ADDRESS = "STREET_ADDRESS";
const PLACE = "LOCATION";
/** Two parts of one address are no further apart: a comma, the end of a line, the mark of a quoted mail. */
const LONGEST_GAP = 6;
/** The tagger at times reads on into the sentence behind an address: `... OR 97205 and call 555`. No address goes on so. */
const RUNS_ON = /^[\s,]{1,2}(?:and|or|but|please|call|is|was|for|by|with|at|on)\s/i;

/**
 * Joins the parts of an address that the grammar and the tagger found, where they overlap or only punctuation and space
 * stand between them: street, unit, town, code. A town or country right behind a street is part of it. One address is
 * one value.
 */
export function mergeAddresses(findings: readonly Finding[], text: string): readonly Finding[] {
  if (!findings.some(({ type }) => type === ADDRESS)) return findings;
  const merged: Finding[] = [];
  let address: Finding | undefined;
  for (const finding of findings.toSorted((first, second) => first.start - second.start || first.end - second.end)) {
    const isPart = finding.type === ADDRESS || finding.type === PLACE;
    if (isPart && address !== undefined && isJoined(text, address.end, finding.start)) {
      if (!RUNS_ON.test(text.slice(address.end, finding.end))) address.end = Math.max(address.end, finding.end);
      if (finding.type === ADDRESS) address.score = Math.max(address.score, finding.score);
      continue;
    }
    const kept = { ...finding };
    if (kept.type === ADDRESS) address = kept;
    merged.push(kept);
  }
  return merged;
}

function isJoined(text: string, end: number, start: number): boolean {
  return start - end <= LONGEST_GAP && !/[\p{L}\p{N}]/u.test(text.slice(end, start));
}
