import { describe, expect, it } from "vitest";
import type { ChatChunk, ChunkChoice, Delta } from "./chat-chunk.ts";
import { ChatCompletion } from "./chat-completion.ts";
import { createChunkFolder, foldChunks } from "./fold-chunks.ts";

const head = { id: "chatcmpl-1", object: "chat.completion.chunk" as const, created: 1, model: "m" };
const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

const choice = (delta: Delta, more: Partial<ChunkChoice> = {}): ChunkChoice => ({
  index: 0,
  delta,
  finish_reason: null,
  ...more,
});
const chunk = (...choices: ChunkChoice[]): ChatChunk => ({ ...head, choices });

/** Folds one choice out of its deltas, holds the whole to the schema, and shows the message. */
function messageOf(...deltas: Delta[]): unknown {
  const completion = foldChunks(deltas.map((delta) => chunk(choice(delta))));
  return ChatCompletion.parse(completion).choices[0]?.message;
}

describe("folding chunks", () => {
  it("makes nothing of an empty stream", () => {
    expect(foldChunks([])).toBeUndefined();
    expect(createChunkFolder().completion()).toBeUndefined();
  });

  it("makes the completion that an unstreamed request would have got", () => {
    const chunks = [
      chunk(choice({ role: "assistant", content: "", refusal: null })),
      chunk(choice({ content: "Hel" })),
      chunk(choice({ content: "lo" })),
      chunk(choice({}, { finish_reason: "length" })),
      { ...head, choices: [], usage, service_tier: "default", system_fingerprint: "fp" },
    ];
    expect(foldChunks(chunks)).toStrictEqual({
      ...head,
      object: "chat.completion",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hello", refusal: null },
          logprobs: null,
          finish_reason: "length",
        },
      ],
      usage,
      service_tier: "default",
      system_fingerprint: "fp",
    });
  });

  it("does not lose a head field to a later null, and leaves out what only streams have", () => {
    const first = { ...chunk(choice({ content: "a" })), service_tier: "flex", obfuscation: "x7" };
    const last = { ...chunk(choice({ content: "b" })), service_tier: null, usage: null, obfuscation: "k" };
    const completion = foldChunks([first, last]);
    expect(completion).toHaveProperty("service_tier", "flex");
    expect(completion).not.toHaveProperty("usage");
    expect(completion).not.toHaveProperty("obfuscation");
  });

  it.each(["content", "refusal", "reasoning_content", "reasoning"])("joins the pieces of %s", (field) => {
    const message = messageOf({ [field]: "" }, { [field]: "a" }, {}, { [field]: null }, { [field]: "b" });
    expect(message).toMatchObject({ content: null, refusal: null, [field]: "ab" });
  });

  it("counts a choice without an end as stopped", () => {
    expect(foldChunks([chunk(choice({ content: "a" }))])?.choices[0]?.finish_reason).toBe("stop");
  });

  it("keeps choices apart and puts them in order", () => {
    const completion = foldChunks([
      chunk(choice({ content: "c" }, { index: 2 })),
      chunk(choice({ content: "a" }), choice({ content: "b" }, { index: 1 })),
      chunk(choice({ content: "C" }, { index: 2, finish_reason: "stop" }), choice({ content: "A" })),
      chunk(choice({}, { finish_reason: "content_filter" })),
    ]);
    expect(
      completion?.choices.map(({ index, message, finish_reason }) => [index, message.content, finish_reason]),
    ).toEqual([
      [0, "aA", "content_filter"],
      [1, "b", "stop"],
      [2, "cC", "stop"],
    ]);
  });

  it.each([0, 1, 2])("takes usage from any chunk: number %i", (position) => {
    const chunks = ["a", "b", "c"].map((content) => chunk(choice({ content })));
    const spread = chunks.map((each, index) => ({ ...each, usage: index === position ? usage : null }));
    expect(foldChunks(spread)?.usage).toEqual(usage);
  });

  it("takes the last usage where a vendor counts up", () => {
    const counted = { ...usage, completion_tokens: 9, total_tokens: 10 };
    expect(
      foldChunks([
        { ...chunk(), usage },
        { ...chunk(), usage: counted },
      ])?.usage,
    ).toEqual(counted);
  });

  it("does not change the chunks it is given, and takes no list of theirs for its own", () => {
    const deltas: Delta[] = [
      {
        tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "f", arguments: "{" } }],
        function_call: { name: "g", arguments: "1" },
        annotations: [citation("https://a.example")],
      },
      {
        tool_calls: [{ index: 0, function: { arguments: "}" } }],
        function_call: { arguments: "2" },
        annotations: [citation("https://b.example")],
      },
    ];
    const logprobs = { content: [token("a")], refusal: null };
    const chunks = deltas.map((delta) => deepFreeze(chunk(choice(delta, { logprobs }))));
    expect(() => foldChunks(chunks)).not.toThrow();
    expect(foldChunks(chunks)).toEqual(foldChunks(chunks));
  });

  it("shows what has arrived so far, and does not change it when more comes", () => {
    const folder = createChunkFolder();
    const next = (url: string): void =>
      folder.push(
        chunk(
          choice(
            { content: "x", annotations: [citation(url)] },
            { logprobs: { content: [token("x")], refusal: null } },
          ),
        ),
      );
    next("https://a.example");
    const early = folder.completion();
    const copy = structuredClone(early);
    next("https://b.example");
    expect(early).toEqual(copy);
    expect(folder.completion()?.choices[0]?.message.annotations).toHaveLength(2);
    expect(folder.completion()?.choices[0]?.logprobs?.content).toHaveLength(2);
  });

  it("copes with 20,000 chunks that each bring text, citations, tokens and a piece of a call", () => {
    // 200,000 items in each list: copying the lists with each chunk would move 2,000,000,000.
    const ten = <Item>(item: Item): Item[] => Array<Item>(10).fill(item);
    const piece = chunk(
      choice(
        {
          content: "ab",
          annotations: ten(citation("https://a.example")),
          tool_calls: [{ index: 0, id: "a", function: { name: "f", arguments: "cd" } }],
        },
        { logprobs: { content: ten(token("ab")), refusal: ten(token("ab")) } },
      ),
    );
    const folded = foldChunks(Array<ChatChunk>(20_000).fill(piece))?.choices[0];
    expect(folded?.message.content === "ab".repeat(20_000)).toBe(true);
    expect(folded?.message.annotations?.length).toBe(200_000);
    expect(folded?.logprobs?.content?.length).toBe(200_000);
    expect(folded?.logprobs?.refusal?.length).toBe(200_000);
    const call = folded?.message.tool_calls?.[0];
    expect(call?.type === "function" && call.function.arguments === "cd".repeat(20_000)).toBe(true);
  });
});

