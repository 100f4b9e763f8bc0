import { describe, expect, it } from "vitest";
import { chat, replay, response, STREAMS, streamOf } from "./test-support.ts";

const call = (name: string, args: object = {}) => ({ functionCall: { name, args } });
const stream = (responses: readonly object[], fields = {}) => replay([streamOf(responses)], chat(fields));

describe("a stream", () => {
  it("says at once what an event says, the role first", () => {
    const { chunks } = stream([
      response([{ text: "a" }]),
      response([{ text: "b", thought: true }, { text: "c" }], { finishReason: "STOP" }),
    ]);
    expect(chunks.map(({ choices }) => [choices[0]?.delta, choices[0]?.finish_reason])).toEqual([
      [{ role: "assistant", content: "a" }, null],
      [{ reasoning_content: "b" }, null],
      [{ content: "c" }, null],
      [{}, "stop"],
    ]);
  });

  it("numbers its calls densely, and ends with them though the end is another event", () => {
    const { chunks, folded } = stream(STREAMS["calls, and the end in another event"]);
    const deltas = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    expect(deltas.map(({ index, type, function: called }) => [index, type, called])).toEqual([
      [0, "function", { name: "weather", arguments: '{"city":"Rom"}' }],
      [1, "function", { name: "weather", arguments: '{"city":"Oslo"}' }],
      [2, "function", { name: "time", arguments: "{}" }],
    ]);
    expect(new Set(deltas.map(({ id }) => id)).size).toBe(3);
    expect(folded.choices[0]?.finish_reason).toBe("tool_calls");
  });

  it("keeps every digit of long numbers", () => {
    const event = JSON.stringify(response([call("f", { id: 1 })], { finishReason: "STOP" })).replace(
      '"id":1',
      '"id":12345678901234567890',
    );
    const { folded } = replay([Buffer.from(`data: ${event}\n\n`)]);
    expect(JSON.stringify(folded)).toContain("12345678901234567890");
  });

  const end = (index: number, rest: object = {}) => ({ candidates: [{ index, finishReason: "STOP" }], ...rest });
  const begin = (index: number) => ({ candidates: [{ index, content: { parts: [{ text: `${index}` }] } }] });
  const usageMetadata = { promptTokenCount: 5, candidatesTokenCount: 2 };

  it("is complete when all candidates that began are, be they fewer than were asked for", () => {
    const asked = chat({ model: "gemini-2.5-flash", n: 2 });
    expect(replay([streamOf([end(0, { usageMetadata })])], asked).finished).toBe(true);
    expect(replay([streamOf([end(0), begin(1)])], asked).finished).toBe(false);
    expect(replay([streamOf([end(0), begin(1), end(1)])], asked).finished).toBe(true);
    expect(stream([response([{ text: "a" }])]).finished).toBe(false);
  });

  it("is read until its usage has come, though the end came before", () => {
    const { folded, chunks } = stream([begin(0), end(0), { usageMetadata }]);
    expect(folded.usage).toMatchObject({ prompt_tokens: 5, completion_tokens: 2 });
    expect(chunks.at(-1)?.choices).toEqual([]);
    // An earlier count is not the last one.
    const counted = stream([{ ...begin(0), usageMetadata: { promptTokenCount: 5 } }, end(0), { usageMetadata }]);
    expect(counted.folded.usage?.completion_tokens).toBe(2);
  });

  it("has the candidates that nobody asked for, one after another", () => {
    const { folded } = stream([begin(0), end(0), begin(1), end(1, { usageMetadata })]);
    expect(folded.choices.map(({ message, finish_reason }) => [message.content, finish_reason])).toEqual([
      ["0", "stop"],
      ["1", "stop"],
    ]);
  });

  it.each([
    { name: "f", willContinue: true },
    { partialArgs: [{ jsonPath: "$.a", stringValue: "x" }] },
    { name: "f", partialArgs: [] },
    {},
  ])("fails at a call in pieces, or without a name: %j", (functionCall) => {
    expect(() => stream([response([{ functionCall }], { finishReason: "STOP" })])).toThrow(
      expect.objectContaining({ code: "upstream_error", message: expect.stringContaining("function call") }),
    );
  });

  it.each([
    [{ error: { code: 503, message: "overloaded", status: "UNAVAILABLE" } }, "upstream_error", 503],
    [
      [{ error: { code: 429, message: "Please retry in 2s.", status: "RESOURCE_EXHAUSTED" } }],
      "rate_limit_exceeded",
      429,
    ],
    [{ error: { message: "?" } }, "upstream_error", 502],
  ])("may end in an error: %j", (event, code, status) => {
    expect(() => stream([response([{ text: "a" }]), event])).toThrow(expect.objectContaining({ code, status }));
  });
});
