import { ChatCompletion, HubError } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { toCompletion } from "./completion.ts";
import type { OpenAICompatibleSpec } from "./spec.ts";

const acme: OpenAICompatibleSpec = { id: "acme", name: "Acme", baseUrl: "https://llm.acme.example/v1" };
const read = (body: unknown, spec: Partial<OpenAICompatibleSpec> = {}) =>
  ChatCompletion.parse(toCompletion(structuredClone(body), { ...acme, ...spec }));
const ofMessage = (message: object, finishReason: unknown = "stop") =>
  read({ id: "c", created: 1, model: "m", choices: [{ index: 0, message, finish_reason: finishReason }] }).choices[0];

describe("a completion", () => {
  it("of OpenAI's own stays as it is, unknown fields included", () => {
    const body = {
      id: "c",
      object: "chat.completion",
      created: 1,
      model: "m",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "a", refusal: null },
          logprobs: null,
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, extra: { a: 1 } },
      x_vendor: [1],
    };
    expect(read(body)).toEqual(body);
  });

  it("gets what clients count on where the vendor left it out", () => {
    const completion = read({ choices: [{ message: {} }, { message: { content: "b" } }] });
    expect(completion).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-/),
      object: "chat.completion",
      model: "",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: null, refusal: null },
          logprobs: null,
          finish_reason: "stop",
        },
        { index: 1, message: { content: "b" } },
      ],
    });
    expect(Math.abs(completion.created - Date.now() / 1000)).toBeLessThan(60);
    expect(completion).not.toHaveProperty("usage");
  });

  it("has tool calls with type, id, and arguments as text", () => {
    const tool_calls = [
      { id: "a", function: { name: "f", arguments: { x: "é" } } },
      { type: "function", function: { name: "g", arguments: "" } },
      { id: "", function: { name: "h" } },
      { id: "d", type: "custom", custom: { name: "i", input: "text" } },
    ];
    const choice = ofMessage({ tool_calls }, "tool_calls");
    expect(choice?.message.tool_calls).toEqual([
      { id: "a", type: "function", function: { name: "f", arguments: '{"x":"é"}' } },
      { id: expect.stringMatching(/^call_\w{24}$/), type: "function", function: { name: "g", arguments: "{}" } },
      { id: expect.stringMatching(/^call_\w{24}$/), type: "function", function: { name: "h", arguments: "{}" } },
      { id: "d", type: "custom", custom: { name: "i", input: "text" } },
    ]);
  });

  it.each([null, []])("has no list of tool calls where the vendor sends %j", (tool_calls) => {
    expect(ofMessage({ content: "a", tool_calls })?.message).not.toHaveProperty("tool_calls");
  });

  it("says why it ended in OpenAI's words", () => {
    const call = { id: "a", function: { name: "f", arguments: "{}" } };
    for (const [said, message, expected] of [
      ["stop", {}, "stop"],
      ["length", {}, "length"],
      ["function_call", {}, "function_call"],
      ["content_filter", {}, "content_filter"],
      ["eos", {}, "stop"],
      ["model_length", {}, "length"],
      ["odd", {}, "stop"],
      ["odd", { tool_calls: [call] }, "tool_calls"],
      [null, { tool_calls: [call] }, "tool_calls"],
      ["constructor", {}, "stop"],
      [7, {}, "stop"],
    ] as const) {
      expect(ofMessage(message, said)?.finish_reason, String(said)).toBe(expected);
    }
  });

  it("leaves out usage that could only be counted wrongly", () => {
    const choices = [{ message: { content: "a" } }];
    for (const usage of ["7", { prompt_tokens: "1" }, { prompt_tokens: 1, completion_tokens: -2, total_tokens: 3 }]) {
      expect(read({ choices, usage })).not.toHaveProperty("usage");
    }
  });

  it("lets the vendor change its answer first", () => {
    const completion = read(
      { choices: [{ message: { content: [{ text: "a" }] } }] },
      {
        adjustCompletion({ choices }) {
          for (const { message } of choices) message.content = "joined";
        },
      },
    );
    expect(completion.choices[0]?.message.content).toBe("joined");
  });

  it.each<unknown>([
    null,
    "text",
    [],
    {},
    { choices: null },
    { choices: [] },
    { choices: {} },
    { choices: [null] },
    { choices: [{}] },
    { choices: [{ message: "text" }] },
    { choices: [{ message: { content: 7 } }] },
    { choices: [{ message: { content: [] } }] },
    { choices: [{ message: { tool_calls: "none" } }] },
    { choices: [{ message: { tool_calls: [null] } }] },
    { choices: [{ message: { tool_calls: [{ function: "f" }] } }] },
    { error: { message: "no" } },
  ])("is not %j", (body) => {
    expect(() => toCompletion(body, acme)).toThrow(HubError);
    expect(() => toCompletion(body, acme)).toThrow("not a chat completion");
  });
});
