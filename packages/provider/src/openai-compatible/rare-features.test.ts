import type { ChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { toWireRequest } from "./request.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

const acme: OpenAICompatibleSpec = { id: "acme", name: "Acme", baseUrl: "https://llm.acme.example/v1" };
const messages: ChatRequest["messages"] = [{ role: "user", content: "Hello" }];
const saying = (part: object) => ({ messages: [{ role: "user", content: [part] }] });
const file = saying({ type: "file", file: { file_id: "f" } });
const audio = saying({ type: "input_audio", input_audio: { data: "AAAA", format: "wav" } });

function translate(fields: object, spec: Partial<OpenAICompatibleSpec> = {}) {
  const { body, droppedParams } = toWireRequest({ model: "m", messages, ...fields } as ChatRequest, {
    ...acme,
    ...spec,
  });
  return { body: body as Record<string, unknown>, dropped: droppedParams };
}

describe("what few vendors know", () => {
  const dispensable = {
    metadata: { a: "1" },
    moderation: { model: "m" },
    prediction: { type: "content", content: "a" },
    prompt_cache_key: "k",
    prompt_cache_options: { ttl: "30m" },
    prompt_cache_retention: "24h",
    safety_identifier: "u",
    store: true,
    verbosity: "low",
  };

  it("is left out and named where the answer does not depend on it", () => {
    expect(translate(dispensable)).toEqual({ body: { model: "m", messages }, dropped: Object.keys(dispensable) });
  });

  it("is sent to a vendor that knows it, and all of it to one that knows all", () => {
    const { body, dropped } = translate(dispensable, { knows: ["metadata", "prediction"] });
    expect(body).toEqual({ model: "m", messages, metadata: { a: "1" }, prediction: dispensable.prediction });
    expect(dropped).not.toContain("metadata");
    expect(translate(dispensable, { dialect: "full" })).toEqual({
      body: { model: "m", messages, ...dispensable },
      dropped: [],
    });
  });

  it.each([
    ["audio", { audio: { voice: "ash", format: "mp3" }, modalities: ["text", "audio"] }, undefined],
    ["modalities", { modalities: ["audio"] }, undefined],
    ["web_search_options", { web_search_options: {} }, "web_search_options"],
    [
      "tools[1]",
      {
        tools: [
          { type: "function", function: { name: "f" } },
          { type: "custom", custom: { name: "g" } },
        ],
      },
    ],
    ["messages[0].content[0]", file, "file"],
    ["messages[0].content[0]", audio, "input_audio"],
  ] as const)("is refused where leaving it out would be another request: %s", (param, fields, feature?) => {
    const refused = expect.objectContaining({ code: "unsupported_parameter", status: 400, param });
    expect(() => translate(fields)).toThrow(refused);
    expect(translate(fields, { dialect: "full" }).dropped).toEqual([]);
    if (feature) expect(translate(fields, { knows: [feature] }).dropped).toEqual([]);
    else expect(() => translate(fields, { knows: ["file"] })).toThrow(refused);
  });

  it("does not matter where it asks for what happens anyway", () => {
    const fields = { store: false, verbosity: "medium", metadata: {}, modalities: ["text"] };
    expect(translate(fields)).toEqual({ body: { model: "m", messages }, dropped: [] });
  });

  it("is several answers, of a vendor that gives one", () => {
    expect(translate({ n: 1 }, { oneAnswer: true }).body.n).toBe(1);
    expect(() => translate({ n: 2 }, { oneAnswer: true })).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", param: "n" }),
    );
    expect(translate({ n: 2 }).body.n).toBe(2);
  });

  it("is named when one tool call at a time was asked for, and not when several may come", () => {
    const drop = { drop: ["parallel_tool_calls" as const] };
    expect(translate({ parallel_tool_calls: false }, drop).dropped).toEqual(["parallel_tool_calls"]);
    expect(translate({ parallel_tool_calls: true }, drop).dropped).toEqual([]);
  });
});

describe("what some models do not know", () => {
  const spec = { dropFor: [[/^think-/, ["stop", "presence_penalty"]]] } satisfies Partial<OpenAICompatibleSpec>;

  it("is left out for them alone, and named", () => {
    const fields = { stop: ["x"], presence_penalty: 0, temperature: 0 };
    expect(translate({ ...fields, model: "think-1" }, spec)).toEqual({
      body: { model: "think-1", messages, temperature: 0 },
      dropped: ["stop"],
    });
    expect(translate({ ...fields, model: "talk-1" }, spec).body).toEqual({ model: "talk-1", messages, ...fields });
  });
});

describe("the only fields a vendor takes", () => {
  const spec: Partial<OpenAICompatibleSpec> = {
    fields: new Set(["model", "messages", "max_tokens", "random_seed"]),
    rename: { max_completion_tokens: "max_tokens", seed: "random_seed" },
    streamOptions: false,
  };

  it("are sent, under its own names too; others are named", () => {
    const asked = { seed: 0, max_completion_tokens: 5, top_q: 1, constructor: 1, toString: 1, stream_options: {} };
    const { body, dropped } = translate(asked, spec);
    expect(body).toEqual({ model: "m", messages, random_seed: 0, max_tokens: 5 });
    expect(dropped).toEqual(["top_q", "constructor", "toString"]);
  });

  it.each([
    { max_tokens: 9, max_completion_tokens: 5 },
    { max_completion_tokens: 5, max_tokens: 9 },
  ])("hold the newer of two names for one thing: %j", (fields) => {
    expect(translate(fields, spec)).toEqual({ body: { model: "m", messages, max_tokens: 5 }, dropped: [] });
  });

  it("hold the older name where it stands alone", () => {
    expect(translate({ max_tokens: 9, max_completion_tokens: null }, spec).body.max_tokens).toBe(9);
  });
});
