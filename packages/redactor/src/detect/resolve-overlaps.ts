import { ENTITY_GROUPS } from "./entity-types.ts";
import type { Finding } from "./finding.ts";
import { createRankQueue } from "./rank-queue.ts";
import { DIGIT, KIND_OF_UNIT } from "./scan/characters.ts";

/** Proven by a checksum or by a shape that nothing else has. */
const PROVEN_TYPES = new Set(["CREDIT_CARD", "IBAN_CODE", "CRYPTO", "IP_ADDRESS", "MAC_ADDRESS", "EMAIL_ADDRESS"]);
const NAME_TYPES = new Set(["PERSON", "LOCATION", "ORGANIZATION", "URL", "DATE_TIME"]);
const PROVEN_SCORE = 1;
/** What is left of a loser goes to the winner beside it when it is shorter: it says nothing by itself. */
const SHORTEST_REST = 6;

/** Which finding wins where two overlap: a key block, other secrets, checksums, labels, names. Higher wins. */
function priorityOf(finding: Finding): number {
  if (finding.type === "PRIVATE_KEY") return 5;
  if (isSecret(finding.type) || finding.type.startsWith("CUSTOM:")) return 4;
  if (NAME_TYPES.has(finding.type)) return 0;
  if (finding.type === "STREET_ADDRESS") return 1;
  return PROVEN_TYPES.has(finding.type) || finding.score >= PROVEN_SCORE ? 3 : 2;
}

function isSecret(type: string): boolean {
  return (ENTITY_GROUPS as Readonly<Record<string, string>>)[type] === "secret";
}

/** Says how urgent a finding is, before its kind is looked at. Higher wins. */
export type Strength<Found extends Finding> = (finding: Found) => number;

/**
 * The findings to act on: sorted by place, none overlapping another. Where some overlap, `strength` decides if it is
 * given, then the kind (secrets, then checksums, then labels, then names), then score, then length. What the winner
 * leaves of a loser stays a finding of the loser's type, or of the winner's if it is short, as far as it holds letters
 * or digits: none of them that any finding covers is left uncovered. Time: n log n.
 */
export function resolveOverlaps<Found extends Finding>(
  findings: readonly Found[],
  text: string,
  strength: Strength<Found> = () => 0,
): Found[] {
  const inOrder = isSorted(findings) ? [...findings] : findings.toSorted((a, b) => a.start - b.start);
  if (areDisjoint(inOrder)) return inOrder;
  const ranked = findings
    .map((finding) => ({ finding, strength: strength(finding), priority: priorityOf(finding) }))
    .sort(
      (a, b) =>
        b.strength - a.strength ||
        b.priority - a.priority ||
        b.finding.score - a.finding.score ||
        b.finding.end - b.finding.start - (a.finding.end - a.finding.start) ||
        a.finding.start - b.finding.start,
    )
    .map(({ finding }) => finding);
  return divide(ranked, text);
}

function isSorted(findings: readonly Finding[]): boolean {
  for (let index = 1; index < findings.length; index++) {
    if ((findings[index] as Finding).start < (findings[index - 1] as Finding).start) return false;
  }
  return true;
}

/** Whether the findings, which are sorted, are apart already, as nearly all texts leave them. */
function areDisjoint(findings: readonly Finding[]): boolean {
  for (let index = 1; index < findings.length; index++) {
    if ((findings[index] as Finding).start < (findings[index - 1] as Finding).end) return false;
  }
  return true;
}

/** Gives each place to the best ranked of the findings that cover it: one sweep from the first place to the last. */
function divide<Found extends Finding>(ranked: readonly Found[], text: string): Found[] {
  const byStart = ranked.map((_, rank) => rank).sort((a, b) => at(ranked, a).start - at(ranked, b).start || a - b);
  const open = createRankQueue();
  const kept = createKept<Found>(text);
  let next = 0;
  let place = 0;
  let ownerRank = -1;
  let ownerStart = 0;
  const close = (): void => {
    if (ownerRank >= 0) kept.add(at(ranked, ownerRank), ownerStart, place);
    ownerRank = -1;
  };
  while (true) {
    while (open.size() > 0 && at(ranked, open.best()).end <= place) open.removeBest();
    if (open.size() === 0) {
      close();
      if (next === byStart.length) return kept.findings;
      place = at(ranked, byStart[next] as number).start;
    }
    while (next < byStart.length && at(ranked, byStart[next] as number).start <= place) {
      open.add(byStart[next++] as number);
    }
    const best = open.best();
    if (best !== ownerRank) {
      close();
      ownerRank = best;
      ownerStart = place;
    }
    const nextStart = next < byStart.length ? at(ranked, byStart[next] as number).start : Number.POSITIVE_INFINITY;
    place = Math.min(Math.max(at(ranked, best).end, place), nextStart);
  }
}

function at<Found>(ranked: readonly Found[], rank: number): Found {
  return ranked[rank] as Found;
}

/** Findings in order of place, as they are given their places. */
function createKept<Found extends Finding>(
  text: string,
): {
  add(finding: Found, from: number, to: number): void;
  findings: Found[];
} {
  const findings: Found[] = [];
  /** Up to where the last finding was given the text. */
  let givenUntil = -1;
  /** Where a rest begins that the next finding, which beat it, takes over; negative when there is none. */
  let takenFrom = -1;
  const push = (finding: Found, start: number, end: number, to: number): void => {
    const from = takenFrom < 0 ? start : takenFrom;
    takenFrom = -1;
    givenUntil = to;
    findings.push(from === finding.start && end === finding.end ? finding : { ...finding, start: from, end });
  };
  return {
    findings,
    add(finding, from, to) {
      if (from === finding.start && to === finding.end) return push(finding, from, to, to);
      let start = from;
      let end = to;
      while (start < end && !isWordUnit(text.charCodeAt(start))) start++;
      while (start < end && !isWordUnit(text.charCodeAt(end - 1))) end--;
      if (start === end) return;
      if (end - start >= SHORTEST_REST) push(finding, start, end, to);
      else if (from === finding.start) takenFrom = takenFrom < 0 ? start : takenFrom;
      else if (givenUntil === from) {
        findings.push({ ...(findings.pop() as Found), end });
        givenUntil = to;
      } else push(finding, start, end, to);
    },
  };
}

/** Halves of surrogate pairs count, because many are letters. */
function isWordUnit(unit: number): boolean {
  return (KIND_OF_UNIT[unit] as number) <= DIGIT || (unit >= 0xd800 && unit <= 0xdfff);
}
