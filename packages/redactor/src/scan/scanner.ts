import type { Detector, Finding } from "../detect/finding.ts";
import { resolveOverlaps } from "../detect/resolve-overlaps.ts";
import { createCustomDetector } from "../patterns/custom-detector.ts";
import {
  type Action,
  DENIED_VALUE,
  type Direction,
  type EntityRule,
  type Policy,
  PROMPT_INJECTION,
} from "../policy/policy.ts";
import { createValueMatcher } from "../policy/value-list.ts";
import { detect, judge } from "./checked.ts";
import type { InjectionDetector } from "./detectors.ts";
import type { FindingsCache, SliceFindings } from "./findings-cache.ts";
import { mergeAddresses } from "./merge-addresses.ts";
import { findingsOf, type Slice, slicesOf } from "./slices.ts";
import { finished, type Steps } from "./steps.ts";
import { strengthOf } from "./strength.ts";

/** A finding and what the policy does about it. */
export interface Judged extends Finding {
  action: Exclude<Action, "allow">;
}

/** Whose text it is. */
export interface TextOrigin {
  direction: Direction;
  tenant: string;
  /** Whether somebody other than the application's author may have written it. */
  isForeign: boolean;
}

/** What the policy cares about in a text. */
export interface ScanResult {
  /** In order, none overlapping. */
  judged: Judged[];
  /** Spans the text, when it looks enough like an attempt to take the model over. */
  verdict: Judged | undefined;
}

/** Looks at texts under one policy. */
export interface Scanner {
  /** Long texts are looked at in slices. @throws RedactionError `inspection_unavailable` when a detector fails */
  scan(text: string, origin: TextOrigin): Steps<ScanResult>;
  /** What happens to what was found when it stands in a text of this direction. */
  actionOf(finding: Finding, direction: Direction): Action;
  /** The findings in what a model says, a stretch of a stream at a time: nothing of it is remembered. */
  scanOutput(text: string): Judged[];
  /** Whether the policy has any interest in what a model says. */
  readonly watchesOutput: boolean;
  /** Whether the policy changes or stops what a model says. */
  readonly changesOutput: boolean;
}

/** What a scanner works with. */
export interface ScannerOptions {
  policy: Policy;
  detectors: {
    structured?: Detector | undefined;
    names?: Detector | undefined;
    injection?: InjectionDetector | undefined;
  };
  cache: FindingsCache;
}

/** Creates the scanner of a policy. */
export function createScanner({ policy, detectors, cache }: ScannerOptions): Scanner {
  const { structured, names, injection } = detectors;
  const { action, threshold } = policy.injection;
  const custom = policy.customPatterns.length > 0 ? createCustomDetector(policy.customPatterns) : undefined;
  const denied = policy.deniedValues ? createValueMatcher(policy.deniedValues) : undefined;
  const watchesInjections = injection !== undefined && action !== "allow";
  const isIdle = !structured && !names && !custom && !denied;
  const allowed = policy.allowedValues ? createValueMatcher(policy.allowedValues) : undefined;

  const rules = new Map(Object.entries(policy.entities));
  const hasKinds = Object.keys(policy.entities).some((name) => name.includes(":"));

  function ruleOf({ type, kind }: Finding): EntityRule | undefined {
    return (hasKinds && kind !== undefined ? rules.get(`${type}:${kind}`) : undefined) ?? rules.get(type);
  }

  function look(text: string): readonly Finding[] {
    const found = detect("structured", structured, text).concat(
      detect("names", names, text),
      detect("custom", custom, text),
    );
    for (const span of denied?.find(text) ?? []) {
      found.push({ ...span, type: DENIED_VALUE, score: 1, rule: "denied-value" });
    }
    return mergeAddresses(found, text).filter((finding) => {
      const rule = ruleOf(finding);
      return rule && finding.score >= rule.threshold && !allowed?.has(text.slice(finding.start, finding.end));
    });
  }

  function verdictOn(text: string, injections: InjectionDetector): Finding {
    const { score, rules } = judge(injections, text);
    return { type: PROMPT_INJECTION, score, rule: rules.join("+"), start: 0, end: text.length };
  }

  function actionOf(finding: Finding, direction: Direction): Action {
    return ruleOf(finding)?.[direction] ?? "allow";
  }

  function judgeAll(findings: readonly Finding[], direction: Direction): Judged[] {
    const judged: Judged[] = [];
    for (const finding of findings) {
      const action = actionOf(finding, direction);
      if (action !== "allow") judged.push({ ...finding, action });
    }
    return judged;
  }

  function settle(findings: readonly Judged[], text: string): Judged[] {
    return findings.length === 0 ? [] : resolveOverlaps(findings, text, strengthOf);
  }

  function settleVerdict(verdict: Finding | undefined, text: string): Judged | undefined {
    if (!verdict || action === "allow" || verdict.score < threshold) return undefined;
    return { ...verdict, start: 0, end: text.length, action };
  }

  function* scanSlices(
    slices: readonly Slice[],
    text: string,
    direction: Direction,
    lookUp: (text: string) => SliceFindings,
  ): Steps<ScanResult> {
    const entities: Judged[] = [];
    let worst: Finding | undefined;
    for (const slice of slices) {
      const { findings, verdict } = lookUp(slice.text);
      const added = judgeAll(findingsOf(slice, findings), direction);
      // What goes across the edge of two slices is settled with the later one.
      let first = Number.POSITIVE_INFINITY;
      for (const { start } of added) first = Math.min(first, start);
      while ((entities.at(-1)?.end ?? 0) > first) added.unshift(entities.pop() as Judged);
      for (const finding of settle(added, text)) entities.push(finding);
      if (verdict && verdict.score >= (worst?.score ?? 0)) worst = verdict;
      yield;
    }
    return { judged: entities, verdict: settleVerdict(worst, text) };
  }

  const outputActions = Object.values(policy.entities).map(({ output }) => output);
  return {
    scan(text, { direction, tenant, isForeign }) {
      const injections = isForeign && watchesInjections ? injection : undefined;
      if (text === "" || (isIdle && !injections)) return finished({ judged: [], verdict: undefined });
      const owner = `${tenant}\n${policy.version}\n${injections !== undefined}`;
      const lookUp = (slice: string) =>
        cache.lookUp(owner, slice, () => ({
          findings: look(slice),
          verdict: injections && verdictOn(slice, injections),
        }));
      const slices = slicesOf(text);
      if (slices.length > 1) return scanSlices(slices, text, direction, lookUp);
      const { findings, verdict } = lookUp(text);
      return finished({
        judged: settle(judgeAll(findings, direction), text),
        verdict: settleVerdict(verdict, text),
      });
    },
    actionOf,
    scanOutput(text) {
      try {
        return settle(judgeAll(look(text), "output"), text);
      } catch (error) {
        if (policy.onFailure === "block") throw error;
        return [];
      }
    },
    watchesOutput: outputActions.some((action) => action !== "allow"),
    changesOutput: outputActions.some((action) => action !== "allow" && action !== "flag"),
  };
}
