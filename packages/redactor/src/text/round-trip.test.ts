import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRedactor } from "../redactor.ts";
import { cutAt, fakeDetectors as detectors, SECRETS } from "../test-support.ts";

const redactor = createRedactor("balanced", { key: "project", detectors });

const secret = fc.constantFrom(...SECRETS);
const scrap = fc.oneof(
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom(
    " ",
    "\n",
    "[",
    "]",
    "[[",
    "]]",
    "\\",
    '"',
    '\\"',
    "{",
    "}",
    ":",
    ",",
    "［",
    "_",
    "EMAIL_ADDRESS_1",
    "[[",
  ),
  fc.constantFrom("[[EMAIL_ADDRESS_1.0000]]", "[[US_SSN_1.", "\\n", "\\u0061", "`", "**"),
);
const text = fc.array(fc.oneof(scrap, secret), { maxLength: 20 }).map((pieces) => pieces.join(""));
const leaf = fc.oneof(text, fc.constantFrom(123456789, 123456789.5, 12, true, null), secret);
const { json } = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(text, fc.constantFrom("ssn", "mail", "__proto__")), tie("json"), { maxKeys: 4 }),
    tie("json").map((inner) => JSON.stringify(inner)),
  ),
}));
const cuts = fc.array(fc.nat(), { maxLength: 12 });
const RUNS = { numRuns: 500 };

function restoreInPieces(restorer: { push(piece: string): string; end(): string }, redacted: string, at: number[]) {
  return cutAt(redacted, at).map(restorer.push).join("") + restorer.end();
}

describe("hiding and restoring", () => {
  it("is the identity for any text, however it is cut", () => {
    fc.assert(
      fc.property(text, cuts, (original, at) => {
        const { text: redacted, restore, restoreStream } = redactor.redact(original);
        expect(restore(redacted)).toBe(original);
        expect(restoreInPieces(restoreStream(), redacted, at)).toBe(original);
      }),
      RUNS,
    );
  });

  it("leaves no value behind in a text", () => {
    fc.assert(
      fc.property(text, (original) => {
        const { findings } = redactor.redact(original);
        for (const { start, end } of findings) {
          const value = original.slice(start, end);
          if (value.length < 6) continue;
          for (let at = original.indexOf(value); at >= 0; at = original.indexOf(value, at + 1)) {
            // Inside a longer run of letters and digits it is something else.
            if (
              /[\p{L}\p{N}]{2}$/u.test(original.slice(0, at + 1)) ||
              /^[\p{L}\p{N}]{2}/u.test(original.slice(at + value.length - 1))
            )
              continue;
            expect(findings.some((finding) => finding.start < at + value.length && finding.end > at)).toBe(true);
          }
        }
      }),
      RUNS,
    );
  });

  it.each([undefined, 2])(
    "is the identity for any JSON (indented by %s), however it is cut, and JSON stays JSON",
    (indent) => {
      fc.assert(
        fc.property(fc.oneof(fc.array(json), fc.dictionary(text, json)), cuts, (value, at) => {
          const original = JSON.stringify(value, undefined, indent);
          const { text: redacted, restore, restoreStream } = redactor.redact(original);
          expect(() => JSON.parse(redacted)).not.toThrow();
          expect(restore(redacted)).toBe(original);
          expect(restoreInPieces(restoreStream(), redacted, at)).toBe(original);
        }),
        RUNS,
      );
    },
  );

  it("keeps unusual escapes as they were written", () => {
    const original = String.raw`{"a":"\u0061nn@acme.com","b":"x\/ann@acme.com","c":"{\"d\":\"\\u0062ob@acme.com\"}"}`;
    const { text: redacted, restore } = redactor.redact(original);
    expect(redacted).not.toContain("acme");
    expect(restore(redacted)).toBe(original);
  });
});
