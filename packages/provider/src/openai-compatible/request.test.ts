import type { ChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { deepFreeze } from "../testing/index.ts";
import { toWireRequest } from "./request.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

const acme: OpenAICompatibleSpec = { id: "acme", name: "Acme", baseUrl: "https://llm.acme.example/v1" };
const hello = [{ role: "user", content: "Hello" }];

function translate(fields: object, spec: Partial<OpenAICompatibleSpec> = {}) {
  const request = { model: "acme-1", messages: hello, ...fields } as ChatRequest;
  const { body, droppedParams, path } = toWireRequest(deepFreeze(request), { ...acme, ...spec });
  return { body: body as Record<string, unknown>, dropped: droppedParams, path };
}

describe("a request in OpenAI's format", () => {
  it("is the caller's, key by key and in the same order, unknown fields included", () => {
    const fields = { temperature: 0, tools: [], future_field: { a: [1] }, user: "u", stream: false, seed: 0 };
    const { body, dropped, path } = translate(fields);
    expect(JSON.stringify(body)).toBe(JSON.stringify({ model: "acme-1", messages: hello, ...fields }));
    expect(dropped).toEqual([]);
    expect(path).toBe("/chat/completions");
  });

  it("leaves out nulls, which mean the same as nothing", () => {
    expect(translate({ temperature: null, stop: undefined }).body).toEqual({ model: "acme-1", messages: hello });
  });

  it("asks for usage in every stream, beside what the caller's stream options say", () => {
    expect(translate({ stream: true }).body.stream_options).toEqual({ include_usage: true });
    const options = { include_usage: false, include_obfuscation: false };
    expect(translate({ stream: true, stream_options: options }).body.stream_options).toEqual({
      include_usage: true,
      include_obfuscation: false,
    });
    expect(translate({ stream: true, stream_options: options }, { streamOptions: false }).body).not.toHaveProperty(
      "stream_options",
    );
    expect(translate({}).body).not.toHaveProperty("stream_options");
  });

  it("leaves out and names what the vendor does not know", () => {
    const { body, dropped } = translate({ logit_bias: { 1: 2 }, n: 3, user: "u" }, { drop: ["logit_bias", "n"] });
    expect(body).toEqual({ model: "acme-1", messages: hello, user: "u" });
    expect(dropped).toEqual(["logit_bias", "n"]);
  });

  it.each([
    { n: 1 },
    { logprobs: false },
    { logit_bias: {} },
    { presence_penalty: 0 },
    { user: "" },
    { modalities: [] },
  ])("leaves out %j in silence, since it asks for nothing", (fields) => {
    const drop = Object.keys(fields) as (keyof ChatRequest & string)[];
    expect(translate(fields, { drop })).toMatchObject({ body: { model: "acme-1", messages: hello }, dropped: [] });
  });

  it.each([{ n: 2 }, { seed: 0 }, { logprobs: true }, { presence_penalty: 0.1 }, { temperature: 0 }])(
    "names %j, which asks for something",
    (fields) => {
      const drop = Object.keys(fields) as (keyof ChatRequest & string)[];
      expect(translate(fields, { drop }).dropped).toEqual(drop);
    },
  );

  it("gives fields the vendor's names, and no others", () => {
    const rename = { seed: "random_seed", max_completion_tokens: "max_tokens" };
    const { body } = translate({ seed: 0, max_completion_tokens: 5, constructor: 1, toString: 2 }, { rename });
    expect(body).toMatchObject({ random_seed: 0, max_tokens: 5, constructor: 1, toString: 2 });
    expect(Object.keys(body)).toHaveLength(6);
  });

  it("takes other vendors' reasoning out of the history", () => {
    const reasoning = { reasoning_content: "Hm.", reasoning: "Hm.", reasoning_details: [], thinking_blocks: [] };
    const { body, dropped } = translate({ messages: [...hello, { role: "assistant", content: "Hi", ...reasoning }] });
    expect(body.messages).toEqual([...hello, { role: "assistant", content: "Hi" }]);
    expect(dropped).toEqual(["messages[].reasoning_content", "messages[].reasoning"]);
  });

  it("takes cache marks out of messages and their parts", () => {
    const cache_control = { type: "ephemeral" };
    const parts = [
      { type: "text", text: "a", cache_control },
      { type: "text", text: "b" },
    ];
    const { body, dropped } = translate({ messages: [{ role: "user", content: parts, cache_control }] });
    expect(body.messages).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ],
      },
    ]);
    expect(dropped).toEqual(["messages[].cache_control", "messages[].content[].cache_control"]);
  });

  it("copies no message that stays as it is", () => {
    const messages = [{ role: "user", content: [{ type: "text", text: "a" }] }];
    expect((translate({ messages }).body.messages as unknown[])[0]).toBe(messages[0]);
  });

  it("keeps the name of a function's result, which is what it is known by", () => {
    const results = [
      { role: "function", name: "weather", content: "Sunny" },
      { role: "tool", name: "weather", content: "Sunny", tool_call_id: "a" },
    ];
    const messages = [{ role: "user", name: "Ann", content: "Hi" }, ...results];
    const { body, dropped } = translate({ messages }, { dropMessageFields: ["name"], knows: ["functions"] });
    expect(body.messages).toEqual([{ role: "user", content: "Hi" }, ...results]);
    expect(dropped).toEqual(["messages[].name"]);
  });

  it("lets the vendor change its own copy last", () => {
    const { body, dropped } = translate(
      { stop: "x" },
      {
        adjustRequest(copy, drops) {
          copy.stop = [copy.stop];
          drops.add("made up");
        },
      },
    );
    expect(body.stop).toEqual(["x"]);
    expect(dropped).toEqual(["made up"]);
  });
});
