import type { ChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { toWireRequest } from "./request.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

const acme: OpenAICompatibleSpec = {
  id: "acme",
  name: "Acme",
  baseUrl: "https://llm.acme.example/v1",
  reasoningEfforts: [
    [/^switch/, ["none", "high"]],
    [/^steps/, ["low", "high"]],
    [/^own/, ["none", "default"]],
    [/^never/, []],
  ],
  serviceTiers: { auto: "auto", default: "on_demand", flex: "flex" },
};

function translate(fields: object) {
  const request = { model: "m", messages: [{ role: "user", content: "Hello" }], ...fields } as ChatRequest;
  const { body, droppedParams } = toWireRequest(request, acme);
  return { body: body as Record<string, unknown>, dropped: droppedParams };
}

describe("the effort to reason", () => {
  it.each([
    ["switch", "none", "none"],
    ["switch", "high", "high"],
    ["switch", "minimal", "high"],
    ["switch", "medium", "high"],
    ["switch", "max", "high"],
    ["steps", "none", "low"],
    ["steps", "minimal", "low"],
    ["steps", "medium", "high"],
    ["steps", "xhigh", "high"],
    ["own", "low", "default"],
    ["never", "high", undefined],
    ["unlisted", "xhigh", "xhigh"],
    ["steps", "of tomorrow", "of tomorrow"],
  ])("of %s: %s becomes %s, and is named when it changes", (model, asked, sent) => {
    const { body, dropped } = translate({ model, reasoning_effort: asked });
    expect(body.reasoning_effort).toBe(sent);
    expect(dropped).toEqual(asked === sent ? [] : ["reasoning_effort"]);
  });

  it.each([
    ["never", "none"],
    ["steps", "default"],
  ])("of %s that is asked for %s is left out in silence: it is what happens anyway", (model, asked) => {
    expect(translate({ model, reasoning_effort: asked })).toEqual({
      body: { model, messages: [{ role: "user", content: "Hello" }] },
      dropped: [],
    });
  });
});

describe("the service tier", () => {
  it.each([
    ["auto", "auto", []],
    ["default", "on_demand", []],
    ["flex", "flex", []],
    ["priority", undefined, ["service_tier"]],
    ["scale", undefined, ["service_tier"]],
    ["of_acme", "of_acme", []],
    ["constructor", "constructor", []],
  ])("%s becomes %s", (asked, sent, dropped) => {
    const translated = translate({ service_tier: asked });
    expect(translated.body.service_tier).toBe(sent);
    expect(translated.dropped).toEqual(dropped);
  });
});
