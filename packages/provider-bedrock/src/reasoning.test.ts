import { describe, expect, it } from "vitest";
import { CLAUDE, GPT_OSS, LLAMA, NOVA, NOVA_2, translate } from "./test-support.ts";

const SONNET_4_6 = "us.anthropic.claude-sonnet-4-6";
const OPUS_4_7 = "us.anthropic.claude-opus-4-7";
const SONNET_5 = "us.anthropic.claude-sonnet-5";
const QWEN = "qwen.qwen3-32b-v1:0";
const adaptive = (effort: string) => ({ thinking: { type: "adaptive" }, output_config: { effort } });
const nova = (maxReasoningEffort: string) => ({ reasoningConfig: { type: "enabled", maxReasoningEffort } });

describe("reasoning_effort", () => {
  it.each([
    [CLAUDE, "low", { thinking: { type: "enabled", budget_tokens: 1024 } }, []],
    [CLAUDE, "max", { thinking: { type: "enabled", budget_tokens: 16_384 } }, []],
    [CLAUDE, "none", undefined, []],
    [SONNET_4_6, "high", adaptive("high"), []],
    [SONNET_4_6, "minimal", adaptive("low"), []],
    [SONNET_4_6, "xhigh", adaptive("high"), ["reasoning_effort"]],
    [SONNET_4_6, "none", undefined, []],
    [
      OPUS_4_7,
      "xhigh",
      { thinking: { type: "adaptive", display: "summarized" }, output_config: { effort: "xhigh" } },
      [],
    ],
    [SONNET_5, "none", { thinking: { type: "disabled" } }, []],
    ["us.anthropic.claude-fable-5", "none", { output_config: { effort: "low" } }, ["reasoning_effort"]],
    [NOVA_2, "minimal", nova("low"), []],
    [NOVA_2, "high", nova("high"), []],
    [NOVA_2, "max", nova("high"), ["reasoning_effort"]],
    [NOVA_2, "none", undefined, []],
    [GPT_OSS, "medium", { reasoning_effort: "medium" }, []],
    [GPT_OSS, "xhigh", { reasoning_effort: "high" }, ["reasoning_effort"]],
    [GPT_OSS, "none", undefined, ["reasoning_effort"]],
    [QWEN, "high", { reasoning_config: "high" }, []],
    [QWEN, "medium", { reasoning_config: "low" }, ["reasoning_effort"]],
    [NOVA, "low", undefined, ["reasoning_effort"]],
    [LLAMA, "low", undefined, ["reasoning_effort"]],
    [LLAMA, "none", undefined, []],
    [CLAUDE, "default", undefined, []],
  ])("for %s: %s", (model, reasoning_effort, fields, lost) => {
    const { body, dropped } = translate({ model, reasoning_effort });
    expect(body.additionalModelRequestFields).toEqual(fields);
    expect(dropped).toEqual(lost);
  });

  it.each([
    [3000, 1500],
    [1500, 1024],
    [1024, undefined],
  ])("leaves room for the answer within a limit of %i tokens", (max_tokens, budget) => {
    const { body, dropped } = translate({ reasoning_effort: "high", max_tokens });
    expect(body.inferenceConfig).toEqual({ maxTokens: max_tokens });
    expect(body.additionalModelRequestFields).toEqual(
      budget && { thinking: { type: "enabled", budget_tokens: budget } },
    );
    expect(dropped).toEqual(budget ? [] : ["reasoning_effort"]);
  });

  it.each([
    ["without their thinking", undefined, undefined, ["reasoning_effort"]],
    [
      "with it",
      [{ type: "thinking", thinking: "Hm.", signature: "c2ln" }],
      { type: "enabled", budget_tokens: 2048 },
      [],
    ],
  ])("goes on with tool calls that came back %s", (_how, thinking_blocks, thinking, lost) => {
    const call = { id: "call_1", type: "function", function: { name: "f", arguments: "{}" } };
    const { body, dropped } = translate({
      reasoning_effort: "medium",
      tools: [{ type: "function", function: { name: "f" } }],
      messages: [
        { role: "user", content: "?" },
        { role: "assistant", content: null, tool_calls: [call], ...(thinking_blocks && { thinking_blocks }) },
        { role: "tool", tool_call_id: "call_1", content: "Fine" },
      ],
    });
    expect(body.additionalModelRequestFields?.thinking).toEqual(thinking);
    expect(dropped).toEqual(lost);
  });

  it("keeps the caller's limit, which Nova's highest level would not take", () => {
    const { body, dropped } = translate({ model: NOVA_2, reasoning_effort: "high", max_tokens: 500 });
    expect(body.inferenceConfig).toEqual({ maxTokens: 500 });
    expect(body.additionalModelRequestFields).toEqual(nova("medium"));
    expect(dropped).toEqual(["reasoning_effort"]);
  });

  it("rules out sampling at Nova's highest level", () => {
    const { body, dropped } = translate({
      model: NOVA_2,
      reasoning_effort: "high",
      temperature: 0.5,
      top_p: 0.5,
      top_k: 3,
    });
    expect(body.inferenceConfig).toBeUndefined();
    expect(dropped).toEqual(["temperature", "top_p", "top_k"]);
  });
});

