import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "./finding.ts";
import { resolveOverlaps } from "./resolve-overlaps.ts";

const TYPES = [
  "PERSON",
  "STREET_ADDRESS",
  "PHONE_NUMBER",
  "EMAIL_ADDRESS",
  "API_KEY",
  "PRIVATE_KEY",
  "CUSTOM:x",
  "URL",
];

function finding(type: string, start: number, end: number, score = 0.8): Finding {
  return { type, start, end, score, rule: "test" };
}

function written(text: string, findings: readonly Finding[]): string[] {
  return resolveOverlaps(findings, text).map(({ type, start, end }) => `${type}:${text.slice(start, end)}`);
}

describe("where findings overlap", () => {
  it("leaves those alone that are apart", () => {
    expect(written("Ann in Bern", [finding("PERSON", 0, 3), finding("LOCATION", 7, 11)])).toStrictEqual([
      "PERSON:Ann",
      "LOCATION:Bern",
    ]);
  });

  it("gives a place to what has a form, and the rest of a name stays a name", () => {
    const text = "John Smith j@example.com";
    const findings = [finding("PERSON", 0, 12), finding("EMAIL_ADDRESS", 11, 24, 1)];
    expect(written(text, findings)).toStrictEqual(["PERSON:John Smith", "EMAIL_ADDRESS:j@example.com"]);
  });

  it("cuts a loser in two around a winner inside it", () => {
    const text = "https://x.example/?key=SECRET&user=anna";
    const findings = [finding("URL", 0, 39), finding("API_KEY", 23, 29)];
    expect(written(text, findings)).toStrictEqual(["URL:https://x.example/?key", "API_KEY:SECRET", "URL:user=anna"]);
  });

  it("gives the winner a rest that is too short to stand alone, on either side", () => {
    expect(written("key45678-45-6789", [finding("API_KEY", 0, 8), finding("US_SSN", 5, 11)])).toStrictEqual([
      "API_KEY:key45678-45",
    ]);
    expect(written("Ann, j@example.com", [finding("PERSON", 0, 6), finding("EMAIL_ADDRESS", 5, 18, 1)])).toStrictEqual([
      "EMAIL_ADDRESS:Ann, j@example.com",
    ]);
  });

  it("drops a remainder that is only punctuation", () => {
    const findings = [finding("PERSON", 0, 8), finding("EMAIL_ADDRESS", 1, 8, 1)];
    expect(written("<j@ex.io>", findings)).toStrictEqual(["EMAIL_ADDRESS:j@ex.io"]);
  });

  it("lets the better score win among equals, then the longer", () => {
    const scored = [finding("PERSON", 0, 12, 0.6), finding("LOCATION", 8, 12, 0.9)];
    expect(written("Annalie Bern", scored)).toStrictEqual(["PERSON:Annalie", "LOCATION:Bern"]);
    const equal = [finding("LOCATION", 4, 8), finding("PERSON", 0, 8)];
    expect(written("Ann Bern", equal)).toStrictEqual(["PERSON:Ann Bern"]);
  });
});

describe("whatever the findings", () => {
  const texts = fc.string({ unit: fc.constantFrom(..."aB7 ,.@-é\n😀"), minLength: 1, maxLength: 60 });
  const cases = texts.chain((text) =>
    fc.record({
      text: fc.constant(text),
      findings: fc.array(
        fc
          .record({
            type: fc.constantFrom(...TYPES),
            places: fc.tuple(fc.nat(text.length), fc.nat(text.length)).filter(([a, b]) => a !== b),
            score: fc.constantFrom(0.5, 0.7, 1),
          })
          .map(({ type, places, score }) => finding(type, Math.min(...places), Math.max(...places), score)),
        { maxLength: 12 },
      ),
    }),
  );

  it("covers every letter and digit that any of them covers, with sorted findings that are apart", () => {
    fc.assert(
      fc.property(cases, ({ text, findings }) => {
        const kept = resolveOverlaps(findings, text);
        const covered = (list: readonly Finding[]): string =>
          Array.from({ length: text.length }, (_, place) =>
            /[\p{L}\p{N}]/u.test(text.charAt(place)) && list.some(({ start, end }) => start <= place && place < end)
              ? "x"
              : ".",
          ).join("");
        expect(covered(kept)).toBe(covered(findings));
        for (const [index, { start, end }] of kept.entries()) {
          expect(start).toBeLessThan(end);
          expect(start).toBeGreaterThanOrEqual(kept[index - 1]?.end ?? 0);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("never lets a name take a place from a secret", () => {
    fc.assert(
      fc.property(cases, ({ text, findings }) => {
        const kept = resolveOverlaps(findings, text);
        for (const { start, end } of findings.filter(({ type }) => type === "PRIVATE_KEY")) {
          const rivals = kept.filter((other) => other.start < end && start < other.end);
          expect(rivals.every(({ type }) => type === "PRIVATE_KEY")).toBe(true);
        }
      }),
    );
  });

  it("is quick with as many nested findings as a long text can have", () => {
    const size = 100_000;
    const text = "a".repeat(2 * size);
    const nested = Array.from({ length: size }, (_, depth) => finding("PERSON", depth, 2 * size - depth, 0.5));
    const kept = resolveOverlaps([...nested, finding("API_KEY", 0, 1)], text);
    expect(kept.map(({ start, end }) => [start, end])).toStrictEqual([
      [0, 1],
      [1, 2 * size],
    ]);
  });
});
