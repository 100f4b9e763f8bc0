import type { Detector, Finding } from "../detect/finding.ts";
import { RedactionError } from "../redaction-error.ts";
import type { InjectionDetector } from "./detectors.ts";

/** What a detector finds in a text, if that is what findings are. @throws RedactionError `inspection_unavailable` */
export function detect(name: string, detector: Detector | undefined, text: string): readonly Finding[] {
  if (!detector) return NOTHING;
  const found: unknown = attempt(name, detector, text);
  if (!Array.isArray(found)) throw noResult(name);
  for (const finding of found) if (!isFinding(finding, text.length)) throw noResult(name);
  return found;
}

const NOTHING: readonly Finding[] = [];

/** The verdict of a detector, if that is what it is. @throws RedactionError `inspection_unavailable` */
export function judge(detector: InjectionDetector, text: string): { score: number; rules: readonly string[] } {
  const verdict: unknown = attempt("injection", detector, text);
  if (!isObject(verdict) || !isScore(verdict.score) || !Array.isArray(verdict.rules)) throw noResult("injection");
  return { score: verdict.score, rules: verdict.rules.map(String) };
}

function attempt(name: string, detector: (text: string) => unknown, text: string): unknown {
  try {
    return detector(text);
  } catch (error) {
    // Its message may quote the text.
    const kind = error instanceof Error ? error.name : typeof error;
    throw new RedactionError("inspection_unavailable", `The ${name} detector failed (${kind}).`);
  }
}

function noResult(name: string): RedactionError {
  return new RedactionError("inspection_unavailable", `The ${name} detector gave no valid result.`);
}

function isFinding(value: unknown, length: number): value is Finding {
  if (!isObject(value)) return false;
  const { type, rule, score, start, end } = value;
  const isPlace = Number.isInteger(start) && Number.isInteger(end) && isPlaceIn(start as number, end as number, length);
  return typeof type === "string" && typeof rule === "string" && isScore(score) && isPlace;
}

function isPlaceIn(start: number, end: number, length: number): boolean {
  return start >= 0 && start <= end && end <= length;
}

function isScore(value: unknown): value is number {
  return typeof value === "number" && value >= 0 && value <= 1;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
