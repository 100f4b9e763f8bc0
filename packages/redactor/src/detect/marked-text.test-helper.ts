import type { Detector } from "./finding.ts";

/** Findings below this count for nothing in these tests: the threshold of the default preset. */
const THRESHOLD = 0.5;

/** The text of a marked one: `my SSN is ⟦US_SSN:078-05-1120⟧` without the marks. */
export function withoutMarks(marked: string): string {
  return marked.replace(/⟦[A-Z_0-9]+:([^⟧]*)⟧/g, "$1");
}

/** The text of a marked one, marked again by what a detector finds in it. */
export function markAgain(detect: Detector, marked: string): string {
  const text = withoutMarks(marked);
  let result = "";
  let from = 0;
  for (const { type, start, end, score } of detect(text)) {
    if (score < THRESHOLD) continue;
    result += `${text.slice(from, start)}⟦${type}:${text.slice(start, end)}⟧`;
    from = end;
  }
  return result + text.slice(from);
}
