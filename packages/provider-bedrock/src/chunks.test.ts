import { describe, expect, it } from "vitest";
import { STREAMS } from "./stream-fixtures.ts";
import { blockEvents, chat, framesOf, replay, streamOf, wire } from "./test-support.ts";

const fixture = (name: string) => [STREAMS[name] as Uint8Array];
const deltasOf = (name: string) => replay(fixture(name)).chunks.map(({ choices }) => choices[0]?.delta);

describe("a stream", () => {
  it("begins with the role, and ends with the reason and then the usage", () => {
    const { chunks } = replay([streamOf(blockEvents(0, [{ text: "Hi" }]))]);
    expect(
      chunks.map(({ choices, usage }) => [choices[0]?.delta, choices[0]?.finish_reason, usage?.total_tokens]),
    ).toEqual([
      [{ role: "assistant", content: "" }, null, undefined],
      [{ content: "Hi" }, null, undefined],
      [{}, "stop", undefined],
      [undefined, undefined, 21],
    ]);
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1);
    expect(chunks.at(-1)?.choices).toEqual([]);
  });

  it("gives each delta as a chunk as soon as it is there", () => {
    const reducer = wire.chunks(chat());
    const push = (event: string, data: object) => reducer.push({ event, data: JSON.stringify(data) });
    push("messageStart", { role: "assistant" });
    const start = { toolUse: { toolUseId: "a", name: "f" } };
    expect(push("contentBlockStart", { contentBlockIndex: 0, start })).toHaveLength(1);
    for (const input of ['{"a"', ":1}"]) {
      const chunks = push("contentBlockDelta", { contentBlockIndex: 0, delta: { toolUse: { input } } });
      expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
        { tool_calls: [{ index: 0, function: { arguments: input } }] },
      ]);
    }
    expect(push("contentBlockStop", { contentBlockIndex: 0 })).toEqual([]);
  });

  it("counts calls and not blocks, and gives arguments where there are none", () => {
    const calls = deltasOf("parallel tools, one without arguments").flatMap((delta) => delta?.tool_calls ?? []);
    expect(calls).toEqual([
      { index: 0, id: "a", type: "function", function: { name: "weather", arguments: "" } },
      { index: 0, function: { arguments: '{"city":' } },
      { index: 0, function: { arguments: '"Rom"}' } },
      { index: 1, id: "b", type: "function", function: { name: "now", arguments: "" } },
      { index: 1, function: { arguments: "{}" } },
    ]);
    expect(replay(fixture("parallel tools, one without arguments")).folded.choices[0]?.finish_reason).toBe(
      "tool_calls",
    );
  });

  it("gives reasoning in pieces, and its signature with the whole", () => {
    expect(deltasOf("signed reasoning").slice(1, 4)).toEqual([
      { reasoning_content: "Rom" },
      { reasoning_content: "?" },
      { thinking_blocks: [{ type: "thinking", thinking: "Rom?", signature: "EqQB", vendor: "bedrock" }] },
    ]);
    expect(deltasOf("redacted reasoning in pieces")[1]).toEqual({
      thinking_blocks: [{ type: "redacted_thinking", data: "EuYBCoY=", vendor: "bedrock" }],
    });
  });

  it("leaves out what Bedrock's own tools did, and cites what has an address", () => {
    const { folded } = replay(fixture("a tool that Bedrock runs"));
    expect(folded.choices[0]?.message).toEqual({
      role: "assistant",
      content: "Rome",
      refusal: null,
      annotations: [
        {
          type: "url_citation",
          url_citation: { start_index: 0, end_index: 4, url: "https://example.com/rome", title: "Rome" },
        },
      ],
    });
    expect(folded.service_tier).toBe("flex");
  });

  it("reports usage as a whole answer does", () => {
    const { folded } = replay(fixture("cached usage"));
    expect(folded.choices[0]?.finish_reason).toBe("length");
    expect(folded.usage).toEqual({
      prompt_tokens: 3503,
      completion_tokens: 4,
      total_tokens: 3507,
      prompt_tokens_details: { cached_tokens: 2000, cache_write_tokens: 1500, cache_write_1h_tokens: 1000 },
    });
  });

  it("is one function call for those who speak of functions", () => {
    const use = (name: string) => ({ toolUse: { toolUseId: name, name } });
    const blocks = [...blockEvents(0, [{ toolUse: { input: "{}" } }], use("f")), ...blockEvents(1, [], use("g"))];
    const { folded } = replay([streamOf(blocks, "tool_use")], chat({ functions: [{ name: "f" }] }));
    expect(folded.choices[0]).toMatchObject({
      finish_reason: "function_call",
      message: { function_call: { name: "f", arguments: "{}" } },
    });
  });
});

