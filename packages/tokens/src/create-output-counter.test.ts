import { expect, it } from "vitest";
import { createOutputCounter } from "./create-output-counter.ts";
import { loadTokenizer } from "./exact/load-tokenizer.ts";
import { familyOf } from "./families/family-of.ts";

const ANSWER = 'The capital of France is Paris. {"city":"Paris","population":2102650}\n\n1. Eat\n2. Sleep\n'.repeat(10);

it("counts an answer however it was cut, within its bound", async () => {
  const tokens = (await loadTokenizer("o200k"))(ANSWER);
  const whole = createOutputCounter(familyOf("openai", "gpt-4o"));
  whole.add(ANSWER);
  const pieces = createOutputCounter(familyOf("openai", "gpt-4o"));
  for (let start = 0; start < ANSWER.length; start += 3) pieces.add(ANSWER.slice(start, start + 3));
  expect([pieces.expected, pieces.bound]).toEqual([whole.expected, whole.bound]);
  expect(whole.bound).toBeGreaterThanOrEqual(tokens);
  expect(whole.bound).toBeLessThan(1.5 * tokens);
  expect(Math.abs(whole.expected / tokens - 1)).toBeLessThan(0.15);
});

it("begins at nothing and never goes down", () => {
  const counter = createOutputCounter(familyOf("anthropic", "claude-sonnet-5"));
  expect([counter.expected, counter.bound]).toEqual([0, 0]);
  let last = 0;
  for (const unit of ANSWER) {
    counter.add(unit);
    expect(counter.bound).toBeGreaterThanOrEqual(last);
    expect(counter.expected).toBeLessThanOrEqual(counter.bound);
    last = counter.bound;
  }
});
