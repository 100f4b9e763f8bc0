import { openAICompatibleWireFormat } from "@hub/provider";
import { describe, expect, it } from "vitest";
import { groqSpec } from "./index.ts";

const wire = openAICompatibleWireFormat(groqSpec);

describe("reasoning_effort at Groq", () => {
  it.each([
    ["openai/gpt-oss-120b", "low", "low", false],
    ["openai/gpt-oss-120b", "minimal", "low", true],
    ["openai/gpt-oss-120b", "max", "high", true],
    ["openai/gpt-oss-20b", "none", "low", true],
    ["qwen/qwen3-32b", "none", "none", false],
    ["qwen/qwen3-32b", "default", "default", false],
    ["qwen/qwen3-32b", "high", "default", true],
    ["qwen/qwen3.8-27b", "medium", "medium", false],
    ["qwen/qwen3.8-27b", "xhigh", "high", true],
    ["llama-3.3-70b-versatile", "high", undefined, true],
    ["llama-3.3-70b-versatile", "none", undefined, false],
    ["a-model-of-tomorrow", "xhigh", "xhigh", false],
  ] as const)("of %s: %s becomes %s (named: %s)", (model, asked, sent, isNamed) => {
    const { body, droppedParams } = wire.request({
      model,
      messages: [{ role: "user", content: "hi" }],
      reasoning_effort: asked,
    });
    expect((body as { reasoning_effort?: string }).reasoning_effort).toBe(sent);
    expect(droppedParams).toEqual(isNamed ? ["reasoning_effort"] : []);
  });
});
