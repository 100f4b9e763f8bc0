import fc from "fast-check";
import { expect, it } from "vitest";
import { createHashFilter, mayHave } from "./hash-filter.ts";

it("lets through every hash that it was made of, and few others", () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 50 }), (hashes) => {
      const filter = createHashFilter(hashes);
      expect(hashes.every((hash) => mayHave(filter, hash))).toBe(true);
    }),
  );
  const filter = createHashFilter(Array.from({ length: 1_000 }, (_, index) => Math.imul(index, 0x9e3779b1)));
  const others = Array.from({ length: 10_000 }, (_, index) => Math.imul(index, 0x85ebca6b));
  expect(others.filter((hash) => mayHave(filter, hash)).length).toBeLessThan(400);
});
