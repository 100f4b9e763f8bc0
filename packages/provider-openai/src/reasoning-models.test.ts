import type { ChatRequest } from "@hub/protocol";
import { openAICompatibleWireFormat } from "@hub/provider";
import { describe, expect, it } from "vitest";
import { createOpenAI, openAISpec } from "./index.ts";

const messages = [{ role: "user" as const, content: "Hello" }];
const sampling = {
  temperature: 0.5,
  top_p: 0.9,
  presence_penalty: 1,
  frequency_penalty: 1,
  logprobs: true,
  top_logprobs: 3,
  logit_bias: { 1: 2 },
};

function translate(model: string, fields: Partial<ChatRequest>) {
  const { body, droppedParams } = openAICompatibleWireFormat(openAISpec).request({ model, messages, ...fields });
  const { model: _model, messages: _messages, ...rest } = body as ChatRequest;
  return { fields: rest, dropped: droppedParams };
}

describe("a reasoning model", () => {
  it.each(["o1", "o1-2024-12-17", "o3-mini", "o4-mini", "gpt-5", "gpt-5-mini", "gpt-5-2025-08-07"])(
    "%s is spared sampling parameters, which it refuses",
    (model) => {
      expect(translate(model, sampling)).toEqual({ fields: {}, dropped: Object.keys(sampling) });
    },
  );

  it.each(["gpt-4.1", "gpt-4o-mini", "gpt-3.5-turbo", "gpt-5-chat-latest", "gpt-5.1-chat-latest", "ft:gpt-4o:acme::1"])(
    "%s is none, and gets what the caller says",
    (model) => {
      const fields = { ...sampling, max_tokens: 5, stop: ["x"] };
      expect(translate(model, fields)).toEqual({ fields, dropped: [] });
    },
  );

  it("is not told what would happen anyway, and nobody is told about that", () => {
    const harmless = {
      temperature: 1,
      top_p: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      logprobs: false,
      logit_bias: {},
    };
    expect(translate("o3", harmless)).toEqual({ fields: {}, dropped: [] });
  });

  it.each(["gpt-5.1", "gpt-5.2", "gpt-5.4-mini"])("%s samples as long as it does not reason", (model) => {
    expect(translate(model, sampling)).toEqual({ fields: sampling, dropped: [] });
    const off = { ...sampling, reasoning_effort: "none" as const };
    expect(translate(model, off)).toEqual({ fields: off, dropped: [] });
    expect(translate(model, { ...sampling, reasoning_effort: "low" })).toEqual({
      fields: { reasoning_effort: "low" },
      dropped: Object.keys(sampling),
    });
  });

  it.each(["o3", "gpt-5", "gpt-5.1"])("%s has its limit under the new name", (model) => {
    expect(translate(model, { max_tokens: 5 })).toEqual({ fields: { max_completion_tokens: 5 }, dropped: [] });
    const both = { max_tokens: 5, max_completion_tokens: 7 };
    expect(translate(model, both)).toEqual({ fields: { max_completion_tokens: 7 }, dropped: [] });
  });

  it.each(["o1", "o3-mini", "o3-mini-2025-01-31"])("%s knows stop sequences", (model) => {
    expect(translate(model, { stop: "x" })).toEqual({ fields: { stop: "x" }, dropped: [] });
  });

  it.each(["o3", "o4-mini", "gpt-5", "gpt-5.1"])("%s knows no stop sequences", (model) => {
    expect(translate(model, { stop: "x" })).toEqual({ fields: {}, dropped: ["stop"] });
  });
});

describe("OpenAI", () => {
  it.each(["gpt-4.1", "gpt-5.5", "chatgpt-4o-latest", "codex-mini", "o1", "o3-mini", "o4-mini", "ft:gpt-4o:acme::1"])(
    "makes %s",
    (model) => expect(createOpenAI().makes(model)).toBe(true),
  );

  it.each(["claude-sonnet-4-6", "llama-3.1-8b-instant", "openai/gpt-oss-20b", "opus", "o", "my-gpt-4"])(
    "does not make %s",
    (model) => expect(createOpenAI().makes(model)).toBe(false),
  );

  it("makes all that it offers", () => {
    const { models, makes } = createOpenAI();
    expect(models.filter(({ id }) => !makes(id))).toEqual([]);
    expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
    expect(models.every(({ created }) => created > Date.UTC(2022, 0) / 1000)).toBe(true);
  });
});
