import { describe, expect, it } from "vitest";
import { CLAUDE, NOVA, translate } from "./test-support.ts";

describe("the address", () => {
  it.each([
    [{ model: "us.anthropic.claude-sonnet-4-6" }, "/model/us.anthropic.claude-sonnet-4-6/converse"],
    [{ model: NOVA, stream: true }, "/model/amazon.nova-micro-v1%3A0/converse-stream"],
    [
      { model: "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-micro-v1:0" },
      "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.amazon.nova-micro-v1%3A0/converse",
    ],
  ])("of %j holds the model's id as one segment", (fields, path) => {
    expect(translate(fields).path).toBe(path);
  });

  it.each(["..", "a b", "a?b", "a#b", "%2e%2e", "modèle"])("has no place for '%s'", (model) => {
    expect(() => translate({ model })).toThrow(expect.objectContaining({ code: "model_not_found", param: "model" }));
  });
});

it("is a plain body for a plain request", () => {
  expect(translate({ stream: true, stream_options: { include_usage: true }, n: 1 })).toMatchObject({
    body: { messages: [{ role: "user", content: [{ text: "Hello" }] }] },
    dropped: [],
  });
  expect(Object.keys(translate().body)).toEqual(["messages"]);
});

describe("metadata", () => {
  it("is what invocation logs are filtered by, the user's id with it", () => {
    const { body, dropped } = translate({ metadata: { team: "a/b" }, user: "u-1" });
    expect(body.requestMetadata).toEqual({ team: "a/b", user: "u-1" });
    expect(dropped).toEqual([]);
  });

  it("prefers the newer name of the user's id, and Bedrock's own entries", () => {
    const { body, dropped } = translate({
      safety_identifier: "s-1",
      user: "u-1",
      requestMetadata: { team: "own" },
      metadata: { team: "other" },
    });
    expect(body.requestMetadata).toEqual({ team: "own", user: "s-1" });
    expect(dropped).toEqual(["metadata"]);
  });

  it("holds what Bedrock takes, and no more than sixteen entries", () => {
    const metadata = Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`k${index}`, "v"]));
    expect(translate({ metadata: { ...metadata, k0: "{}" } })).toMatchObject({ dropped: ["metadata"] });
    const { body, dropped } = translate({ metadata, user: "u" });
    expect(Object.keys(body.requestMetadata ?? {})).toHaveLength(16);
    expect(dropped).toEqual(["user"]);
    expect(translate({ metadata: {} }).body.requestMetadata).toBeUndefined();
  });
});

it.each([
  ["auto", undefined, []],
  ["default", { type: "default" }, []],
  ["flex", { type: "flex" }, []],
  ["priority", { type: "priority" }, []],
  ["scale", undefined, ["service_tier"]],
])("service_tier %s", (service_tier, serviceTier, lost) => {
  const { body, dropped } = translate({ service_tier });
  expect(body.serviceTier).toEqual(serviceTier);
  expect(dropped).toEqual(lost);
});

it("passes Bedrock's own fields through", () => {
  const own = {
    guardrailConfig: { guardrailIdentifier: "g", guardrailVersion: "1" },
    performanceConfig: { latency: "optimized" },
    additionalModelRequestFields: { top_k: 5 },
  };
  const { body, dropped } = translate(own);
  expect(body).toMatchObject(own);
  expect(dropped).toEqual([]);
});

it("names what Bedrock cannot be told", () => {
  const lost = {
    seed: 7,
    frequency_penalty: 0.5,
    presence_penalty: 0.5,
    logit_bias: { 1: 1 },
    logprobs: true,
    top_logprobs: 3,
    prediction: { type: "content", content: "x" },
    verbosity: "low",
    store: true,
    moderation: { model: "m" },
    prompt_cache_key: "k",
    prompt_cache_retention: "24h",
    something_new: 1,
  };
  expect(translate(lost).dropped).toEqual(Object.keys(lost));
});

it("does not name what asks for nothing", () => {
  const nothing = {
    frequency_penalty: 0,
    presence_penalty: 0,
    logit_bias: {},
    logprobs: false,
    top_logprobs: 0,
    verbosity: "medium",
    store: false,
    prompt_cache_retention: "in_memory",
    modalities: ["text"],
    seed: null,
  };
  expect(translate(nothing).dropped).toEqual([]);
});

it.each([
  [{ n: 2 }, "n"],
  [{ modalities: ["text", "audio"] }, "modalities"],
  [{ audio: { voice: "alloy", format: "wav" } }, "audio"],
])("refuses %j, without which the answer would be another", (fields, param) => {
  const refusal = expect.objectContaining({ code: "unsupported_parameter", status: 400, param });
  expect(() => translate({ model: CLAUDE, ...fields })).toThrow(refusal);
});
