import { ChatChunk, foldChunks } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { chunkOf } from "../testing/index.ts";
import { createChunkReducer } from "./chunks.ts";

const id = expect.stringMatching(/^call_\w{24}$/);

/** The tool-call deltas of a stream, chunk by chunk, and the calls that they fold to. */
function reduce(deltas: readonly (readonly object[])[], finishReason: string | null = "tool_calls") {
  const reducer = createChunkReducer({ id: "acme", name: "Acme", baseUrl: "https://llm.acme.example/v1" });
  const values = [...deltas.map((tool_calls) => chunkOf({ tool_calls })), chunkOf({}, finishReason)];
  const chunks = values.flatMap((value) => reducer.push({ data: JSON.stringify(value) }));
  for (const chunk of chunks) ChatChunk.parse(chunk);
  return {
    deltas: chunks.map(({ choices }) => choices[0]?.delta.tool_calls ?? []),
    calls: foldChunks(chunks)?.choices[0]?.message.tool_calls ?? [],
  };
}

describe("the deltas of tool calls", () => {
  it("of OpenAI's own stay as they are", () => {
    const deltas = [
      [{ index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } }],
      [{ index: 0, function: { arguments: '{"x":' } }],
      [{ index: 0, function: { arguments: "1}" } }],
      [{ index: 1, id: "b", type: "function", function: { name: "g", arguments: "" } }],
      [{ index: 1, function: { arguments: "{}" } }],
    ];
    expect(reduce(deltas).deltas).toEqual([...deltas, []]);
  });

  it("name id, type and name once, although the vendor repeats them", () => {
    const repeated = { index: 0, id: "a", type: "function" };
    const { deltas } = reduce([
      [{ ...repeated, function: { name: "f", arguments: '{"x":' } }],
      [{ ...repeated, function: { name: "f", arguments: "1}" } }],
      [{ index: 0, id: "", type: "function", function: { name: "", arguments: "" } }],
    ]);
    expect(deltas).toEqual([
      [{ ...repeated, function: { name: "f", arguments: '{"x":' } }],
      [{ index: 0, function: { arguments: "1}" } }],
      [{ index: 0, function: { arguments: "" } }],
      [],
    ]);
  });

  it("get an index where the vendor leaves it out", () => {
    const { calls, deltas } = reduce([
      [{ id: "a", function: { name: "f", arguments: '{"x":' } }],
      [{ function: { arguments: "1}" } }],
      [
        { id: "b", function: { name: "g", arguments: '{"y":' } },
        { id: "c", function: { name: "h", arguments: '{"z":' } },
      ],
      [{ id: "b", function: { arguments: "2}" } }],
      [{ id: "c", function: { arguments: "3}" } }],
    ]);
    expect(deltas.flat().map(({ index }) => index)).toEqual([0, 0, 1, 2, 1, 2]);
    expect(calls).toEqual([
      { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
      { id: "b", type: "function", function: { name: "g", arguments: '{"y":2}' } },
      { id: "c", type: "function", function: { name: "h", arguments: '{"z":3}' } },
    ]);
  });

  it("are counted from 0 without gaps", () => {
    const { calls, deltas } = reduce([
      [{ index: 3, id: "a", function: { name: "f", arguments: "{}" } }],
      [{ index: 7, id: "b", function: { name: "g", arguments: "{}" } }],
      [{ index: 3, function: { arguments: "" } }],
    ]);
    expect(deltas.flat().map(({ index }) => index)).toEqual([0, 1, 0]);
    expect(calls.map((call) => call.id)).toEqual(["a", "b"]);
  });

  it("are as many calls as there are ids, although the vendor puts all under one index", () => {
    const { calls } = reduce([
      [{ index: 0, id: "a", function: { name: "f", arguments: '{"x":1}' } }],
      [{ index: 0, id: "b", function: { name: "g", arguments: '{"y":2}' } }],
    ]);
    expect(calls).toEqual([
      { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
      { id: "b", type: "function", function: { name: "g", arguments: '{"y":2}' } },
    ]);
  });

  it("are one call, although its id comes late", () => {
    const { calls } = reduce([
      [{ index: 0, function: { name: "f", arguments: "{" } }],
      [{ index: 0, id: "late", function: { arguments: "}" } }],
    ]);
    expect(calls).toEqual([{ id, type: "function", function: { name: "f", arguments: "{}" } }]);
  });

  it("get an id where the vendor gives none, and the same one throughout", () => {
    const { calls, deltas } = reduce([
      [{ index: 0, function: { name: "f", arguments: "" } }],
      [{ index: 1, function: { name: "g", arguments: "" } }],
    ]);
    expect(new Set(calls.map((call) => call.id)).size).toBe(2);
    expect(deltas[0]?.[0]).toMatchObject({ id, type: "function" });
  });

  it("end in `{}` for a call without arguments, in the chunk that ends the answer", () => {
    const { calls, deltas } = reduce([
      [{ index: 0, id: "a", function: { name: "f" } }],
      [{ index: 1, id: "b", function: { name: "g", arguments: "{}" } }],
      [{ index: 2, id: "c" }],
    ]);
    expect(deltas.at(-1)).toEqual([
      { index: 0, function: { arguments: "{}" } },
      { index: 2, function: { arguments: "{}" } },
    ]);
    expect(calls.map((call) => call.type === "function" && call.function.arguments)).toEqual(["{}", "{}", "{}"]);
  });

  it("have arguments as text, although the vendor sends the object", () => {
    const { calls } = reduce([[{ index: 0, id: "a", function: { name: "f", arguments: { x: "é" } } }]]);
    expect(calls).toMatchObject([{ function: { arguments: '{"x":"é"}' } }]);
  });

  it("of custom tools have an input, which may be empty", () => {
    const { calls, deltas } = reduce([
      [{ index: 0, id: "a", type: "custom", custom: { name: "f", input: "" } }],
      [{ index: 0, id: "a", type: "custom", custom: { input: "some " } }],
      [{ index: 0, custom: { input: "text" } }],
      [{ index: 1, id: "b", type: "custom", custom: { name: "g", input: "" } }],
    ]);
    expect(deltas[1]).toEqual([{ index: 0, custom: { input: "some " } }]);
    expect(deltas.at(-1)).toEqual([]);
    expect(calls).toEqual([
      { id: "a", type: "custom", custom: { name: "f", input: "some text" } },
      { id: "b", type: "custom", custom: { name: "g", input: "" } },
    ]);
  });

  it("have an end in the same chunk as the whole call, too", () => {
    const reducer = createChunkReducer({ id: "acme", name: "Acme", baseUrl: "https://llm.acme.example/v1" });
    const tool_calls = [{ id: "a", function: { name: "now", arguments: "" } }];
    const [chunk] = reducer.push({ data: JSON.stringify(chunkOf({ tool_calls }, "tool_calls")) });
    expect(foldChunks([chunk as ChatChunk])?.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { tool_calls: [{ id: "a", function: { name: "now", arguments: "{}" } }] },
    });
  });
});
