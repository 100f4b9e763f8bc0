import { describe, expect, it } from "vitest";
import { isBedrockId, rulesOf } from "./model-rules.ts";

describe("the rules of a model", () => {
  it.each([
    ["anthropic.claude-3-haiku-20240307-v1:0", "none", "both"],
    ["us.anthropic.claude-3-7-sonnet-20250219-v1:0", "budget", "both"],
    ["us.anthropic.claude-sonnet-4-20250514-v1:0", "budget", "both"],
    ["global.anthropic.claude-haiku-4-5-20251001-v1:0", "budget", "one"],
    ["us.anthropic.claude-sonnet-4-6", "adaptive", "one"],
    ["anthropic.claude-opus-4-6-v1", "adaptive", "one"],
    ["jp.anthropic.claude-opus-4-7", "adaptive", "none"],
    ["anthropic.claude-newest-9", "adaptive", "none"],
    ["anthropic.claude-v2:1", "none", "both"],
    ["us.amazon.nova-2-lite-v1:0", "nova", "both"],
    ["amazon.nova-pro-v1:0", "none", "both"],
    ["openai.gpt-oss-20b-1:0", "level", "both"],
    ["qwen.qwen3-32b-v1:0", "level", "both"],
    ["us.deepseek.r1-v1:0", "none", "both"],
    ["something-imported", "none", "both"],
    ["arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-6", "adaptive", "one"],
    ["arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-micro-v1:0", "none", "both"],
    ["arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/ab12cd34ef56", "none", "both"],
  ])("%s: reasoning %s, sampling %s", (model, reasoning, sampling) => {
    const rules = rulesOf(model);
    expect([rules.reasoning.kind, rules.sampling]).toEqual([reasoning, sampling]);
  });

  it("hold a model that is not known to what all have", () => {
    expect(rulesOf("acme.new-model-v1:0")).toMatchObject({
      forcedTools: "never",
      structuredOutputs: false,
      cachePoints: "nowhere",
    });
  });
});

it.each([
  ["us.anthropic.claude-sonnet-4-6", true],
  ["amazon.nova-micro-v1:0", true],
  ["arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:inference-profile/x", true],
  ["claude-sonnet-4-6", false],
  ["gpt-4.1", false],
  ["openai/gpt-oss-120b", false],
])("%s is an id of Bedrock's own: %s", (model, expected) => {
  expect(isBedrockId(model)).toBe(expected);
});
