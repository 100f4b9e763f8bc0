import { describe, expect, it } from "vitest";
import { tool, translate } from "./test-support.ts";

const config = (fields: Record<string, unknown>) => translate(fields).body.generationConfig;

describe("how the answer is made", () => {
  it("is told to older models in full", () => {
    const { body, dropped } = translate({
      model: "gemini-2.5-flash",
      max_tokens: 9,
      temperature: 0,
      top_p: 0.5,
      top_k: 3,
      stop: ["a", "b"],
      n: 2,
      seed: 7,
      frequency_penalty: 1,
      presence_penalty: -1,
      logprobs: true,
      top_logprobs: 2,
    });
    expect(body.generationConfig).toEqual({
      maxOutputTokens: 9,
      temperature: 0,
      topP: 0.5,
      topK: 3,
      stopSequences: ["a", "b"],
      candidateCount: 2,
      seed: 7,
      frequencyPenalty: 1,
      presencePenalty: -1,
      responseLogprobs: true,
      logprobs: 2,
    });
    expect(dropped).toEqual([]);
  });

  it.each([
    ["gemini-3-flash-preview", { temperature: 0.2, topP: 0.5 }, ["presence_penalty"]],
    ["gemini-3.5-flash", { temperature: 0.2, topP: 0.5 }, ["presence_penalty"]],
    ["gemini-3.5-flash-lite", undefined, ["temperature", "top_p", "presence_penalty"]],
    ["gemini-3.6-flash", undefined, ["temperature", "top_p", "presence_penalty"]],
    ["gemini-4-hydrogen", undefined, ["temperature", "top_p", "presence_penalty"]],
    ["gemini-17.3-ultra", undefined, ["temperature", "top_p", "presence_penalty"]],
    ["gemini-flash-latest", undefined, ["temperature", "top_p", "presence_penalty"]],
  ])("is told to %s as far as that takes it", (model, expected, expectedDropped) => {
    const { body, dropped } = translate({ model, temperature: 0.2, top_p: 0.5, presence_penalty: 1 });
    expect(body.generationConfig).toEqual(expected);
    expect(dropped).toEqual(expectedDropped);
  });

  it("reports nothing that happens anyway", () => {
    expect(
      translate({ model: "gemini-3.8-flash", temperature: 1, top_p: 1, presence_penalty: 0, n: 1, logprobs: false })
        .dropped,
    ).toEqual([]);
  });

  it("prefers the newer name of the limit", () => {
    expect(config({ max_tokens: 9, max_completion_tokens: 5 })).toEqual({ maxOutputTokens: 5 });
  });

  it.each([
    ["END", ["END"], []],
    [["", "a"], ["a"], ["stop"]],
    ["", undefined, ["stop"]],
  ])("stops at %j", (stop, stopSequences, expected) => {
    const { body, dropped } = translate({ stop });
    expect(body.generationConfig?.stopSequences).toEqual(stopSequences);
    expect(dropped).toEqual(expected);
  });

  it.each([
    [0, 0],
    [-5, -5],
    [2 ** 31, -(2 ** 31)],
    [2 ** 53 + 2, 2],
    [2 ** 63, 0],
  ])("brings the seed %d into 32 bits", (seed, expected) => {
    expect(config({ seed })?.seed).toBe(expected);
  });

  it.each([
    ["gemini-3-flash-preview", 2, "one answer"],
    ["gemini-2.5-flash", 9, "8 answers"],
  ])("refuses %s more answers than it gives", (model, n, most) => {
    expect(() => translate({ model, n })).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", param: "n", message: expect.stringContaining(most) }),
    );
  });

  it("may be images, but no sound", () => {
    expect(config({ modalities: ["text", "image"] })).toEqual({ responseModalities: ["TEXT", "IMAGE"] });
    expect(config({ modalities: ["text"] })).toBeUndefined();
    const refused = (param: string) => expect.objectContaining({ code: "unsupported_parameter", param });
    expect(() => config({ modalities: ["text", "audio"] })).toThrow(refused("modalities"));
    expect(() => config({ audio: { voice: "x", format: "wav" } })).toThrow(refused("audio"));
  });
});

