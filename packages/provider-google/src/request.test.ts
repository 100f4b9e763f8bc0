import { deepFreeze } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { VERTEX_AI } from "./door.ts";
import { createWireFormat, googleWireFormat } from "./google-wire-format.ts";
import { chat, tool, translate } from "./test-support.ts";

const vertex = createWireFormat(VERTEX_AI, () => ({}));

describe("a request", () => {
  it.each([
    ["gemini-x", false, "/models/gemini-x:generateContent"],
    ["gemini-x", true, "/models/gemini-x:streamGenerateContent?alt=sse"],
    ["models/gemini-x", false, "/models/gemini-x:generateContent"],
    ["tunedModels/mine-1", false, "/tunedModels/mine-1:generateContent"],
  ])("to %s (stream: %s) goes to %s", (model, stream, path) => {
    expect(translate({ model, stream }).path).toBe(path);
  });

  it.each(["../../v1/files", "gemini-x:countTokens", "gemini x", "a//b", "models/..", "gemini-x?key=1"])(
    "to '%s' goes nowhere",
    (model) => {
      expect(() => translate({ model })).toThrow(expect.objectContaining({ code: "model_not_found", param: "model" }));
    },
  );

  it("is the same each time, and leaves what it was given alone", () => {
    const request = deepFreeze(
      chat({
        tools: [tool("a"), tool("b")],
        stop: "x",
        reasoning_effort: "low",
        messages: [
          { role: "system", content: "S" },
          { role: "user", content: "U" },
        ],
      }),
    );
    const [first, second] = [googleWireFormat.request(request), googleWireFormat.request(request)].map((some) =>
      JSON.stringify(some.body),
    );
    expect(first).toBe(second);
    expect(Object.keys(JSON.parse(first as string))).toEqual([
      "systemInstruction",
      "contents",
      "tools",
      "generationConfig",
    ]);
  });

  it("names all that Google cannot be told", () => {
    const fields = {
      logit_bias: { 1: 2 },
      user: "u",
      safety_identifier: "u",
      metadata: { a: "b" },
      store: true,
      prediction: { type: "content", content: "a" },
      verbosity: "low",
      prompt_cache_key: "k",
      prompt_cache_retention: "24h",
      moderation: { model: "m" },
      something_new: 1,
    };
    expect(translate(fields).dropped).toEqual(Object.keys(fields));
    const nothing = {
      logit_bias: {},
      metadata: {},
      store: false,
      verbosity: "medium",
      user: null,
      stream_options: null,
    };
    expect(translate(nothing).dropped).toEqual([]);
  });

  it("carries Google's own fields, in both spellings and from where its own endpoint has them", () => {
    const safetySettings = [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }];
    for (const fields of [
      { safetySettings, cachedContent: "c" },
      { safety_settings: safetySettings, cached_content: "c" },
      { extra_body: { google: { safety_settings: safetySettings, cached_content: "c" } } },
    ]) {
      const { body, dropped } = translate(fields);
      expect(body).toMatchObject({ safetySettings, cachedContent: "c" });
      expect(dropped).toEqual([]);
    }
  });

  it("takes from there what is Google's own, and nothing else", () => {
    const { body, dropped } = translate({
      extra_body: { google: { tools: [], new: 1 }, other: {} },
      tools: [tool("a")],
    });
    expect(body.tools).toHaveLength(1);
    expect(dropped).toEqual(["extra_body.google.tools", "extra_body.google.new", "extra_body.other"]);
  });

  it("has labels at Vertex alone, and tiers at the Gemini API alone", () => {
    const fields = { labels: { team: "a" }, service_tier: "flex" };
    expect(translate(fields)).toMatchObject({ body: { serviceTier: "flex" }, dropped: ["labels"] });
    expect(translate(fields, vertex)).toMatchObject({ body: { labels: { team: "a" } }, dropped: ["service_tier"] });
    for (const service_tier of ["auto", "default"]) expect(translate({ service_tier }).dropped).toEqual([]);
    expect(translate({ service_tier: "scale" }).dropped).toEqual(["service_tier"]);
  });
});
