import { describe, expect, it } from "vitest";
import { createNameTagger } from "./index.ts";

const findNames = createNameTagger();

describe("offsets", () => {
  it.each([
    ["surrogate pairs", "🎉👩‍👩‍👧 My name is "],
    ["line ends of two units", "Hello,\r\n\r\nmy name is "],
    ["a byte order mark", "\ufeffMy name is "],
    ["letters that grow in lower case", "İİİ. My name is "],
  ])("are UTF-16 indexes after %s", (_, before) => {
    const text = `${before}John Smith 🎉.`;
    expect(findNames(text).map(({ type, start, end }) => [type, start, end])).toContainEqual([
      "PERSON",
      before.length,
      before.length + "John Smith".length,
    ]);
  });

  it("are ordered and never overlap", () => {
    const findings = findNames("Anna Schmidt met Peter Brown in Paris and Maria Gonzalez in Rome.\n".repeat(50));
    expect(findings.length).toBeGreaterThan(200);
    findings.reduce((previous, finding) => {
      expect(finding.start).toBeGreaterThanOrEqual(previous.end);
      expect(finding.end).toBeGreaterThan(finding.start);
      return finding;
    });
  });

  it("take the last full stop into dotted initials", () => {
    const text = "He moved to the U.S. last year.";
    expect(findNames(text).map(({ start, end }) => text.slice(start, end))).toEqual(["U.S."]);
  });
});

describe("scores", () => {
  it("are probabilities, and a threshold leaves out what lies below", () => {
    const text = "Anna Schmidt met Peter Brown. Rose said Grant may mark it. Hope, Faith and Virginia were there.";
    const all = createNameTagger({ threshold: 0 })(text);
    for (const { score } of all) {
      expect(score).toBeGreaterThan(0);
      expect(score).toBeLessThanOrEqual(1);
    }
    expect(createNameTagger({ threshold: 0.9 })(text)).toEqual(all.filter(({ score }) => score >= 0.9));
    expect(createNameTagger({ threshold: 1.1 })(text)).toEqual([]);
  });

  it("of addresses below 0.55 are left out, unless a threshold below 0.5 asks for them", () => {
    const forms = ["832 859 4544", "072 891 2589", "032 069 8580", "629 113 8506"].map(
      (number) => `Patient's NHS number: ${number}\nNational Insurance no: PW199834D\nGP practice code: Y00123`,
    );
    const addressScores = (threshold?: number) =>
      forms
        .flatMap((form) => createNameTagger(threshold === undefined ? {} : { threshold })(form))
        .flatMap(({ type, score }) => (type === "STREET_ADDRESS" ? [score] : []));
    expect(addressScores().filter((score) => score < 0.55)).toEqual([]);
    expect(addressScores(0.5)).toEqual(addressScores());
    expect(addressScores(0.3).filter((score) => score < 0.55)).not.toEqual([]);
  });

  it("do not depend on what was scanned before", () => {
    const text = "Peter Brown lives in Oslo.";
    const fresh = findNames(text);
    findNames("Anna Schmidt, ".repeat(5000));
    expect(findNames(text)).toEqual(fresh);
  });
});

describe("long input", () => {
  const megabyte = 1_000_000;

  it.each([
    "John Smith ",
    "John",
    "J. ",
    "a",
    "A",
    "1 ",
    "'",
    "O'",
    "-",
    "\n",
    "🎉",
    "é",
    "é ",
    "New York, ",
    "de la ",
  ])("of %j repeated neither throws nor leaves the text", (unit) => {
    const text = unit.repeat(megabyte / unit.length);
    for (const { start, end } of findNames(text)) {
      expect(start >= 0 && start < end && end <= text.length).toBe(true);
    }
  });

  it("is cut between lines or words, so that windows lose no name", () => {
    const line = "Yesterday we met John Smith at the station.\n";
    const count = 5000;
    expect(findNames(line.repeat(count)).filter(({ type }) => type === "PERSON")).toHaveLength(count);
  });
});
