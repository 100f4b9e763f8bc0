import { describe, expect, it } from "vitest";
import { translate } from "./test-support.ts";

const PNG = Buffer.from("\x89PNG\r\n\x1a\n0000000000000000", "latin1").toString("base64");
const user = (content: unknown) => ({ role: "user", content });
const call = (id: string, name: string, args = "{}") => ({ id, type: "function", function: { name, arguments: args } });
const result = (id: string, content: unknown) => ({ role: "tool", tool_call_id: id, content });
const send = (...messages: object[]) => translate({ messages });
const contents = (...messages: object[]) => send(...messages).body.contents;

describe("a conversation", () => {
  it("has its instructions hoisted in their order, wherever they stand", () => {
    const { body } = send(
      { role: "system", content: "One." },
      user("Hi"),
      { role: "developer", content: [{ type: "text", text: "Two." }] },
      user("You"),
    );
    expect(body.systemInstruction).toEqual({ parts: [{ text: "One." }, { text: "Two." }] });
    expect(body.contents).toEqual([{ role: "user", parts: [{ text: "Hi" }, { text: "You" }] }]);
  });

  it("gives them as the user's first words to Gemma 3, which takes no instructions", () => {
    const messages = [{ role: "system", content: "Be brief." }, user("Hi")];
    const { body } = translate({ model: "gemma-3-27b-it", messages });
    expect(body).toEqual({ contents: [{ role: "user", parts: [{ text: "Be brief." }, { text: "Hi" }] }] });
  });

  it("merges neighbours of one role and leaves out empty text", () => {
    expect(
      contents(
        user("A"),
        user(" \n"),
        user([
          { type: "text", text: "" },
          { type: "text", text: "B" },
        ]),
        {
          role: "assistant",
          content: "",
          refusal: "No.",
        },
        {
          role: "assistant",
          content: [
            { type: "text", text: "C" },
            { type: "refusal", refusal: "D" },
          ],
        },
        user("E"),
      ),
    ).toEqual([
      { role: "user", parts: [{ text: "A" }, { text: "B" }] },
      { role: "model", parts: [{ text: "No." }, { text: "C" }, { text: "D" }] },
      { role: "user", parts: [{ text: "E" }] },
    ]);
  });

  it("may begin with the model", () => {
    expect(contents({ role: "assistant", content: "Hello!" }, user("Hi")).map(({ role }) => role)).toEqual([
      "model",
      "user",
    ]);
  });

  it.each([[[{ role: "system", content: "Only this." }]], [[user(" ")]]])(
    "without anything to answer is refused: %j",
    (messages) => {
      expect(() => translate({ messages })).toThrow(expect.objectContaining({ status: 400, param: "messages" }));
    },
  );

  it("names what Google cannot be told", () => {
    const { dropped } = send(
      { ...user([{ type: "text", text: "Hi", prompt_cache_breakpoint: { mode: "explicit" } }]), name: "Ann" },
      {
        role: "assistant",
        content: "Hm",
        reasoning_content: "R",
        thinking_blocks: [{ type: "redacted_thinking", data: "x" }],
        audio: { id: "a" },
      },
      user("Go on"),
    );
    expect(dropped).toEqual([
      "messages[].content[].prompt_cache_breakpoint",
      "messages[].name",
      "messages[].audio",
      "messages[].reasoning_content",
      "messages[].thinking_blocks",
    ]);
  });
});

