import type { Detector, Finding } from "../detect/finding.ts";
import { CUSTOM_PREFIX, type CustomPattern } from "../policy/policy.ts";
import { parseSafePattern } from "./check-pattern.ts";

/** A detector of a project's own patterns. Each takes time linear in the text. */
export function createCustomDetector(patterns: readonly CustomPattern[]): Detector {
  const compiled = patterns.map(({ name, pattern, ignoreCase, score }) => {
    const { boundedSource, needsUnicode } = parseSafePattern(pattern);
    const expression = new RegExp(boundedSource, `g${ignoreCase ? "i" : ""}${needsUnicode ? "u" : ""}`);
    return { type: CUSTOM_PREFIX + name, rule: `custom-${name.toLowerCase()}`, score, expression };
  });
  return (text) => {
    const findings: Finding[] = [];
    for (const { expression, ...facts } of compiled) {
      for (const match of text.matchAll(expression)) {
        findings.push({ ...facts, start: match.index, end: match.index + match[0].length });
      }
    }
    return findings;
  };
}
