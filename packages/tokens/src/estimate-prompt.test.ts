import type { ChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { estimatePrompt } from "./estimate-prompt.ts";
import { familyOf } from "./families/family-of.ts";

const GPT = familyOf("openai", "gpt-4o");
const GEMINI = familyOf("google", "gemini-3-flash");
const request = (extra: Partial<ChatRequest> = {}, content: unknown = "Hello"): ChatRequest =>
  ({ model: "m", messages: [{ role: "user", content }], ...extra }) as ChatRequest;
const schema = { type: "object", properties: { city: { type: "string", description: "Where to look" } } };
const tool = {
  type: "function",
  function: { name: "weather", description: "Looks at the sky.", parameters: schema },
} as const;
const LONG = "Once upon a time there was a request. ".repeat(20);

/** Every place of a request that a model reads. */
const PLACES: Record<string, (text: string) => ChatRequest> = {
  "a user's message": (text) => request({}, text),
  "a text part": (text) => request({}, [{ type: "text", text }]),
  "a name": (text) => request({ messages: [{ role: "user", content: "x", name: text }] }),
  "a system message": (text) => request({ messages: [{ role: "system", content: text }] }),
  "a tool's result": (text) => request({ messages: [{ role: "tool", tool_call_id: "1", content: text }] }),
  "a function's result": (text) => request({ messages: [{ role: "function", name: "f", content: text }] }),
  "a refusal": (text) => request({ messages: [{ role: "assistant", refusal: text }] }),
  "a refusal part": (text) =>
    request({ messages: [{ role: "assistant", content: [{ type: "refusal", refusal: text }] }] }),
  "arguments of a call": (text) =>
    request({
      messages: [
        { role: "assistant", tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: text } }] },
      ],
    }),
  "input of a custom call": (text) =>
    request({
      messages: [{ role: "assistant", tool_calls: [{ id: "1", type: "custom", custom: { name: "f", input: text } }] }],
    }),
  "an old function call": (text) =>
    request({ messages: [{ role: "assistant", function_call: { name: "f", arguments: text } }] }),
  "a tool's description": (text) =>
    request({ tools: [{ type: "function", function: { name: "f", description: text } }] }),
  "a tool's schema": (text) =>
    request({
      tools: [{ type: "function", function: { name: "f", parameters: { properties: { a: { description: text } } } } }],
    }),
  "a key of a tool's schema": (text) =>
    request({ tools: [{ type: "function", function: { name: "f", parameters: { properties: { [text]: {} } } } }] }),
  "a custom tool's grammar": (text) =>
    request({
      tools: [
        {
          type: "custom",
          custom: { name: "f", format: { type: "grammar", grammar: { syntax: "lark", definition: text } } },
        },
      ],
    }),
  "an old function": (text) => request({ functions: [{ name: "f", description: text }] }),
  "the schema of the answer": (text) =>
    request({ response_format: { type: "json_schema", json_schema: { name: "a", schema: { title: text } } } }),
};

describe("estimatePrompt", () => {
  it.each(Object.keys(PLACES))("counts %s", (place) => {
    const make = PLACES[place] as (text: string) => ChatRequest;
    const short = estimatePrompt(make("x"), GPT);
    const long = estimatePrompt(make(LONG), GPT);
    expect(long.expected - short.expected).toBeGreaterThan(LONG.length / 7);
    expect(long.bound - short.bound).toBeGreaterThan(LONG.length / 6);
  });

  it("gives whole tokens, the likely ones within the bound, and changes nothing", () => {
    const asked = request({ tools: [tool], reasoning_effort: "high", response_format: { type: "json_object" } }, LONG);
    const before = JSON.stringify(asked);
    for (const family of [GPT, GEMINI, familyOf("", "")]) {
      const { expected, bound } = estimatePrompt(asked, family);
      expect([Number.isInteger(expected), Number.isInteger(bound)]).toEqual([true, true]);
      expect(expected).toBeLessThanOrEqual(bound);
    }
    expect(JSON.stringify(asked)).toBe(before);
  });

  it("counts OpenAI's frame around a message", () => {
    expect(estimatePrompt(request({}, ""), GPT)).toEqual({ expected: 7, bound: 7 });
  });

  it("leaves out the schema of the answer with Google, which does not show it to the model", () => {
    const format = { type: "json_schema", json_schema: { name: "a", schema } } as const;
    expect(estimatePrompt(request({ response_format: format }), GEMINI)).toEqual(estimatePrompt(request(), GEMINI));
  });

  it("reserves for thoughts that may be read again, and does not expect it", () => {
    const thoughts = { role: "assistant", content: "x", reasoning_content: LONG } as const;
    const without = estimatePrompt(request({ messages: [{ role: "assistant", content: "x" }] }), GPT);
    const withThem = estimatePrompt(request({ messages: [thoughts] }), GPT);
    expect(withThem.expected).toBe(without.expected);
    expect(withThem.bound).toBeGreaterThan(without.bound + LONG.length / 6);
  });

  it("counts a signature of Gemini's, beside the call or within its id, as the thoughts that it stands for", () => {
    const call = (id: string, extra = {}) =>
      request({
        messages: [
          {
            role: "assistant",
            tool_calls: [{ id, type: "function", function: { name: "f", arguments: "{}" }, ...extra }],
          },
        ],
      });
    const plain = estimatePrompt(call("call_1"), GEMINI);
    const signature = "A".repeat(1_000);
    const beside = call("call_1", { extra_content: { google: { thought_signature: signature } } });
    for (const signed of [beside, call(`call_1_ts_${signature}`)]) {
      expect(estimatePrompt(signed, GEMINI).expected).toBeGreaterThan(plain.expected + 100);
    }
    expect(estimatePrompt(beside, GPT)).toEqual(estimatePrompt(call("call_1"), GPT));
  });

  it("adds images, audio, files and earlier audio", () => {
    const parts = [
      { type: "image_url", image_url: { url: "https://example.com/x.png", detail: "low" } },
      { type: "input_audio", input_audio: { data: "AAAA", format: "mp3" } },
      { type: "file", file: { file_id: "file-1" } },
    ];
    const media = estimatePrompt(request({}, parts), GPT);
    expect(media.expected).toBe(7 + 85 + 1 + 1_000);
    expect(media.bound).toBe(7 + 85 + 1 + 300_000);
    const earlier = { role: "assistant", audio: { id: "audio_1" } } as const;
    expect(estimatePrompt(request({ messages: [earlier] }), GPT)).toEqual({ expected: 307, bound: 6_007 });
  });

  it("stands odd values in schemas, and schemas of any depth", () => {
    let deep: unknown = null;
    for (let depth = 0; depth < 5_000; depth++) deep = [deep];
    const parameters = { a: null, b: true, c: 1e21, d: [], e: {}, deep };
    const odd = { type: "function", function: { name: "f", parameters } } as const;
    expect(estimatePrompt(request({ tools: [odd] }), GPT).bound).toBeGreaterThan(10);
  });
});