describe("folding tool calls", () => {
  it("joins parallel calls by index, however their pieces are interleaved", () => {
    const message = messageOf(
      { tool_calls: [{ index: 1, id: "b", type: "function", function: { name: "second", arguments: "" } }] },
      { tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "first", arguments: "" } }] },
      {
        tool_calls: [
          { index: 0, function: { arguments: '{"x"' } },
          { index: 1, function: { arguments: '{"y"' } },
        ],
      },
      { tool_calls: [{ index: 1, function: { arguments: ":2}" } }] },
      { tool_calls: [{ index: 0, function: { arguments: ":1}" } }] },
    );
    expect(message).toStrictEqual({
      role: "assistant",
      content: null,
      refusal: null,
      tool_calls: [
        { id: "a", type: "function", function: { name: "first", arguments: '{"x":1}' } },
        { id: "b", type: "function", function: { name: "second", arguments: '{"y":2}' } },
      ],
    });
  });

  it("takes id, type and name once, though a vendor repeats them on every piece", () => {
    const piece = (text: string): Delta => ({
      tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "f", arguments: text } }],
    });
    expect(messageOf(piece("{"), piece(""), piece("}"))).toMatchObject({
      tool_calls: [{ id: "a", function: { name: "f", arguments: "{}" } }],
    });
  });

  it("completes calls that lack a type or arguments, and keeps what vendors add", () => {
    expect(messageOf({ tool_calls: [{ index: 0, id: "a", function: { name: "f" }, signature: "s" }] })).toMatchObject({
      tool_calls: [{ id: "a", type: "function", signature: "s", function: { name: "f", arguments: "" } }],
    });
  });

  it("takes id and type from a later piece where the first lacks them", () => {
    const message = messageOf(
      { tool_calls: [{ index: 0, custom: { name: "sql", input: "" } }] },
      { tool_calls: [{ index: 0, id: "a", type: "custom" }] },
    );
    expect(message).toHaveProperty("tool_calls", [{ id: "a", type: "custom", custom: { name: "sql", input: "" } }]);
  });

  it("joins the input of custom tools", () => {
    const message = messageOf(
      { tool_calls: [{ index: 0, id: "a", type: "custom", custom: { name: "sql", input: "SELECT" } }] },
      { tool_calls: [{ index: 0, custom: { input: " 1" } }] },
    );
    expect(message).toHaveProperty("tool_calls", [
      { id: "a", type: "custom", custom: { name: "sql", input: "SELECT 1" } },
    ]);
  });

  it("joins the function call that came before tools", () => {
    const message = messageOf(
      { function_call: { name: "f", arguments: "" } },
      { function_call: { arguments: "{" } },
      { function_call: { arguments: "}" } },
    );
    expect(message).toHaveProperty("function_call", { name: "f", arguments: "{}" });
  });
});

