import type { OutgoingRequest } from "@hub/provider";
import { describe, expect, it } from "vitest";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";
import { chat, tool, translate } from "./test-support.ts";

describe("the wire request", () => {
  it("pins the API version, for the next one refuses sampling with every model", () => {
    expect(translate().headers).toEqual({ "anthropic-version": "2023-06-01" });
    expect(anthropicWireFormat.request(chat()).path).toBe("/v1/messages");
    expect(anthropicWireFormat.authorize({ apiKey: "k" }, {} as OutgoingRequest)).toEqual({ "x-api-key": "k" });
  });

  it("is as small as the request", () => {
    expect(translate({ max_tokens: 5 }).body).toEqual({
      model: "claude-sonnet-4-5",
      max_tokens: 5,
      messages: [{ role: "user", content: [{ type: "text", text: "Hello" }] }],
    });
  });

  it("is byte-identical for equal requests, and never touches the request", () => {
    const request = chat({
      tools: [tool("b", { strict: true }), tool("a")],
      reasoning_effort: "high",
      response_format: {
        type: "json_schema",
        json_schema: { name: "x", schema: { type: "object", properties: { a: { type: "integer", minimum: 1 } } } },
      },
      messages: [
        { role: "system", content: "s" },
        { role: "user", content: "x" },
        {
          role: "assistant",
          content: null,
          tool_calls: [{ id: "a:b", type: "function", function: { name: "a", arguments: '{"z":1,"a":2}' } }],
        },
        { role: "tool", tool_call_id: "a:b", content: "" },
      ],
    });
    const before = JSON.stringify(request);
    const bodies = [1, 2].map(() => JSON.stringify(anthropicWireFormat.request(structuredClone(request)).body));
    anthropicWireFormat.request(request);
    expect(bodies[0]).toBe(bodies[1]);
    expect(JSON.stringify(request)).toBe(before);
  });

  it.each([
    [{}, 64_000],
    [{ max_tokens: 7 }, 7],
    [{ max_tokens: 7, max_completion_tokens: 8 }, 8],
    [{ model: "claude-3-haiku-20240307" }, 4096],
  ])("always names a limit: %j", (fields, limit) => {
    expect(translate(fields).body.max_tokens).toBe(limit);
  });

  it("streams only when asked to", () => {
    expect(translate({ stream: true, stream_options: { include_usage: true } })).toMatchObject({
      body: { stream: true },
      dropped: [],
    });
    expect(translate({ stream: false }).body).not.toHaveProperty("stream");
  });

  it.each([
    ["stop", ["a", " ", "b\n"], { stop_sequences: ["a", "b\n"] }, ["stop"]],
    ["stop", "x", { stop_sequences: ["x"] }, []],
    ["stop", "\n", {}, ["stop"]],
    ["stop", [], {}, []],
    ["user", "u-1", { metadata: { user_id: "u-1" } }, []],
    ["safety_identifier", "s-1", { metadata: { user_id: "s-1" } }, []],
    ["user", "ann@example.com", {}, ["user"]],
    ["user", "+49 30 1234567", {}, ["user"]],
    ["user", "u".repeat(257), {}, ["user"]],
    ["service_tier", "auto", { service_tier: "auto" }, []],
    ["service_tier", "default", { service_tier: "standard_only" }, []],
    ["service_tier", "flex", {}, ["service_tier"]],
  ])("%s %j", (field, value, expected, dropped) => {
    const { body, dropped: actual } = translate({ [field]: value });
    const { model: _model, max_tokens: _limit, messages: _messages, ...rest } = body;
    expect(rest).toEqual(expected);
    expect(actual).toEqual(dropped);
  });

  it.each([
    ["n", 2],
    ["modalities", ["text", "audio"]],
    ["audio", { voice: "alloy", format: "mp3" }],
  ])("refuses %s, which would change the answer", (field, value) => {
    expect(() => translate({ [field]: value })).toThrow(
      expect.objectContaining({ status: 400, code: "unsupported_parameter", param: field }),
    );
  });
});

describe("fields without a counterpart", () => {
  it.each([
    ["seed", 1],
    ["logit_bias", { 50256: -100 }],
    ["logprobs", true],
    ["top_logprobs", 3],
    ["frequency_penalty", 0.5],
    ["presence_penalty", -0.5],
    ["prediction", { type: "content", content: "x" }],
    ["verbosity", "low"],
    ["store", true],
    ["metadata", { a: "b" }],
    ["moderation", { model: "m" }],
    ["prompt_cache_key", "k"],
    ["prompt_cache_retention", "24h"],
    ["made_up", { a: 1 }],
  ])("%s is dropped and reported", (field, value) => {
    const { body, dropped } = translate({ [field]: value });
    expect(dropped).toEqual([field]);
    expect(body).not.toHaveProperty(field);
  });

  it("are not reported when they ask for nothing", () => {
    const nothing = {
      n: 1,
      frequency_penalty: 0,
      presence_penalty: 0,
      logprobs: false,
      top_logprobs: 0,
      logit_bias: {},
      metadata: {},
      store: false,
      verbosity: "medium",
      modalities: ["text"],
      parallel_tool_calls: true,
      response_format: { type: "text" },
      seed: null,
      tools: null,
      stop: null,
      user: null,
      audio: null,
      made_up: null,
    };
    const { body, dropped } = translate(nothing);
    expect(dropped).toEqual([]);
    expect(Object.keys(body)).toEqual(["model", "max_tokens", "messages"]);
  });
});

describe("Anthropic's own fields", () => {
  it("go through, with the beta that each needs", () => {
    const own = {
      container: "container_1",
      context_management: { edits: [] },
      mcp_servers: [{ type: "url", url: "https://example.com", name: "m" }],
      inference_geo: "eu",
    };
    const { body, headers, dropped } = translate(own);
    expect(body).toMatchObject(own);
    expect(headers["anthropic-beta"]).toBe("context-management-2025-06-27,mcp-client-2025-11-20");
    expect(dropped).toEqual([]);
  });

  it("add the betas that the caller names, each once and none that breaks the header", () => {
    const { headers, body } = translate({ betas: ["a-2025-01-01", "a-2025-01-01", "b\r\nx: y", 3] });
    expect(headers["anthropic-beta"]).toBe("a-2025-01-01");
    expect(body).not.toHaveProperty("betas");
  });

  it("in output_config win over what was translated", () => {
    const { body } = translate({ model: "claude-opus-4-6", reasoning_effort: "low", output_config: { effort: "max" } });
    expect(body.output_config).toEqual({ effort: "max" });
  });
});
