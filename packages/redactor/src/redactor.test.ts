import { describe, expect, it } from "vitest";
import { definePolicy, type PolicyOptions } from "./policy/define-policy.ts";
import { redactionCounts } from "./redaction-counts.ts";
import { RedactionError } from "./redaction-error.ts";
import { createRedactor } from "./redactor.ts";
import { createFindingsCache } from "./scan/findings-cache.ts";
import { detectorOf, fakeDetectors as detectors } from "./test-support.ts";

const TEXT = "Mail ann@acme.com or bob@acme.com, then ann@acme.com. SSN 123-45-6789.";
const redact = (policy: PolicyOptions, text: string) => createRedactor(policy, { key: "k", detectors }).redact(text);

describe("a redactor", () => {
  it("hides values behind typed placeholders that tell them apart, and puts them back", () => {
    const { text, findings, restore } = redact({}, TEXT);
    const nonce = /\.([0-9a-f]{4})\]\]/.exec(text)?.[1];
    expect(text).toBe(
      `Mail [[EMAIL_ADDRESS_1.${nonce}]] or [[EMAIL_ADDRESS_2.${nonce}]], then [[EMAIL_ADDRESS_1.${nonce}]]. SSN [[US_SSN_1.${nonce}]].`,
    );
    expect(findings.map(({ type, start, end, action }) => [type, TEXT.slice(start, end), action])).toEqual([
      ["EMAIL_ADDRESS", "ann@acme.com", "tokenize"],
      ["EMAIL_ADDRESS", "bob@acme.com", "tokenize"],
      ["EMAIL_ADDRESS", "ann@acme.com", "tokenize"],
      ["US_SSN", "123-45-6789", "tokenize"],
    ]);
    expect(JSON.stringify(findings)).not.toMatch(/acme|6789/);
    expect(restore(text)).toBe(TEXT);
    expect(redactionCounts(findings)).toEqual({ EMAIL_ADDRESS: 3, US_SSN: 1 });
  });

  it("gives other spellings of a value the same number and a letter", () => {
    const { text, restore } = redact({}, "ann@acme.com, Ann@ACME.com, bob@acme.com");
    expect(text.match(/(?<=_)\d\w?(?=\.)/g)).toEqual(["1", "1b", "2"]);
    expect(restore(text)).toBe("ann@acme.com, Ann@ACME.com, bob@acme.com");
  });

  it("keeps JSON valid and its numbers numbers", () => {
    const value = { ssn: 123456789, note: 'say "hi" to\nann@acme.com', inner: '{"a":"b\\nann@acme.com"}' };
    const body = JSON.stringify(value);
    const { text, restore } = redact({}, body);
    expect(text).not.toContain("ann@acme");
    expect(JSON.parse(text).ssn).toMatch(/^\[\[US_SSN_1\./);
    expect(restore(text)).toBe(body);
  });

  it.each<[NonNullable<PolicyOptions["entities"]>[string], RegExp]>([
    ["allow", /^SSN 123-45-6789\.$/],
    ["flag", /^SSN 123-45-6789\.$/],
    ["mask", /^SSN \*{7}6789\.$/],
    ["hash", /^SSN \[US_SSN:[0-9a-f]{12}\]\.$/],
    ["redact", /^SSN \[US_SSN\]\.$/],
    ["tokenize", /^SSN \[\[US_SSN_1\.[0-9a-f]{4}\]\]\.$/],
    ["block", /^SSN \[US_SSN\]\.$/],
  ])("does to a value what the policy says: %s", (action, expected) => {
    const { text, findings, blocked, restore } = redact({ entities: { US_SSN: action } }, "SSN 123-45-6789.");
    expect(text).toMatch(expected);
    expect(findings.map((finding) => finding.action)).toEqual(action === "allow" ? [] : [action]);
    expect(restore(text)).toBe(action === "tokenize" ? "SSN 123-45-6789." : text);
    expect(blocked?.code).toBe(action === "block" ? "pii_policy_violation" : undefined);
  });

  it("hashes equal values alike under one key only, and not without one", () => {
    const policy: PolicyOptions = { entities: { US_SSN: "hash" } };
    const hashWith = (key: string) => createRedactor(policy, { key, detectors }).redact("123-45-6789").text;
    expect(hashWith("a")).toBe(hashWith("a"));
    expect(hashWith("a")).not.toBe(hashWith("b"));
    expect(() => createRedactor(policy, { detectors })).toThrow(/`hash` needs a `key`/);
  });

  it("hides a value everywhere once it was found somewhere", () => {
    const labelled = { structured: detectorOf("US_BANK_NUMBER", /(?<=account )\d+/g) };
    const { text, restore } = createRedactor({}, { detectors: labelled }).redact(
      "account 99887766; I repeat: 99887766",
    );
    expect(text).not.toContain("99887766");
    expect(restore(text)).toBe("account 99887766; I repeat: 99887766");
  });

  it("lets the stronger action win where findings overlap", () => {
    const overlapping = {
      structured: detectorOf("API_KEY", /sk-\w+/g),
      names: detectorOf("PERSON", /key is sk-\w+ Smith/g),
    };
    const policy: PolicyOptions = { entities: { API_KEY: "flag", PERSON: "redact" } };
    expect(createRedactor(policy, { detectors: overlapping }).redact("key is sk-123 Smith").text).toBe("[PERSON]");
  });

  it("leaves allowed values alone and finds denied ones", () => {
    const policy: PolicyOptions = { allowedValues: ["ann@acme.com"], deniedValues: ["Project Tulip", "#x"] };
    const { text, findings, restore } = redact(policy, "ann@acme.com bob@acme.com: Project Tulip, Project Tulips, #x");
    expect(text).toMatch(
      /^ann@acme\.com \[\[EMAIL_ADDRESS_1\.\w+\]\]: \[\[DENIED_VALUE_1\.\w+\]\], Project Tulips, \[\[DENIED_VALUE_2/,
    );
    expect(findings.map(({ type }) => type)).toEqual(["EMAIL_ADDRESS", "DENIED_VALUE", "DENIED_VALUE"]);
    expect(restore(text)).toBe("ann@acme.com bob@acme.com: Project Tulip, Project Tulips, #x");
  });

  it("finds a project's own patterns under their own names, actions and thresholds", () => {
    const policy: PolicyOptions = {
      customPatterns: [
        { name: "BADGE", pattern: "B-\\d{4}" },
        { name: "CASE_NO", pattern: "case \\d+", ignoreCase: true, action: "redact" },
        { name: "WEAK", pattern: "w\\d", score: 0.3, threshold: 0.4 },
      ],
    };
    const { text, findings, restore } = redact(policy, "B-1234, Case 55, w1");
    expect(text).toMatch(/^\[\[BADGE_1\.\w{4}\]\], \[CASE_NO\], w1$/);
    expect(redactionCounts(findings)).toEqual({ "CUSTOM:BADGE": 1, "CUSTOM:CASE_NO": 1 });
    expect(restore(text)).toBe("B-1234, [CASE_NO], w1");
  });

  it("follows the rule of a kind before that of its type", () => {
    const structured = (text: string) => [
      { type: "API_KEY", kind: "github_token", start: 0, end: text.length, score: 1, rule: "x" },
    ];
    const policy: PolicyOptions = { entities: { API_KEY: "redact", GITHUB_TOKEN: "flag" } };
    expect(createRedactor(policy, { detectors: { structured } }).redact("ghp_123").text).toBe("ghp_123");
  });

  it("works with the package's own detectors", () => {
    const text = "I am John Smith from Paris, john.smith@example.com, card 4111 1111 1111 1111, at 192.168.0.1.";
    const { text: redacted, findings, restore } = createRedactor().redact(text);
    expect(new Set(findings.map(({ type }) => type))).toEqual(
      new Set(["PERSON", "LOCATION", "EMAIL_ADDRESS", "CREDIT_CARD"]),
    );
    expect(redacted).toContain("192.168.0.1");
    expect(restore(redacted)).toBe(text);
    expect(createRedactor("off").redact(text)).toMatchObject({ text, findings: [] });
    expect(createRedactor({ names: false }).redact("I am John Smith").findings).toEqual([]);
  });
});

describe("failures", () => {
  const broken = {
    structured: () => {
      throw new TypeError("cannot read 123-45-6789");
    },
  };

  it("keep a text from leaving, without telling what is in it", () => {
    const attempt = () => createRedactor({}, { detectors: broken }).redact(TEXT);
    expect(attempt).toThrow(RedactionError);
    expect(attempt).toThrow(expect.objectContaining({ code: "inspection_unavailable", status: 503 }));
    expect(attempt).toThrow("The structured detector failed (TypeError).");
  });

  it("let it pass where the policy says so", () => {
    expect(createRedactor({ onFailure: "allow" }, { detectors: broken }).redact(TEXT).text).toBe(TEXT);
  });

  it("include a deadline that is over", () => {
    const attempt = () => createRedactor({}, { detectors, deadlineMs: -1 }).redact(TEXT);
    expect(attempt).toThrow(expect.objectContaining({ code: "inspection_unavailable" }));
  });
});

describe("the cache of findings", () => {
  const LONG = `${"Nothing to see here. ".repeat(5)}ann@acme.com`;
  const counting = () => {
    const texts: string[] = [];
    const structured = (text: string) => {
      texts.push(text);
      return detectors.structured?.(text) ?? [];
    };
    return { texts, detectors: { structured } };
  };

  it("scans a text once for each tenant and policy", () => {
    const { texts, detectors: counted } = counting();
    const cache = createFindingsCache();
    const redactor = createRedactor({}, { detectors: counted, cache });
    const first = redactor.redact(LONG, { tenant: "a" });
    expect(redactor.redact(LONG, { tenant: "a" }).text).toBe(first.text);
    expect(texts).toHaveLength(1);
    redactor.redact(LONG, { tenant: "b" });
    expect(texts).toHaveLength(2);
    createRedactor("strict", { detectors: counted, cache }).redact(LONG, { tenant: "a" });
    expect(texts).toHaveLength(3);
  });

  it("cannot be made to mistake one tenant and text for another", () => {
    const { texts, detectors: counted } = counting();
    const redactor = createRedactor({}, { detectors: counted });
    const { version } = definePolicy();
    redactor.redact(LONG, { tenant: "a" });
    redactor.redact(`\n${version}\ntrue${LONG}`, { tenant: "" });
    redactor.redact(LONG, { tenant: `a\n${version}` });
    expect(texts).toHaveLength(3);
  });

  it("forgets what was not used for the longest time", () => {
    const { texts, detectors: counted } = counting();
    const redactor = createRedactor(
      { injection: { action: "allow" } },
      { detectors: counted, cache: createFindingsCache({ maxBytes: 1_000 }) },
    );
    const numbered = (number: number) => `${number} ${LONG}`;
    for (const number of [1, 2, 3, 1, 4, 1, 2]) redactor.redact(numbered(number));
    expect(texts.map((text) => text[0])).toEqual(["1", "2", "3", "4", "2"]);
  });
});
