import { describe, expect, it } from "vitest";
import { rulesOf } from "./model-rules.ts";
import { ANTHROPIC_MODELS } from "./models.ts";

describe("rules of a model", () => {
  it.each([
    ["claude-3-haiku-20240307", 4096, "none", "both", false],
    ["claude-3-opus-latest", 4096, "none", "both", false],
    ["claude-3-5-sonnet-20241022", 8192, "none", "both", false],
    ["claude-3-5-haiku-latest", 8192, "none", "both", false],
    ["claude-3-7-sonnet-20250219", 64_000, "budget", "both", false],
    ["claude-sonnet-4-0", 64_000, "budget", "both", false],
    ["claude-sonnet-4-20250514", 64_000, "budget", "both", false],
    ["claude-opus-4-0", 32_000, "budget", "both", false],
    ["claude-opus-4-1-20250805", 32_000, "budget", "one", true],
    ["claude-sonnet-4-5-20250929", 64_000, "budget", "one", true],
    ["claude-haiku-4-5@20251001", 64_000, "budget", "one", true],
    ["claude-opus-4-5-20251101", 64_000, "budget", "one", true],
    ["claude-sonnet-4-6", 64_000, "adaptive", "one", true],
    ["claude-opus-4-6", 128_000, "adaptive", "one", true],
    ["claude-opus-4-7", 128_000, "adaptive", "none", true],
    ["claude-opus-5", 128_000, "adaptive", "none", true],
    ["claude-sonnet-5-5-20260928", 128_000, "adaptive", "none", true],
    ["claude-mythos-preview", 64_000, "adaptive", "none", true],
  ])("%s", (model, maxOutputTokens, thinking, sampling, structuredOutputs) => {
    expect(rulesOf(model)).toMatchObject({ maxOutputTokens, thinking, sampling, structuredOutputs });
  });

  it.each(["claude-opus-6", "claude-sonnet-4-9", "claude-nova-1-2", "claude", "gpt-4.1"])(
    "%s is unknown and held to the strictest",
    (model) => {
      expect(rulesOf(model)).toMatchObject({ thinking: "adaptive", sampling: "none", forcedTools: false });
    },
  );

  it("are known for every model on offer", () => {
    const unknown = rulesOf("claude-unknown");
    expect(ANTHROPIC_MODELS.filter(({ id }) => rulesOf(id) === unknown)).toEqual([]);
  });
});