describe("Claude's own thinking", () => {
  const thinking = { type: "enabled", budget_tokens: 5000 };

  it("goes through as it is", () => {
    expect(translate({ thinking }).body.additionalModelRequestFields).toEqual({ thinking });
    const disabled = { type: "disabled" };
    expect(translate({ thinking: disabled, temperature: 0.5 }).body).toMatchObject({
      additionalModelRequestFields: { thinking: disabled },
      inferenceConfig: { temperature: 0.5 },
    });
  });

  it("goes together with effort", () => {
    const { body } = translate({ model: SONNET_4_6, thinking: { type: "adaptive" }, reasoning_effort: "max" });
    expect(body.additionalModelRequestFields).toEqual(adaptive("max"));
  });

  it("is for Claude alone", () => {
    expect(translate({ model: NOVA_2, thinking })).toMatchObject({ dropped: ["thinking"] });
  });

  it("yields to the model's fields as the caller gives them", () => {
    const additionalModelRequestFields = { thinking: { type: "enabled", budget_tokens: 2000 }, anthropic_beta: ["b"] };
    const { body } = translate({ reasoning_effort: "low", additionalModelRequestFields });
    expect(body.additionalModelRequestFields).toEqual(additionalModelRequestFields);
  });
});

describe("sampling", () => {
  it.each([
    [NOVA, { temperature: 0, top_p: 0.3 }, { temperature: 0, topP: 0.3 }, []],
    [NOVA, { temperature: 1.5 }, { temperature: 1 }, ["temperature"]],
    [CLAUDE, { temperature: 0.3, top_p: 0.5 }, { temperature: 0.3 }, ["top_p"]],
    [CLAUDE, { temperature: 1, top_p: 0.5 }, { topP: 0.5 }, []],
    [OPUS_4_7, { temperature: 0.3, top_p: 0.5 }, undefined, ["temperature", "top_p"]],
    [OPUS_4_7, { temperature: 1, top_p: 1 }, undefined, []],
    [CLAUDE, { reasoning_effort: "low", temperature: 0.3, top_p: 0.5 }, undefined, ["temperature", "top_p"]],
    [CLAUDE, { reasoning_effort: "low", temperature: 1, top_p: 0.97 }, { topP: 0.97 }, []],
    [NOVA, { stop: "END" }, { stopSequences: ["END"] }, []],
    [NOVA, { stop: ["END", "", "\n"] }, { stopSequences: ["END"] }, ["stop"]],
    [NOVA, { max_tokens: 5, max_completion_tokens: 7 }, { maxTokens: 7 }, []],
  ])("for %s: %j", (model, fields, config, lost) => {
    const { body, dropped } = translate({ model, ...fields });
    expect(body.inferenceConfig).toEqual(config);
    expect(dropped).toEqual(lost);
  });

  it.each([
    [CLAUDE, { top_k: 20 }, []],
    [NOVA, { inferenceConfig: { topK: 20 } }, []],
    [LLAMA, undefined, ["top_k"]],
    [OPUS_4_7, undefined, ["top_k"]],
  ])("top_k is the model's own field for %s: %j", (model, fields, lost) => {
    const { body, dropped } = translate({ model, top_k: 20 });
    expect(body.additionalModelRequestFields).toEqual(fields);
    expect(dropped).toEqual(lost);
  });
});
