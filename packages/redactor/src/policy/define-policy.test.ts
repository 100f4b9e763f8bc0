import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { ENTITY_GROUPS, ENTITY_TYPES } from "../detect/entity-types.ts";
import { RedactionError } from "../redaction-error.ts";
import { definePolicy, type PolicyOptions } from "./define-policy.ts";

const actionsOf = (policy: ReturnType<typeof definePolicy>, direction: "input" | "tool" | "output") =>
  Object.fromEntries(ENTITY_TYPES.map((type) => [type, policy.entities[type]?.[direction]]));
const all = (actionOf: (type: (typeof ENTITY_TYPES)[number]) => string) =>
  Object.fromEntries(ENTITY_TYPES.map((type) => [type, actionOf(type)]));

describe("presets", () => {
  it("balanced, the default, tokenizes all 28 types and blocks injections", () => {
    const policy = definePolicy();
    expect(ENTITY_TYPES).toHaveLength(28);
    expect(policy).toEqual(definePolicy("balanced"));
    expect(actionsOf(policy, "input")).toEqual(all(() => "tokenize"));
    expect(actionsOf(policy, "tool")).toEqual(all(() => "tokenize"));
    expect(actionsOf(policy, "output")).toEqual(all(() => "flag"));
    expect(policy).toMatchObject({ skipPrivateIps: true, names: true, media: "allow", onFailure: "block" });
    expect(policy.injection).toEqual({ action: "block", threshold: 0.5 });
  });

  it("strict blocks secrets, government, financial and health identifiers", () => {
    const blocked = new Set(["secret", "government", "financial", "health"]);
    const expected = all((type) => (blocked.has(ENTITY_GROUPS[type]) ? "block" : "tokenize"));
    expect(actionsOf(definePolicy("strict"), "input")).toEqual(expected);
    expect(definePolicy("strict").entities.PERSON?.threshold).toBe(0.4);
  });

  it("relaxed tokenizes secrets and what a checksum proves, and flags the rest", () => {
    const tokenized = Object.entries(actionsOf(definePolicy("relaxed"), "input")).filter(
      ([, action]) => action === "tokenize",
    );
    expect(tokenized.map(([type]) => type).sort()).toEqual(
      ["ABA_ROUTING_NUMBER", "API_KEY", "AWS_ACCESS_KEY", "CREDIT_CARD", "CRYPTO", "DB_CONNECTION_STRING"].concat([
        "IBAN_CODE",
        "MEDICAL_LICENSE",
        "PASSWORD",
        "PRIVATE_KEY",
        "UK_NHS",
        "US_NPI",
      ]),
    );
    expect(definePolicy("relaxed").injection.action).toBe("flag");
  });

  it("off looks for nothing", () => {
    expect(definePolicy("off")).toMatchObject({ entities: {}, injection: { action: "allow" } });
  });
});