describe("the form of the answer", () => {
  const schema = { type: "object", properties: { a: { const: "b" } }, required: ["a"] };
  const json_schema = { type: "json_schema", json_schema: { name: "x", strict: true, schema } };
  const adapted = { ...schema, properties: { a: { type: "string", enum: ["b"] } } };

  it.each([
    [{ type: "text" }, undefined],
    [{ type: "json_object" }, { responseMimeType: "application/json" }],
    [json_schema, { responseMimeType: "application/json", responseJsonSchema: adapted }],
  ])("%j is Google's own", (response_format, expected) => {
    expect(config({ response_format })).toEqual(expected);
    expect(config({ response_format, model: "gemini-2.5-flash" })).toEqual(expected);
  });

  it("goes with tools from Gemini 3 on; before, an instruction has to do", () => {
    const fields = { response_format: json_schema, tools: [tool("f")] };
    expect(config(fields)?.responseJsonSchema).toEqual(adapted);
    const { body, dropped } = translate({
      ...fields,
      model: "gemini-2.5-flash",
      messages: [
        { role: "system", content: "Be kind." },
        { role: "user", content: "Hi" },
      ],
    });
    expect(body.generationConfig).toBeUndefined();
    expect(body.systemInstruction?.parts).toEqual([
      { text: "Be kind." },
      { text: expect.stringContaining(JSON.stringify(schema)) },
    ]);
    expect(dropped).toEqual(["response_format.json_schema.strict"]);
  });

  it("is an instruction for Gemma 3 always", () => {
    const { body } = translate({ model: "gemma-3-27b-it", response_format: { type: "json_object" } });
    expect(body.contents[0]?.parts.map(({ text }) => text)).toEqual([expect.stringContaining("JSON object"), "Hello"]);
  });
});

describe("reasoning", () => {
  const shown = (fields: object) => ({ ...fields, includeThoughts: true });
  it.each([
    ["gemini-2.5-flash", "low", shown({ thinkingBudget: 1024 }), false],
    ["gemini-2.5-flash", "high", shown({ thinkingBudget: 24_576 }), false],
    ["gemini-2.5-flash", "max", shown({ thinkingBudget: 24_576 }), true],
    ["gemini-2.5-flash", "none", { thinkingBudget: 0 }, false],
    ["gemini-2.5-flash-lite", "medium", shown({ thinkingBudget: 8192 }), false],
    ["gemini-2.5-pro", "xhigh", shown({ thinkingBudget: 32_768 }), false],
    ["gemini-2.5-pro", "none", { thinkingBudget: 128 }, true],
    ["gemini-3-pro-preview", "minimal", shown({ thinkingLevel: "LOW" }), true],
    ["gemini-3-pro-preview", "medium", shown({ thinkingLevel: "LOW" }), true],
    ["gemini-3.1-pro-preview", "medium", shown({ thinkingLevel: "MEDIUM" }), false],
    ["gemini-3-flash-preview", "minimal", shown({ thinkingLevel: "MINIMAL" }), false],
    ["gemini-3-flash-preview", "none", { thinkingLevel: "MINIMAL" }, true],
    ["gemini-3.8-flash", "minimal", shown({ thinkingLevel: "LOW" }), true],
    ["gemini-3.8-flash", "max", shown({ thinkingLevel: "HIGH" }), true],
    ["gemini-4-hydrogen", "xhigh", shown({ thinkingLevel: "XHIGH" }), false],
    ["gemini-12-new", "medium", shown({ thinkingLevel: "MEDIUM" }), false],
    ["gemini-flash-latest", "high", shown({ thinkingLevel: "HIGH" }), false],
    ["models/gemini-2.5-flash", "low", shown({ thinkingBudget: 1024 }), false],
    ["gemini-2.0-flash", "high", undefined, true],
    ["gemini-2.0-flash", "none", undefined, false],
    ["gemini-2.5-flash-image", "high", undefined, true],
    ["gemma-3-27b-it", "low", undefined, true],
    ["gemini-3.8-flash", "default", undefined, false],
  ])("%s with effort %s", (model, reasoning_effort, expected, isReported) => {
    const { body, dropped } = translate({ model, reasoning_effort });
    expect(body.generationConfig?.thinkingConfig).toEqual(expected);
    expect(dropped).toEqual(isReported ? ["reasoning_effort"] : []);
  });

  it.each([
    { thinkingConfig: { thinkingBudget: -1 } },
    { thinking_config: { thinkingBudget: -1 } },
    { extra_body: { google: { thinking_config: { thinkingBudget: -1 } } } },
  ])("is as the caller says in Google's own words: %j", (fields) => {
    expect(config({ ...fields, reasoning_effort: "low" })?.thinkingConfig).toEqual({ thinkingBudget: -1 });
  });
});
