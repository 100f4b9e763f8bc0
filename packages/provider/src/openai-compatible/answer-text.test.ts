import { describe, expect, it } from "vitest";
import { completeText } from "./answer-text.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

const acme: OpenAICompatibleSpec = { id: "acme", name: "Acme", baseUrl: "https://llm.acme.example/v1" };
const text = (words: string) => ({ type: "text", text: words });
const thinking = (...thoughts: string[]) => ({ type: "thinking", thinking: thoughts.map(text) });

function completed(message: object, spec: Partial<OpenAICompatibleSpec> = {}): Record<string, unknown> {
  const copy = structuredClone(message) as Record<string, unknown>;
  completeText(copy, { ...acme, ...spec });
  return copy;
}

describe("an answer", () => {
  it("in parts becomes text and reasoning", () => {
    const content = [thinking("Hm", "."), text("Yes"), text("!")];
    expect(completed({ content })).toEqual({ content: "Yes!", reasoning_content: "Hm." });
    expect(completed({ content: [thinking("Hm")] })).toEqual({ reasoning_content: "Hm" });
    expect(completed({ content: [{ type: "reference", reference_ids: [1] }] })).toEqual({ content: "" });
  });

  it.each([[[7]], [[]], [null], ["text"], [7]])("whose content is %j is left for others to judge", (content) => {
    expect(completed({ content })).toEqual({ content });
  });

  it("has its reasoning under the usual name", () => {
    const spec = { reasoningField: "reasoning" };
    expect(completed({ content: "a", reasoning: "Hm" }, spec)).toEqual({ content: "a", reasoning_content: "Hm" });
    expect(completed({ reasoning: "Hm", reasoning_content: "Ah" }, spec)).toEqual({ reasoning_content: "Ah" });
    expect(completed({ reasoning: null }, spec)).toEqual({ reasoning: null });
    expect(completed({ reasoning: "Hm" })).toEqual({ reasoning: "Hm" });
  });
});
