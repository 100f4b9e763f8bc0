import { describe, expect, it } from "vitest";
import type { Detector } from "../detect/finding.ts";
import { definePolicy } from "../policy/define-policy.ts";
import { createRedactor } from "../redactor.ts";
import { detectorOf } from "../test-support.ts";
import { createDeadline } from "./deadline.ts";
import { withDefaultDetectors } from "./default-detectors.ts";
import { runAtOnce, runInTurns } from "./steps.ts";

const finding = { type: "US_SSN", rule: "x", score: 1, start: 0, end: 2 };

describe("a detector that gives no findings", () => {
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["an object", {}],
    ["a promise", Promise.resolve([])],
    ["a list of null", [null]],
    ["no score", [{ ...finding, score: Number.NaN }]],
    ["a negative start", [{ ...finding, start: -1 }]],
    ["no start", [{ ...finding, start: Number.NaN }]],
    ["an end before the start", [{ ...finding, start: 2, end: 1 }]],
    ["an end behind the text", [{ ...finding, end: 100 }]],
    ["no type", [{ ...finding, type: undefined }]],
  ])("keeps the text from leaving: %s", (_, result) => {
    for (const place of ["structured", "names"] as const) {
      const detectors = { [place]: (() => result) as Detector };
      const attempt = () => createRedactor({}, { detectors }).redact("some text");
      expect(attempt).toThrow(expect.objectContaining({ code: "inspection_unavailable" }));
    }
  });

  it.each<[string, unknown]>([
    ["no score", { score: Number.NaN, rules: [] }],
    ["nothing", undefined],
    ["no rules", { score: 0 }],
  ])("so does one of injections: %s", (_, verdict) => {
    const attempt = () => createRedactor({}, { detectors: { injection: () => verdict as never } }).redact("some text");
    expect(attempt).toThrow(expect.objectContaining({ code: "inspection_unavailable" }));
  });
});

describe("the deadline", () => {
  it("binds after the last step, too", () => {
    let time = 0;
    const steps = (function* () {
      time += 10;
      yield undefined;
      time += 10;
      return "done";
    })();
    const keep = (limit: number) => createDeadline(limit, () => time).keep(() => steps);
    expect(() => runAtOnce(keep(5))).toThrow(expect.objectContaining({ code: "inspection_unavailable" }));
  });

  it("is over when one text took too long", () => {
    const slow = {
      structured: () => {
        for (const end = performance.now() + 5; performance.now() < end; );
        return [];
      },
    };
    const attempt = () => createRedactor({}, { detectors: slow, deadlineMs: 1 }).redact("text");
    expect(attempt).toThrow(expect.objectContaining({ code: "inspection_unavailable" }));
  });

  it("does not count the turns of others", async () => {
    let time = 0;
    const steps = (function* () {
      yield undefined;
      return "done";
    })();
    const kept = createDeadline(5, () => time).keep(() => steps);
    kept.next();
    time += 100;
    expect(kept.next()).toEqual({ done: true, value: "done" });
  });
});

describe("work in turns", () => {
  it("lets others have theirs", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await runInTurns(
      (function* () {
        while (turns < 3) yield undefined;
      })(),
    );
    clearInterval(timer);
    expect(turns).toBe(3);
  });

  it("cuts long texts into slices", () => {
    const lengths: number[] = [];
    const structured: Detector = (text) => {
      lengths.push(text.length);
      return detectorOf("US_SSN", /\d{9}/g)(text);
    };
    const text = "my number is 123456789 or so. ".repeat(40_000);
    const { findings } = createRedactor({ names: false }, { detectors: { structured } }).redact(text);
    expect(Math.max(...lengths)).toBeLessThan(70_000);
    expect(findings).toHaveLength(40_000);
  });
});

describe("the package's own detectors", () => {
  it("are shared by all policies that look for the same", () => {
    const first = withDefaultDetectors({}, definePolicy({ deniedValues: ["a"] }));
    const second = withDefaultDetectors({}, definePolicy({ deniedValues: ["b"] }));
    expect(second.structured).toBe(first.structured);
    expect(second.names).toBe(first.names);
    expect(withDefaultDetectors({}, definePolicy({ entities: { URL: "tokenize" } })).structured).not.toBe(
      first.structured,
    );
  });
});
