import { describe, expect, it } from "vitest";
import { detectorOf } from "../test-support.ts";
import { findingsOf, SLICE_LENGTH, slicesOf } from "./slices.ts";

const filler = (length: number) => "lorem ipsum dolor sit\n".repeat(Math.ceil(length / 22)).slice(0, length);

function found(text: string, pattern: RegExp): string[] {
  return slicesOf(text).flatMap((slice) =>
    findingsOf(slice, detectorOf("X", pattern)(slice.text)).map(({ start, end }) => text.slice(start, end)),
  );
}

describe("the slices of a long text", () => {
  it("find each thing once, wherever the cut is", () => {
    for (let shift = 0; shift < 60; shift++) {
      const text = `${filler(SLICE_LENGTH - 30 + shift)} label: 123 456 789 ${filler(SLICE_LENGTH)}`;
      expect(found(text, /(?<=label: )\d{3} \d{3} \d{3}/g)).toEqual(["123 456 789"]);
    }
  });

  it("keep key blocks whole", () => {
    const key = `-----BEGIN KEY-----\n${"abcdefgh\n".repeat(500)}-----END KEY-----`;
    const text = `${filler(SLICE_LENGTH - 1_000)}\n${key}\n${filler(SLICE_LENGTH)}`;
    expect(found(text, /-----BEGIN KEY-----[^-]*-----END KEY-----/g)).toEqual([key]);
  });

  it("each begin with the names of a table's columns", () => {
    const slices = slicesOf(`Some text.\n\nname,ssn\n${"ann,123456789\n".repeat(20_000)}`);
    expect(slices.length).toBeGreaterThan(3);
    for (const slice of slices.slice(1)) expect(slice.text.startsWith("name,ssn\n")).toBe(true);
  });

  it("are bounded, whatever the text", () => {
    for (const text of ["a".repeat(300_000), "-----BEGIN".repeat(30_000), "\n".repeat(300_000)]) {
      const slices = slicesOf(text);
      for (const slice of slices) expect(slice.text.length).toBeLessThan(SLICE_LENGTH + 4_096);
      expect(slices.map(({ start, end }) => end - start).reduce((sum, length) => sum + length, 0)).toBe(300_000);
      expect(slices.length).toBeLessThan(10);
    }
  });
});
