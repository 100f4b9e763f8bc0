import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createUnitReader } from "./text-units.ts";

const unitsOf = (text: string): number[] => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
const anyText = fc
  .array(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("x".repeat(1023), "\ud83d", "é", "漢".repeat(600))))
  .map((parts) => parts.join(""));

describe("the units of a text", () => {
  it("are those of the string, and a zero, whatever was read before", () => {
    const read = createUnitReader();
    fc.assert(
      fc.property(anyText, (text) => {
        const units = read(text);
        expect(Array.from(units.subarray(0, text.length))).toEqual(unitsOf(text));
        expect(units[text.length]).toBe(0);
      }),
    );
  });

  it("are the same in runtimes that have no buffers of Node's", () => {
    vi.stubGlobal("Buffer", undefined);
    const read = createUnitReader();
    vi.unstubAllGlobals();
    const text = `${"x".repeat(2000)}é漢\ud83d`;
    expect(Array.from(read(text).subarray(0, text.length))).toEqual(unitsOf(text));
  });

  it("are folded beyond ASCII only", () => {
    const read = createUnitReader((unit) => unit + 1);
    fc.assert(
      fc.property(anyText, (text) => {
        const folded = unitsOf(text).map((unit) => (unit < 0x80 ? unit : (unit + 1) & 0xffff));
        expect(Array.from(read(text).subarray(0, text.length))).toEqual(folded);
      }),
    );
  });

  it("are right for texts that are too long for the memory that is kept", () => {
    const read = createUnitReader();
    const text = "é".repeat(1_100_000);
    expect(
      read(text)
        .subarray(0, text.length)
        .every((unit) => unit === 0xe9),
    ).toBe(true);
    expect(Array.from(read("abc").subarray(0, 4))).toEqual([0x61, 0x62, 0x63, 0]);
  });
});