describe("a policy", () => {
  it("is frozen to the bottom and survives a journey as JSON with the same version", () => {
    const policy = definePolicy({
      preset: "strict",
      entities: { EMAIL: "mask", GITHUB_TOKEN: { action: "block", threshold: 0.9 }, URL: { input: "flag" } },
      customPatterns: [{ name: "BADGE", pattern: "B-\\d{6}", action: "redact", threshold: 0.2 }],
      allowedValues: ["support@acme.com"],
      deniedValues: ["Project Tulip"],
    });
    expect(Object.isFrozen(policy.entities.EMAIL_ADDRESS)).toBe(true);
    expect(Object.isFrozen(policy.customPatterns[0])).toBe(true);
    const stored = JSON.parse(JSON.stringify(policy));
    expect(definePolicy(stored)).toEqual(policy);
    expect(definePolicy(policy).version).toBe(policy.version);
    expect(JSON.stringify(policy)).not.toMatch(/Tulip|support@/);
  });

  it("has a version that follows from its content", () => {
    const { version } = definePolicy({ entities: { PERSON: "mask" } });
    expect(version).toMatch(/^pol_[0-9a-f]{24}$/);
    expect(definePolicy({ entities: { PERSON: "mask" }, preset: "balanced" }).version).toBe(version);
    expect(definePolicy({ entities: { PERSON: "flag" } }).version).not.toBe(version);
    const tampered = { ...definePolicy({ entities: { PERSON: "mask" } }), names: false };
    expect(() => definePolicy(tampered)).toThrow(/`version`/);
  });

  it("takes an action for one direction or for both that lead to the vendor", () => {
    const { entities } = definePolicy({
      entities: { PERSON: { action: "mask", tool: "allow", output: "block" }, SSN: "hash" },
    });
    expect(entities.PERSON).toEqual({ threshold: 0.5, input: "mask", tool: "allow", output: "block" });
    expect(entities.US_SSN).toEqual({ threshold: 0.5, input: "hash", tool: "hash", output: "flag" });
  });

  it("has the same version whenever it says the same, lists included", () => {
    const define = (deniedValues: string[]) => definePolicy({ deniedValues, allowedValues: ["Tulip"] });
    expect(define(["Tulip", "Rose"])).toEqual(define(["Rose", "Tulip", "Rose"]));
    expect(define(["Tulip", "Rose"]).version).not.toBe(define(["Tulip", "Lily"]).version);
  });

  it("salts its lists, so that a value has another hash in each", () => {
    const hashesOf = (values: string[]) => definePolicy({ deniedValues: values }).deniedValues?.hashes ?? [];
    expect(hashesOf(["Tulip", "Rose"])).not.toContain(hashesOf(["Tulip"])[0]);
    const { allowedValues, deniedValues } = definePolicy({ allowedValues: ["Tulip"], deniedValues: ["Tulip"] });
    expect(allowedValues?.hashes).not.toEqual(deniedValues?.hashes);
  });

  it("takes objects without a prototype, and of another realm", () => {
    const { version } = definePolicy({ entities: { PERSON: "mask" } });
    const bare = Object.assign(Object.create(null), { entities: { PERSON: "mask" } });
    expect(definePolicy(bare).version).toBe(version);
    expect(definePolicy(runInNewContext('({ entities: { PERSON: "mask" } })')).version).toBe(version);
  });

  it("takes as many patterns as one pass over a text can afford", () => {
    const patterns = (pattern: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ name: `P${index}`, pattern }));
    expect(definePolicy({ customPatterns: patterns("\\bEMP-\\d{6}", 100) }).customPatterns).toHaveLength(100);
    expect(definePolicy({ customPatterns: patterns("[a-z]{1,90}[0-9]", 5) }).customPatterns).toHaveLength(5);
    expect(() => definePolicy({ customPatterns: patterns("[a-z]{1,90}[0-9]", 6) })).toThrow(
      /`customPatterns\[5\]` is one too many: .* 540 times; 500 is the most/,
    );
  });

  it.each<[string, unknown, RegExp]>([
    ["", "balancd", /`preset` must be one of balanced, strict, .*Did you mean balanced\?/],
    ["", "STRICT", /`preset` .*Did you mean strict\?/],
    ["", "x", /`preset` must be one of balanced, strict, relaxed, off\.$/],
    ["", new Map([["preset", "off"]]), /The policy must be a plain object/],
    ["", [], /The policy must be a plain object/],
    ["", null, /The policy must be a plain object/],
    ["", { entities: new Map([["PERSON", "mask"]]) }, /`entities` must be a plain object/],
    ["", { entities: { FOO: "mask" } }, /`entities\.FOO` is no entity type\.$/],
    ["", { entities: { GITHUB: "mask" } }, /Did you mean GITHUB_TOKEN\?/],
    ["", { entities: { PERSON: "BLOCK" } }, /Did you mean block\?/],
    ["", { customPatterns: [{ name: "A", pattern: "a{1,250}9" }] }, /`customPatterns\[0\]\.pattern` can look at each/],
    ["", { presets: "strict" }, /`presets` is no field.*preset\?/],
    [
      "",
      { entities: { EMIAL_ADDRESS: "mask" } },
      /`entities\.EMIAL_ADDRESS` is no entity type\. Did you mean EMAIL_ADDRESS\?/,
    ],
    ["", { entities: { PERSON: "hide" } }, /`entities\.PERSON` must be one of allow, flag/],
    ["", { entities: { PERSON: { action: "hide" } } }, /`entities\.PERSON\.action`/],
    ["", { entities: { PERSON: { threshold: 2 } } }, /`entities\.PERSON\.threshold` must be a number from 0 to 1/],
    ["", { entities: { PERSON: { output: "tokenize" } } }, /`entities\.PERSON\.output` cannot be tokenize/],
    ["", { entities: [] }, /`entities` must be a plain object/],
    ["", { customPatterns: [{ name: "lower", pattern: "x" }] }, /`customPatterns\[0\]\.name`/],
    ["", { customPatterns: [{ name: "PERSON", pattern: "x" }] }, /is a built-in type/],
    ["", { customPatterns: [{ name: "A", pattern: "(a+)+" }] }, /`customPatterns\[0\]\.pattern`/],
    ["", { allowedValues: [""] }, /`allowedValues\[0\]`/],
    ["", { deniedValues: { salt: "x", hashes: ["nonsense"] } }, /`deniedValues\.hashes\[0\]`/],
    ["", { injection: { action: "mask" } }, /`injection\.action`/],
    ["", { media: "maybe" }, /`media` must be one of/],
    ["", { names: "yes" }, /`names` must be true or false/],
  ])("names the field that is wrong%s: %j", (_nothing, options, message) => {
    const define = () => definePolicy(options as PolicyOptions);
    expect(define).toThrow(RedactionError);
    expect(define).toThrow(message);
  });
});
