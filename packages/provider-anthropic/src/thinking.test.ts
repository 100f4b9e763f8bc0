import { describe, expect, it } from "vitest";
import { translate } from "./test-support.ts";

const plan = (fields: object) => {
  const { body, dropped } = translate(fields as Record<string, unknown>);
  return { thinking: body.thinking, effort: body.output_config?.effort, max: body.max_tokens, dropped };
};
const adaptive = { type: "adaptive" };
const shown = { type: "adaptive", display: "summarized" };

describe("reasoning_effort", () => {
  it.each([
    ["claude-opus-4-6", "minimal", adaptive, "low", []],
    ["claude-opus-4-6", "medium", adaptive, "medium", []],
    ["claude-sonnet-4-6", "max", adaptive, "max", []],
    ["claude-sonnet-4-6", "xhigh", adaptive, "high", ["reasoning_effort"]],
    ["claude-opus-4-7", "xhigh", shown, "xhigh", []],
    ["claude-sonnet-5", "high", shown, "high", []],
    ["claude-opus-5-5", "low", shown, "low", []],
    ["claude-next-9", "max", shown, "max", []],
  ])("of %s: %s", (model, reasoning_effort, thinking, effort, dropped) => {
    expect(plan({ model, reasoning_effort })).toMatchObject({ thinking, effort, dropped });
  });

  it.each([
    ["minimal", 1024],
    ["low", 1024],
    ["medium", 2048],
    ["high", 4096],
    ["xhigh", 8192],
    ["max", 16_384],
  ])("%s is a budget of %d for models up to 4.5", (reasoning_effort, budget_tokens) => {
    for (const model of [
      "claude-3-7-sonnet-latest",
      "claude-sonnet-4-0",
      "claude-opus-4-1-20250805",
      "claude-haiku-4-5",
    ]) {
      expect(plan({ model, reasoning_effort, max_tokens: 32_768 })).toMatchObject({
        thinking: { type: "enabled", budget_tokens },
        effort: undefined,
        dropped: [],
      });
    }
  });

  it.each([
    [100_000, 16_384],
    [8000, 4000],
    [1500, 1024],
  ])("leaves the caller's limit of %d tokens alone and budgets %d", (max_tokens, budget_tokens) => {
    expect(plan({ max_tokens, reasoning_effort: "max" })).toEqual({
      thinking: { type: "enabled", budget_tokens },
      effort: undefined,
      max: max_tokens,
      dropped: [],
    });
  });

  it("is dropped where the limit leaves no room for a budget, or the model cannot think", () => {
    const nothing = { thinking: undefined, effort: undefined, dropped: ["reasoning_effort"] };
    expect(plan({ max_completion_tokens: 1024, reasoning_effort: "low" })).toMatchObject(nothing);
    expect(plan({ model: "claude-3-5-sonnet-20241022", reasoning_effort: "low" })).toMatchObject(nothing);
  });

  it.each([
    ["claude-3-haiku-20240307", undefined, undefined, []],
    ["claude-sonnet-4-5", undefined, undefined, []],
    ["claude-opus-4-8", undefined, undefined, []],
    ["claude-sonnet-5", { type: "disabled" }, undefined, []],
    ["claude-haiku-5-5", { type: "disabled" }, undefined, []],
    ["claude-sonnet-5-5", { type: "between_tools" }, undefined, []],
    ["claude-fable-5", undefined, "low", ["reasoning_effort"]],
    ["claude-opus-5-5", undefined, "low", ["reasoning_effort"]],
  ])("none of %s", (model, thinking, effort, dropped) => {
    expect(plan({ model, reasoning_effort: "none" })).toMatchObject({ thinking, effort, dropped });
  });

  it("left open leaves it to the model", () => {
    for (const reasoning_effort of [undefined, null, "default"]) {
      const { body, dropped } = translate({ model: "claude-sonnet-5", reasoning_effort });
      expect(body).not.toHaveProperty("thinking");
      expect(body).not.toHaveProperty("output_config");
      expect(dropped).toEqual([]);
    }
  });
});

describe("Anthropic's own thinking field", () => {
  it("goes through as it is and wins", () => {
    const thinking = { type: "enabled", budget_tokens: 3000 };
    expect(plan({ thinking, reasoning_effort: "high" })).toMatchObject({ thinking, effort: undefined, dropped: [] });
    expect(plan({ model: "claude-opus-4-6", thinking: adaptive, reasoning_effort: "high" })).toMatchObject({
      thinking: adaptive,
      effort: "high",
    });
    expect(plan({ thinking: { type: "disabled" } })).toMatchObject({ thinking: { type: "disabled" }, dropped: [] });
  });

  it("is dropped for models that cannot think", () => {
    expect(plan({ model: "claude-3-haiku-20240307", thinking: adaptive })).toMatchObject({
      thinking: undefined,
      dropped: ["thinking"],
    });
  });
});

describe("sampling", () => {
  const sampling = (fields: object) => {
    const { body, dropped } = translate(fields as Record<string, unknown>);
    const { temperature, top_p, top_k } = body;
    return { sent: JSON.parse(JSON.stringify({ temperature, top_p, top_k })), dropped };
  };

  it.each([
    ["claude-sonnet-4-0", { temperature: 0.7, top_p: 0.3, top_k: 50 }, { temperature: 0.7, top_p: 0.3, top_k: 50 }, []],
    ["claude-sonnet-4-5", { temperature: 0 }, { temperature: 0 }, []],
    ["claude-sonnet-4-5", { temperature: 1.7 }, { temperature: 1 }, ["temperature"]],
    ["claude-sonnet-4-5", { temperature: 0.5, top_p: 0.9 }, { temperature: 0.5 }, ["top_p"]],
    ["claude-sonnet-4-5", { temperature: 0.5, top_p: 1 }, { temperature: 0.5 }, []],
    ["claude-opus-4-1", { temperature: 1, top_p: 0.9 }, { top_p: 0.9 }, []],
    ["claude-sonnet-4-5", { temperature: null, top_p: null }, {}, []],
    ["claude-opus-4-7", { temperature: 0.5, top_p: 0.9, top_k: 5 }, {}, ["temperature", "top_p", "top_k"]],
    ["claude-haiku-5-5", { temperature: 1, top_p: 1 }, {}, []],
    ["claude-unheard-of-7", { temperature: 0 }, {}, ["temperature"]],
  ])("of %s: %j", (model, fields, sent, dropped) => {
    expect(sampling({ model, ...fields })).toEqual({ sent, dropped });
  });

  it("gives way to thinking", () => {
    const thinking = { model: "claude-sonnet-4-0", reasoning_effort: "low" };
    expect(sampling({ ...thinking, temperature: 0.2, top_p: 0.5, top_k: 3 })).toEqual({
      sent: {},
      dropped: ["temperature", "top_p", "top_k"],
    });
    expect(sampling({ ...thinking, temperature: 1, top_p: 0.97 })).toEqual({ sent: { top_p: 0.97 }, dropped: [] });
  });
});