describe("folding lists", () => {
  it("puts annotations and thinking blocks one behind the other", () => {
    const first = { type: "thinking" as const, thinking: "hm", signature: "s1" };
    const second = { type: "redacted_thinking" as const, data: "d" };
    const message = messageOf(
      { thinking_blocks: [first], annotations: [citation("https://a.example")] },
      { content: "text" },
      { thinking_blocks: [second], annotations: [citation("https://b.example"), citation("https://c.example")] },
    );
    expect(message).toMatchObject({
      thinking_blocks: [first, second],
      annotations: ["a", "b", "c"].map((name) => citation(`https://${name}.example`)),
    });
  });

  it("keeps images, and what a vendor says beside the format", () => {
    const message = messageOf(
      { images: [{ index: 0 }], extra_content: { acme: { a: 1, c: 1 }, other: { b: 1 } } },
      { images: [{ index: 1 }], extra_content: { acme: { a: 2 } } },
    );
    expect(message).toMatchObject({
      images: [{ index: 0 }, { index: 1 }],
      extra_content: { acme: { a: 2, c: 1 }, other: { b: 1 } },
    });
  });

  it("puts logprobs one behind the other, content and refusal apart", () => {
    const chunks = [
      { content: [token("a")], refusal: null },
      null,
      { content: null, refusal: [token("r")] },
      { content: [token("b"), token("c")], refusal: null },
    ].map((logprobs) => chunk(choice({}, { logprobs })));
    expect(foldChunks(chunks)?.choices[0]?.logprobs).toEqual({
      content: [token("a"), token("b"), token("c")],
      refusal: [token("r")],
    });
    expect(foldChunks(chunks.slice(0, 2))?.choices[0]?.logprobs).toEqual({ content: [token("a")], refusal: null });
  });
});

function citation(url: string) {
  return { type: "url_citation" as const, url_citation: { start_index: 0, end_index: 1, url, title: "t" } };
}

function token(text: string) {
  return { token: text, logprob: -0.5, bytes: null, top_logprobs: [] };
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) deepFreeze(item);
    Object.freeze(value);
  }
  return value;
}
