import { describe, expect, it } from "vitest";
import { maxOutputTokens, parseChatRequest } from "./chat-request.ts";
import { MAX_MESSAGES } from "./request-size.ts";

const minimal = { model: "m", messages: [{ role: "user", content: "hi" }] };
const refusal = (code: string, param: string | null) => expect.objectContaining({ status: 400, code, param });

describe("a chat request", () => {
  it.each(["model", "messages"])("is nothing without %s", (field) => {
    expect(() => parseChatRequest({ ...minimal, [field]: undefined })).toThrow(
      refusal("missing_required_parameter", field),
    );
    expect(() => parseChatRequest({ ...minimal, [field]: null })).toThrow(refusal("invalid_type", field));
  });

  it.each([null, undefined, [], "text", 5])("is an object: not %j", (body) => {
    expect(() => parseChatRequest(body)).toThrow(refusal("invalid_type", null));
  });

  it("comes back as the same object, with unknown fields and the order of keys as they were", () => {
    const body = {
      zeta: { deep: [1] },
      messages: [{ cache: "x", role: "user", content: [{ text: "t", type: "text", cache_control: { type: "e" } }] }],
      top_k: 5,
      model: "m",
      alpha: null,
    };
    const before = JSON.stringify(body);
    expect(parseChatRequest(body)).toBe(body);
    expect(JSON.stringify(body)).toBe(before);
  });

  it("does not write to what it is given", () => {
    const messages = Object.freeze([Object.freeze({ role: "user", content: "hi" })]);
    const body = Object.freeze({ model: "m", messages });
    expect(parseChatRequest(body)).toBe(body);
  });

  it("allows stream options only when it streams", () => {
    const options = { stream_options: { include_usage: true } };
    for (const stream of [undefined, null, false]) {
      expect(() => parseChatRequest({ ...minimal, ...options, stream })).toThrow(
        refusal("invalid_value", "stream_options"),
      );
    }
  });

  it(`takes ${MAX_MESSAGES} messages, and refuses more without looking at one`, () => {
    const message = { role: "user", content: "hi" };
    const fits = { model: "m", messages: Array(MAX_MESSAGES).fill(message) };
    expect(parseChatRequest(fits)).toBe(fits);
    const untouchable = new Proxy(message, {
      get: () => expect.unreachable("a message was read"),
      has: () => expect.unreachable("a message was read"),
    });
    const messages = Array(MAX_MESSAGES + 1).fill(untouchable);
    expect(() => parseChatRequest({ model: "m", messages })).toThrow(refusal("array_above_max_length", "messages"));
  });
});

describe("the limit of an answer", () => {
  it.each([
    [{}, undefined],
    [{ max_tokens: null, max_completion_tokens: null }, undefined],
    [{ max_tokens: 5 }, 5],
    [{ max_completion_tokens: 7 }, 7],
    [{ max_tokens: 5, max_completion_tokens: 7 }, 7],
    [{ max_tokens: 5, max_completion_tokens: null }, 5],
  ])("of %j is %s", (fields, limit) => {
    expect(maxOutputTokens(parseChatRequest({ ...minimal, ...fields }))).toBe(limit);
  });
});