describe("the end of a stream", () => {
  const begun = [["messageStart", { role: "assistant" }], ...blockEvents(0, [{ text: "Hi" }])] as [string, object][];
  const metadata = ["metadata", { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 } }] as [string, object];
  const stop = ["messageStop", { stopReason: "end_turn" }] as [string, object];

  it("takes both the reason and the usage, in either order", () => {
    expect(replay([framesOf([...begun, stop])]).finished).toBe(false);
    expect(replay([framesOf([...begun, metadata])]).finished).toBe(false);
    expect(replay([framesOf([...begun, stop, metadata])]).finished).toBe(true);
    expect(replay([framesOf([...begun, metadata, stop])]).finished).toBe(true);
  });

  it("is where the stream ends, if its metadata says nothing of the usage: more of it could follow", () => {
    const silent = ["metadata", { metrics: { latencyMs: 1 } }] as [string, object];
    const { folded, finished } = replay([framesOf([...begun, stop, silent])]);
    expect({ finished, usage: folded.usage }).toEqual({ finished: true, usage: undefined });
    expect(replay([framesOf([...begun, stop, silent, metadata])]).folded.usage?.total_tokens).toBe(3);
  });

  it("is a call where the turn ends with one", () => {
    const call = blockEvents(1, [{ toolUse: { input: "{}" } }], { toolUse: { toolUseId: "a", name: "f" } });
    const { folded } = replay([framesOf([...begun, ...call, stop, metadata])]);
    expect(folded.choices[0]?.finish_reason).toBe("tool_calls");
  });

  it("closes blocks that were left open", () => {
    const use = { toolUse: { toolUseId: "a", name: "f" } };
    const open = blockEvents(1, [], use).slice(0, 1);
    const { folded } = replay([framesOf([...begun, ...open, ["messageStop", { stopReason: "tool_use" }], metadata])]);
    expect(folded.choices[0]?.message.tool_calls).toMatchObject([{ function: { name: "f", arguments: "{}" } }]);
  });

  it("is the vendor's fault when the model wrote what cannot be read", () => {
    const read = () => replay([framesOf([...begun, ["messageStop", { stopReason: "malformed_tool_use" }]])]);
    expect(read).toThrow(expect.objectContaining({ status: 502, code: "upstream_error" }));
  });
});

it("takes no notice of padding and of what is new", () => {
  const plain = streamOf(blockEvents(0, [{ text: "Hi" }]));
  const odd = framesOf([
    ["messageStart", { role: "assistant", p: "abcdefghijkl" }],
    ["somethingNew", { p: "a" }],
    ["contentBlockDelta", { contentBlockIndex: 0, delta: { image: { source: {} } } }],
    ["contentBlockDelta", { contentBlockIndex: 0, delta: { text: "Hi" }, p: "abc" }],
    ["messageStop", { stopReason: "end_turn" }],
    ["metadata", { usage: { inputTokens: 9, outputTokens: 12, totalTokens: 21 } }],
  ]);
  const { message } = replay([odd]).folded.choices[0] ?? {};
  expect(message).toEqual(replay([plain]).folded.choices[0]?.message);
});
