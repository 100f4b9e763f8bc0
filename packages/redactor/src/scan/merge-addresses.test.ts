import { describe, expect, it } from "vitest";
import type { Finding } from "../detect/finding.ts";
import { mergeAddresses } from "./merge-addresses.ts";

function merged(text: string, parts: readonly (readonly [type: string, part: string])[]): string[] {
  const findings = parts.map(([type, part]): Finding => {
    const start = text.indexOf(part);
    return { type, start, end: start + part.length, score: 0.7, rule: "test" };
  });
  return mergeAddresses(findings, text).map(({ type, start, end }) => `${type}:${text.slice(start, end)}`);
}

describe("the parts of an address", () => {
  it("are one value over lines, with the town and the country behind them", () => {
    const text = "57 Askelund 1\n Suite 322\n Boeslunde\n Norway 67655\n50-98-28-96";
    const parts = [
      ["STREET_ADDRESS", "57 Askelund 1\n Suite 322"],
      ["LOCATION", "Boeslunde"],
      ["LOCATION", "Norway"],
      ["PHONE_NUMBER", "50-98-28-96"],
      ["STREET_ADDRESS", "67655"],
    ] as const;
    expect(merged(text, parts)).toStrictEqual([
      "STREET_ADDRESS:57 Askelund 1\n Suite 322\n Boeslunde\n Norway 67655",
      "PHONE_NUMBER:50-98-28-96",
    ]);
  });

  it("are joined where grammar and tagger overlap", () => {
    const text = "at 12 Elm Street, Salem today";
    expect(
      merged(text, [
        ["STREET_ADDRESS", "12 Elm Street"],
        ["STREET_ADDRESS", "Street, Salem"],
      ]),
    ).toStrictEqual(["STREET_ADDRESS:12 Elm Street, Salem"]);
  });

  it("stay apart where words stand between them", () => {
    const text = "12 Elm Street near Salem";
    const parts = [
      ["STREET_ADDRESS", "12 Elm Street"],
      ["LOCATION", "Salem"],
    ] as const;
    expect(merged(text, parts)).toStrictEqual(["STREET_ADDRESS:12 Elm Street", "LOCATION:Salem"]);
  });

  it("do not run on into the sentence", () => {
    const text = "Ship to 12 Elm Street, Salem, OR 97205 and call 555";
    expect(
      merged(text, [
        ["STREET_ADDRESS", "12 Elm Street, Salem, OR 97205"],
        ["STREET_ADDRESS", "97205 and call 555"],
      ]),
    ).toStrictEqual(["STREET_ADDRESS:12 Elm Street, Salem, OR 97205"]);
  });
});
