import { describe, expect, it } from "vitest";
import { blocksOf, chat, GPT_OSS, LLAMA, NOVA, tool, translate, wire } from "./test-support.ts";

const call = (id: string, name = "weather", text = '{"city":"Rom"}') => ({
  id,
  type: "function",
  function: { name, arguments: text },
});
const asked = { role: "user", content: "?" };

describe("instructions", () => {
  it("are hoisted in their order, wherever they stand", () => {
    const { body } = translate({
      messages: [
        { role: "system", content: "Be brief." },
        asked,
        { role: "developer", content: [{ type: "text", text: "Be kind." }] },
        { role: "system", content: " " },
      ],
    });
    expect(body.system).toEqual([{ text: "Be brief." }, { text: "Be kind." }]);
    expect(body.messages).toEqual([{ role: "user", content: [{ text: "?" }] }]);
  });

  it("alone are no conversation", () => {
    const only = (messages: unknown[]) => () => translate({ messages });
    const refusal = expect.objectContaining({ status: 400, param: "messages" });
    expect(only([{ role: "system", content: "Be brief." }])).toThrow(refusal);
    expect(only([{ role: "user", content: " \n" }])).toThrow(refusal);
  });
});

describe("turns", () => {
  it("of one role are one, without empty text", () => {
    const { body } = translate({
      messages: [
        asked,
        {
          role: "user",
          content: [
            { type: "text", text: "\t" },
            { type: "text", text: "Now." },
          ],
        },
        { role: "assistant", content: "" },
        { role: "assistant", content: "Yes" },
        { role: "assistant", content: [{ type: "refusal", refusal: "But no." }] },
        asked,
      ],
    });
    expect(body.messages).toEqual([
      { role: "user", content: [{ text: "?" }, { text: "Now." }] },
      { role: "assistant", content: [{ text: "Yes" }, { text: "But no." }] },
      { role: "user", content: [{ text: "?" }] },
    ]);
  });

  it("may begin with the assistant, which Claude takes and others say they do not", () => {
    const { body } = translate({ messages: [{ role: "assistant", content: "Hi" }, asked] });
    expect(body.messages.map(({ role }) => role)).toEqual(["assistant", "user"]);
  });

  it("that ask for a continuation end without white space", () => {
    const { body } = translate({ messages: [asked, { role: "assistant", content: "The answer is \n" }] });
    expect(body.messages.at(-1)?.content).toEqual([{ text: "The answer is" }]);
  });

  it("lose the names of those who speak, and say so", () => {
    expect(translate({ messages: [{ ...asked, name: "Ada" }] }).dropped).toEqual(["messages[].name"]);
  });
});

