import { describe, expect, it } from "vitest";
import { createStructuredDetector } from "../structured-detector.ts";
import { createKeywordSearch } from "./aho-corasick.ts";
import { entropyOf } from "./entropy.ts";
import { isPlaceholder, isReference } from "./placeholder.ts";
import { sampleOf } from "./sample.test-helper.ts";
import { LABEL_RULES, PREFIX_RULES } from "./secret-rules.ts";

const detect = createStructuredDetector();

/** The same numbers on every run: the multiplier is that of the ANSI C example, the seed differs per rule. */
function createInteger(seed: number): (low: number, high: number) => number {
  let state = seed >>> 0;
  return (low, high) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return low + ((state >>> 8) % (high - low + 1));
  };
}

/** A random token of this format. One with hardly a digit looks like a word, and is not what the rules promise to find. */
function typicalSample(pattern: string, seed: number): string {
  const samples = Array.from({ length: 20 }, (_, index) =>
    sampleOf(pattern, createInteger(Math.imul(seed + index, 2654435761))),
  );
  return samples.find((sample) => (sample.match(/[0-9]/g) ?? []).length > 2) ?? (samples[0] as string);
}

const seedOf = (id: string): number => Array.from(id).reduce((sum, character) => sum * 31 + character.charCodeAt(0), 7);

describe("the secret rules", () => {
  it("cover at least 200 formats, each with a name of its own", () => {
    const ids = [...PREFIX_RULES, ...LABEL_RULES].map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(200);
  });

  it("have no open repeats: every attempt is bounded", () => {
    const patterns = [...PREFIX_RULES, ...LABEL_RULES].map((rule) => rule.pattern);
    const withoutClasses = patterns.map((pattern) => pattern.replace(/\[[^\]]*\]|\\./g, "C"));
    expect(withoutClasses.filter((pattern) => /[*+]|\{[0-9]+,\}/.test(pattern))).toStrictEqual([]);
  });
});

describe.each(PREFIX_RULES.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const token = typicalSample(rule.pattern, seedOf(id));

  it("finds a token in quotes and none of its rest is left", () => {
    const text = `{"a": "${token}", "b": 1}`;
    const [finding] = detect(text).filter((candidate) => candidate.score >= 0.5);
    expect(finding?.type).toBe(rule.type ?? "API_KEY");
    expect(text.slice(finding?.start, finding?.end)).toBe(token);
  });

  it("takes no word for a token that goes on from it", () => {
    expect(detect(`x${token}`).some((finding) => finding.rule === id)).toBe(false);
  });
});

describe.each(LABEL_RULES.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const token = typicalSample(rule.pattern, seedOf(id));
  const label = rule.labels[0] as string;

  it("finds the value beside the vendor's name", () => {
    const text = `${label.toUpperCase()}_KEY=${token}\n`;
    const findings = detect(text).filter((candidate) => candidate.score >= 0.5);
    expect(findings.map((finding) => text.slice(finding.start, finding.end))).toStrictEqual([token]);
  });

  it("finds nothing by its name without a separator", () => {
    expect(detect(`${label} likes ${token}`).some((finding) => finding.rule === id)).toBe(false);
  });
});

describe("the parts of the search", () => {
  it("finds keywords inside and behind one another, whatever their case", () => {
    const search = createKeywordSearch(["he", "she", "hers"]);
    const found: number[] = [];
    let state = 0;
    for (const character of "uSHers") {
      const symbol = search.symbolOf[character.charCodeAt(0)] as number;
      state = search.next[state * search.width + symbol] as number;
      found.push(...(search.keywordsAt[state] ?? []));
    }
    expect(found).toStrictEqual([1, 0, 2]);
  });

  it("refuses keywords that it could never meet", () => {
    expect(() => createKeywordSearch(["a b"])).toThrow("a b");
  });

  it("measures entropy in bits per character", () => {
    expect(entropyOf("aaaa")).toBe(0);
    expect(entropyOf("abab")).toBe(1);
    expect(entropyOf("0123456789abcdef")).toBe(4);
  });

  it.each(["YOUR_API_KEY", "your-token", "changeme", "xxxxxxxx", "<api-key>", "example_key", "********", "aaaaaaa"])(
    "%s is a placeholder",
    (text) => expect(isPlaceholder(text)).toBe(true),
  );
  it.each(["hunter22", "q7Wn3Zx8Rt5Lp1Kv"])("%s is none", (text) => {
    expect(isPlaceholder(text)).toBe(false);
    expect(isReference(text)).toBe(false);
  });
  it.each([`${"$"}{A}`, "$A_B", "%A%", "{{ a }}", "process.env.A", "config.db.password", "/run/secrets/a", "a || b"])(
    "%s is a reference",
    (text) => expect(isReference(text)).toBe(true),
  );
});
