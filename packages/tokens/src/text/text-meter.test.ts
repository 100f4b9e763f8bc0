import { describe, expect, it } from "vitest";
import { loadTokenizer } from "../exact/load-tokenizer.ts";
import { hostileText, runs } from "../testing/hostile-text.ts";
import { createTextMeasure, measureText } from "./text-meter.ts";
import { WEIGHTS } from "./vocabularies.ts";

const VOCABULARIES = ["o200k", "cl100k"] as const;
/** HUB_FUZZ_SEEDS tries more of each kind; 60 take a minute. */
const SEEDS = Number(process.env.HUB_FUZZ_SEEDS ?? 3);
const PROSE =
  "It was a bright cold day in April, and the clocks were striking thirteen. Nobody in the street looked up: they had " +
  "heard it often enough, and there was shopping to do before the rain. An old man stopped at the corner, counted again " +
  "on his fingers, shook his head, and went on towards the harbour, where the ships from the south were being unloaded.";

function measure(text: string, vocabulary: (typeof VOCABULARIES)[number]) {
  const measured = createTextMeasure();
  measureText(text, WEIGHTS[vocabulary], measured);
  return measured;
}

describe.each(VOCABULARIES)("against %s", (vocabulary) => {
  it("the plainest prose is bounded by at most 1.6 times its tokens, and guessed within an eighth", async () => {
    const tokens = (await loadTokenizer(vocabulary))(PROSE);
    const { expected, bound } = measure(PROSE, vocabulary);
    expect(bound).toBeGreaterThanOrEqual(tokens);
    expect(bound).toBeLessThan(1.6 * tokens);
    expect(Math.abs(expected / tokens - 1)).toBeLessThan(0.125);
  });

  it("hostile text has hardly ever more tokens than its bound, and then few more", async () => {
    const count = await loadTokenizer(vocabulary);
    let above = 0;
    let tried = 0;
    for (let seed = 5_000; seed < 5_000 + SEEDS; seed++) {
      for (const [kind, text] of Object.entries(hostileText(seed, [60, 400, 1_000][seed % 3] as number))) {
        const share = count(text) / measure(text, vocabulary).bound;
        tried++;
        if (share > 1) above++;
        expect(share, `${kind}, seed ${seed}`).toBeLessThan(1.2);
      }
    }
    expect(above).toBeLessThan(0.02 * tried);
  });

  it("runs of one character have no more tokens than their bound, rounded up, nor is that far above a token a byte", async () => {
    const count = await loadTokenizer(vocabulary);
    for (const length of [1, 2, 3, 7, 40, 300, 1_000]) {
      for (const [kind, text] of Object.entries(runs(length))) {
        const { bound } = measure(text, vocabulary);
        expect(Math.ceil(bound), `${kind}, ${length}`).toBeGreaterThanOrEqual(count(text));
        expect(bound, `${kind}, ${length}`).toBeLessThanOrEqual(1.5 * Buffer.byteLength(text) + 1);
      }
    }
  });

  it("expected and bound do not depend on where a text was cut", () => {
    const text = `${PROSE} ${"kindergartenteacher".repeat(5)} 你好 😀`;
    const whole = measure(text, vocabulary);
    const pieces = createTextMeasure();
    for (const unit of text.split("")) measureText(unit, WEIGHTS[vocabulary], pieces);
    expect(pieces.expected).toBeCloseTo(whole.expected, 6);
    expect(pieces.bound).toBeCloseTo(whole.bound, 6);
  });
});

it("gibberish of common pairs of letters counts letter by letter once no word is so long", () => {
  const letters = "therinationess".repeat(50);
  expect(measure(letters, "o200k").bound).toBeGreaterThan(letters.length - 20);
});