describe("tool calls and results", () => {
  const history = (results: unknown[], calls = [call("a"), call("b")]) => [
    asked,
    { role: "assistant", content: null, tool_calls: calls },
    ...results,
  ];
  const result = (id: string, content: unknown, fields = {}) => ({
    role: "tool",
    tool_call_id: id,
    content,
    ...fields,
  });
  const turnsOf = (results: unknown[], calls?: ReturnType<typeof call>[]) =>
    translate({ tools: [tool("weather")], messages: history(results, calls) }).body.messages;

  it("of one turn are in one message, in their order, before what the user says", () => {
    const [, assistant, user] = turnsOf([result("b", "Rain"), result("a", "Sun"), { role: "user", content: "And?" }]);
    expect(assistant?.content).toEqual([
      { toolUse: { toolUseId: "a", name: "weather", input: { city: "Rom" } } },
      { toolUse: { toolUseId: "b", name: "weather", input: { city: "Rom" } } },
    ]);
    expect(user?.content).toEqual([
      { toolResult: { toolUseId: "b", content: [{ text: "Rain" }] } },
      { toolResult: { toolUseId: "a", content: [{ text: "Sun" }] } },
      { text: "And?" },
    ]);
  });

  it("may be empty, hold images, and have failed", () => {
    const image = { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } };
    const [, , user] = turnsOf([
      result("a", ""),
      result("b", [image]),
      result("c", "No such city", { is_error: true }),
    ]);
    expect(user?.content).toEqual([
      { toolResult: { toolUseId: "a", content: [{ text: "" }] } },
      { toolResult: { toolUseId: "b", content: [{ image: { format: "png", source: { bytes: "iVBORw0KGgo=" } } }] } },
      { toolResult: { toolUseId: "c", content: [{ text: "No such city" }], status: "error" } },
    ]);
  });

  it("hold no sound", () => {
    const audio = { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } };
    const refusal = expect.objectContaining({ code: "unsupported_parameter", param: "messages[2].content[0]" });
    expect(() => turnsOf([result("a", [audio])])).toThrow(refusal);
  });

  it("have ids and names that Bedrock takes, and that still meet", () => {
    const id = `call:${"x".repeat(80)}`;
    const [, assistant, user] = turnsOf([result(id, "Sun")], [call(id, "my.tool/1")]);
    const toolUse = {
      toolUseId: expect.stringMatching(/^[a-zA-Z0-9]{24}$/),
      name: "my_tool_1",
      input: { city: "Rom" },
    };
    expect(assistant?.content).toEqual([{ toolUse }]);
    const { toolUseId } = (assistant as { content: { toolUse: { toolUseId: string } }[] }).content[0]?.toolUse ?? {};
    expect(user?.content[0]).toMatchObject({ toolResult: { toolUseId } });
  });

  it.each([
    ["", {}],
    ['{"a":1', { arguments: '{"a":1' }],
    ["[1]", { arguments: [1] }],
  ])("have an object as input, whatever the model wrote: %s", (text, input) => {
    const [, assistant] = turnsOf([], [call("a", "weather", text)]);
    expect(assistant?.content).toEqual([{ toolUse: { toolUseId: "a", name: "weather", input } }]);
  });

  it("of the time before tools are pairs too", () => {
    const { body } = translate({
      functions: [{ name: "weather" }],
      messages: [
        asked,
        { role: "assistant", content: null, function_call: { name: "weather", arguments: "{}" } },
        { role: "function", name: "weather", content: null },
      ],
    });
    expect(body.messages.slice(1)).toEqual([
      { role: "assistant", content: [{ toolUse: { toolUseId: "call_function_1", name: "weather", input: {} } }] },
      { role: "user", content: [{ toolResult: { toolUseId: "call_function_1", content: [{ text: "" }] } }] },
    ]);
  });
});

describe("reasoning in the history", () => {
  const signed = { type: "thinking", thinking: "Rom?", signature: "EqQB" };
  const redacted = { type: "redacted_thinking", data: "EuYBCoY=" };
  const answer = (thinking_blocks: unknown[]) => [asked, { role: "assistant", content: "Rom", thinking_blocks }, asked];

  it("goes back as it came, before the text", () => {
    const { body, dropped } = translate({ messages: answer([signed, redacted]) });
    expect(body.messages[1]?.content).toEqual([
      { reasoningContent: { reasoningText: { text: "Rom?", signature: "EqQB" } } },
      { reasoningContent: { redactedContent: Buffer.from("EuYBCoY=").toString("base64") } },
      { text: "Rom" },
    ]);
    expect(dropped).toEqual([]);
  });

  it.each([
    ["without a signature", "us.anthropic.claude-sonnet-4-6", [{ ...signed, signature: " " }]],
    ["of bytes that were none", "us.anthropic.claude-sonnet-4-6", [{ type: "redacted_thinking", data: "→" }]],
    ["for models that sign none", NOVA, [signed]],
    ["for models that reason in the open", GPT_OSS, [signed, redacted]],
  ])("is dropped and reported %s", (_name, model, blocks) => {
    const { body, dropped } = translate({ model, messages: answer(blocks) });
    expect(body.messages[1]?.content).toEqual([{ text: "Rom" }]);
    expect(dropped).toEqual(["messages[].thinking_blocks"]);
  });

  it("is no turn by itself", () => {
    const messages = [asked, { role: "assistant", content: "", thinking_blocks: [signed] }, asked];
    expect(translate({ messages }).body.messages).toEqual([{ role: "user", content: [{ text: "?" }, { text: "?" }] }]);
  });
});

it("translates equal requests to equal bytes, and changes none", () => {
  const request = chat({ model: LLAMA, messages: [asked], tools: [tool("b"), tool("a")] });
  const before = JSON.stringify(request);
  const bodies = [wire.request(request), wire.request(structuredClone(request))].map(({ body }) =>
    JSON.stringify(body),
  );
  expect(bodies[0]).toBe(bodies[1]);
  expect(JSON.stringify(request)).toBe(before);
  expect(blocksOf("Hi")).toEqual([{ text: "Hi" }]);
});
