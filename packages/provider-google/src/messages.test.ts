import { describe, expect, it } from "vitest";
import { VERTEX_AI } from "./door.ts";
import { createWireFormat } from "./google-wire-format.ts";
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
      "messages[].name",
      "messages[].content[].prompt_cache_breakpoint",
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

describe("media", () => {
  const parts = (...some: object[]) => contents(user(some))[0]?.parts;
  const image = (url: string, fields = {}) => ({ type: "image_url", image_url: { url, ...fields } });
  const vertex = createWireFormat(VERTEX_AI, () => ({}));

  it("are bytes with the type that they show, or an address that Google reads", () => {
    const audio = (format: string) => ({ type: "input_audio", input_audio: { data: "AAAA", format } });
    const file = (fields: object) => ({ type: "file", file: fields });
    const pdf = Buffer.from("%PDF-1.7 etc.").toString("base64");
    const note = Buffer.from('{"a":1}').toString("base64");
    expect(
      parts(
        image(`data:image/jpeg;base64,${PNG}`),
        image("https://www.youtube.com/watch?v=x"),
        image("https://generativelanguage.googleapis.com/v1beta/files/abc"),
        audio("wav"),
        audio("mp3"),
        file({ file_data: pdf, filename: "a.pdf" }),
        file({ file_data: `data:application/json;base64,${note}` }),
        file({ file_data: note, filename: "a.md" }),
        file({ file_id: "files/abc", filename: "a.pdf" }),
      ),
    ).toEqual([
      { inlineData: { mimeType: "image/png", data: PNG } },
      { fileData: { fileUri: "https://www.youtube.com/watch?v=x", mimeType: "video/mp4" } },
      { fileData: { fileUri: "https://generativelanguage.googleapis.com/v1beta/files/abc", mimeType: "image/jpeg" } },
      { inlineData: { mimeType: "audio/wav", data: "AAAA" } },
      { inlineData: { mimeType: "audio/mp3", data: "AAAA" } },
      { inlineData: { mimeType: "application/pdf", data: pdf } },
      { inlineData: { mimeType: "text/plain", data: note } },
      { inlineData: { mimeType: "text/plain", data: note } },
      {
        fileData: {
          fileUri: "https://generativelanguage.googleapis.com/v1beta/files/abc",
          mimeType: "application/pdf",
        },
      },
    ]);
  });

  it("in Cloud Storage are read by Vertex alone", () => {
    const messages = [user([image("gs://bucket/a.png")])];
    expect(translate({ messages }, vertex).body.contents[0]?.parts).toEqual([
      { fileData: { fileUri: "gs://bucket/a.png", mimeType: "image/png" } },
    ]);
    expect(() => translate({ messages })).toThrow(
      expect.objectContaining({ param: "messages[0].content[0].image_url.url" }),
    );
  });

  it("are wanted as bytes where Google would not read their address", () => {
    const needs = (url: string) => vertex.needsBytes?.(new URL(url));
    expect(
      ["https://images.example/a.png", "http://images.example/a.png", "https://youtube.com.example/x"].map(needs),
    ).toEqual([true, true, true]);
    expect(
      ["https://youtu.be/x", "gs://bucket/a", "https://generativelanguage.googleapis.com/v1beta/files/a"].map(needs),
    ).toEqual([false, false, false]);
  });

  it.each([
    [image("data:image/png,abc"), "image_url.url"],
    [image("file:///etc/passwd"), "image_url.url"],
    [{ type: "input_audio", input_audio: { data: "AAAA", format: "constructor" } }, "input_audio.format"],
    [{ type: "input_audio", input_audio: { data: "!", format: "wav" } }, "input_audio.data"],
    [{ type: "file", file: {} }, "file.file_data"],
    [{ type: "file", file: { file_data: "!" } }, "file.file_data"],
    [{ type: "file", file: { file_data: "AAAA", filename: "a.xyz" } }, "file.file_data"],
    [{ type: "file", file: { file_id: "file-123" } }, "file.file_id"],
  ])("that cannot be read are refused with their place: %j", (part, field) => {
    expect(() => parts({ type: "text", text: "x" }, part)).toThrow(
      expect.objectContaining({ status: 400, param: `messages[0].content[1].${field}` }),
    );
  });

  it.each([
    [["low"], "MEDIA_RESOLUTION_LOW", []],
    [["high", "auto"], "MEDIA_RESOLUTION_HIGH", []],
    [["low", "high"], "MEDIA_RESOLUTION_HIGH", ["messages[].content[].image_url.detail"]],
    [["original"], "MEDIA_RESOLUTION_HIGH", ["messages[].content[].image_url.detail"]],
    [["auto"], undefined, []],
  ])("of detail %j have one resolution for all", (details, resolution, expected) => {
    const images = details.map((detail) => image(`data:image/png;base64,${PNG}`, { detail }));
    const { body, dropped } = translate({ messages: [user(images)] });
    expect(body.generationConfig?.mediaResolution).toBe(resolution);
    expect(dropped).toEqual(expected);
  });
});