describe("results of tools", () => {
  const calls = {
    role: "assistant",
    content: null,
    tool_calls: [call("a", "weather", '{"city":"Rom"}'), call("b", "time")],
  };

  it("have the name of their function, and stand together in the order of the calls", () => {
    expect(
      contents(user("Hi"), calls, result("b", "noon"), result("a", '{"sky":"blue"}'), user("And?")).slice(1),
    ).toEqual([
      {
        role: "model",
        parts: [
          { functionCall: { id: "a", name: "weather", args: { city: "Rom" } } },
          { functionCall: { id: "b", name: "time", args: {} } },
        ],
      },
      {
        role: "user",
        parts: [
          { functionResponse: { id: "a", name: "weather", response: { sky: "blue" } } },
          { functionResponse: { id: "b", name: "time", response: { result: "noon" } } },
        ],
      },
      { role: "user", parts: [{ text: "And?" }] },
    ]);
  });

  it.each([
    ["", { result: "" }],
    ["[1,2]", { result: "[1,2]" }],
    ["{broken", { result: "{broken" }],
    ['{"__proto__":1}', { result: '{"__proto__":1}' }],
    [
      [
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ],
      { result: "a\nb" },
    ],
  ])("%j are an object", (content, response) => {
    const [, , turn] = contents(user("Hi"), { ...calls, tool_calls: [call("a", "f")] }, result("a", content));
    expect(turn?.parts[0]?.functionResponse?.response).toEqual(response);
  });

  it("keep every digit of long numbers", () => {
    const messages = [
      user("Hi"),
      { ...calls, tool_calls: [call("a", "f", '{"id":12345678901234567890}')] },
      result("a", '{"id":12345678901234567890}'),
    ];
    expect(JSON.stringify(translate({ messages }).body).match(/12345678901234567890/g)).toHaveLength(2);
  });

  it("hold images, or are followed by them where the model takes none in results", () => {
    const image = { type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } };
    const messages = [
      user("Hi"),
      calls,
      result("b", [image, { type: "text", text: "it" }]),
      result("a", "1"),
      user("And?"),
    ];
    const inlineData = { mimeType: "image/png", data: PNG };
    const [, , newer] = translate({ messages }).body.contents;
    expect(newer?.parts[1]?.functionResponse).toEqual({
      id: "b",
      name: "time",
      response: { result: "it" },
      parts: [{ inlineData }],
    });
    const [, , results, more] = translate({ messages, model: "gemini-2.5-flash" }).body.contents;
    expect(results?.parts.map(({ functionResponse }) => Object.keys(functionResponse ?? {}))).toEqual([
      ["id", "name", "response"],
      ["id", "name", "response"],
    ]);
    expect(more).toEqual({ role: "user", parts: [{ inlineData }, { text: "And?" }] });
  });

  it("that are errors are told as errors", () => {
    const failed = (id: string, content: string) => ({ ...result(id, content), is_error: true });
    const responses = (...results: object[]) =>
      contents(user("Hi"), calls, ...results).flatMap(({ parts }) =>
        parts.flatMap(({ functionResponse }) => functionResponse?.response ?? []),
      );
    expect(responses(failed("a", "No."), failed("b", '{"code":7}'))).toEqual([
      { error: "No." },
      { error: { code: 7 } },
    ]);
    expect(responses(failed("a", '{"error":"No."}'), { ...result("b", "1"), is_error: false })).toEqual([
      { error: "No." },
      { result: "1" },
    ]);
  });

  it("of calls with one id are theirs in order, and of the latest message that has it", () => {
    const turn = (...names: string[]) => ({
      role: "assistant",
      content: null,
      tool_calls: names.map((name) => call("x", name)),
    });
    const turns = contents(user("Hi"), turn("f", "g"), result("x", "1"), result("x", "2"), turn("h"), result("x", "3"));
    const results = turns.flatMap(({ parts }) => parts.flatMap(({ functionResponse }) => functionResponse ?? []));
    expect(results.map(({ name, response }) => [name, response.result])).toEqual([
      ["f", "1"],
      ["g", "2"],
      ["h", "3"],
    ]);
  });

  it("of no earlier call are refused, with their place", () => {
    expect(() => contents(user("Hi"), result("x", "1"))).toThrow(
      expect.objectContaining({ status: 400, param: "messages[1].tool_call_id" }),
    );
  });

  it("of legacy functions find their call by name", () => {
    const called = (name: string) => ({ role: "assistant", content: null, function_call: { name, arguments: "{}" } });
    const turns = contents(user("Hi"), called("f"), { role: "function", name: "f", content: "1" }, called("f"), {
      role: "function",
      name: "f",
      content: null,
    });
    const ids = turns.flatMap(({ parts }) => parts.map((part) => part.functionCall?.id ?? part.functionResponse?.id));
    expect(ids).toEqual([undefined, ids[1], ids[1], ids[3], ids[3]]);
    expect(ids[1]).not.toBe(ids[3]);
  });
});
