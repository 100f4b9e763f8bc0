import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { CLAUDE, LLAMA, NOVA, tool, translate } from "./test-support.ts";

const mark = { cache_control: { type: "ephemeral" } };
const hour = { cache_control: { type: "ephemeral", ttl: "1h" } };
const point = { cachePoint: { type: "default" } };
const hourPoint = { cachePoint: { type: "default", ttl: "1h" } };
const text = (value: string, fields = {}) => ({ type: "text", text: value, ...fields });
const pdf = (fields = {}) => ({
  type: "file",
  file: { filename: "a", file_data: Buffer.from("%PDF-1.7").toString("base64") },
  ...fields,
});
const contentOf = (content: unknown[], model = CLAUDE) =>
  translate({ model, messages: [{ role: "user", content }] }).body.messages[0]?.content;

describe("a cache mark", () => {
  it("is a cache point after its part, message or tool", () => {
    const { body, dropped } = translate({
      messages: [
        { role: "system", content: [text("A", mark)] },
        { role: "system", content: "B", ...hour },
        { role: "user", content: "C", ...mark },
        {
          role: "assistant",
          tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
          ...mark,
        },
        { role: "tool", tool_call_id: "a", content: "D", ...mark },
      ],
      tools: [tool("f"), { ...tool("g"), ...mark }],
    });
    expect(body.system).toEqual([{ text: "A" }, point, { text: "B" }, hourPoint]);
    expect(body.messages.map(({ content }) => content.at(-1))).toEqual([point, point, point]);
    expect(body.toolConfig?.tools.at(-1)).toEqual(point);
    expect(dropped).toEqual([]);
  });

  it("may be OpenAI's, with its time to live", () => {
    const breakpoint = { prompt_cache_breakpoint: { mode: "explicit" } };
    const asked = (options: object) =>
      translate({ messages: [{ role: "user", content: [text("A", breakpoint)] }], prompt_cache_options: options }).body
        .messages[0]?.content;
    expect(asked({ ttl: "30m" })).toEqual([{ text: "A" }, hourPoint]);
    expect(asked({})).toEqual([{ text: "A" }, point]);
  });

  it("on the whole request stands at its end", () => {
    const messages = [{ role: "user", content: "A" }];
    expect(translate({ messages, ...hour }).body.messages[0]?.content).toEqual([{ text: "A" }, hourPoint]);
    const implicit = { prompt_cache_options: { mode: "implicit" } };
    expect(translate({ messages, ...implicit }).body.messages[0]?.content).toEqual([{ text: "A" }, point]);
    expect(translate({ model: LLAMA, messages, ...implicit })).toMatchObject({ dropped: [] });
  });

  it("never stands first, twice, or right after a document", () => {
    expect(contentOf([text(" ", mark), text("A")])).toEqual([{ text: "A" }]);
    expect(contentOf([text("A", mark), text(" ", mark)])).toEqual([{ text: "A" }, point]);
    expect(contentOf([text("A"), pdf(mark)])).toMatchObject([{ text: "A" }, point, { document: {} }]);
    expect(contentOf([text("A", mark), pdf(), pdf(mark)])).toMatchObject([
      { text: "A" },
      point,
      { document: {} },
      { document: {} },
    ]);
    expect(contentOf([pdf(mark), text("A")])).toMatchObject([{ document: {} }, { text: "A" }]);
  });

  it("is dropped and reported where the model has no cache", () => {
    const { body, dropped } = translate({ model: LLAMA, messages: [{ role: "user", content: [text("A", mark)] }] });
    expect(body.messages[0]?.content).toEqual([{ text: "A" }]);
    expect(dropped).toEqual(["cache_control"]);
  });

  it("on tools is not for Nova, nor is an hour", () => {
    const { body, dropped } = translate({
      model: NOVA,
      messages: [{ role: "user", content: [text("A", hour)] }],
      tools: [{ ...tool("f"), ...mark }],
    });
    expect(body.messages[0]?.content).toEqual([{ text: "A" }, point]);
    expect(body.toolConfig?.tools).toHaveLength(1);
    expect(dropped).toEqual(["cache_control.ttl", "cache_control"]);
  });
});
