import { expect, it } from "vitest";
import { hostileText } from "../testing/hostile-text.ts";
import { loadTokenizer } from "./load-tokenizer.ts";
import { sliceText } from "./text-slices.ts";

it.each(["o200k", "cl100k"] as const)("slices have the tokens of the whole with %s", async (vocabulary) => {
  const count = await loadTokenizer(vocabulary);
  for (const [kind, text] of Object.entries(hostileText(77, 1_200))) {
    const slices = [...sliceText(text)];
    expect(slices.map((slice) => slice.text).join("")).toBe(text);
    const cuts = slices.filter(({ isWhole }) => !isWhole).length;
    const tokens = slices.reduce((sum, slice) => sum + count(slice.text), 0);
    const whole = count(text);
    if (cuts === 0) expect(tokens, kind).toBe(whole);
    // A cut within a word adds a token, or hides one at most.
    expect(tokens + cuts, kind).toBeGreaterThanOrEqual(whole);
    expect(tokens, kind).toBeLessThanOrEqual(whole + 2 * cuts);
  }
});

it("never parts the halves of a character", () => {
  for (const lead of ["", "a"]) {
    const slices = [...sliceText(lead + "😀".repeat(500))];
    for (const { text } of slices) expect(text.isWellFormed()).toBe(true);
  }
});
