import { HubError } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { translate } from "./test-support.ts";

const user = (content: unknown) => ({ role: "user", content });
const assistant = (content: unknown, fields: object = {}) => ({ role: "assistant", content, ...fields });
const result = (id: string, content: unknown) => ({ role: "tool", tool_call_id: id, content });
const call = (id: string, args = "{}", name = "look") => ({
  id,
  type: "function",
  function: { name, arguments: args },
});
const text = (value: string) => ({ type: "text", text: value });
const turns = (messages: unknown[], fields: object = {}) => translate({ messages, ...fields }).body.messages;

describe("instructions", () => {
  it("are hoisted from anywhere, system and developer alike, in their order", () => {
    const { body } = translate({
      messages: [
        { role: "system", content: "one" },
        user("hi"),
        { role: "developer", content: [text("two"), { ...text("three"), cache_control: { type: "ephemeral" } }] },
        { role: "system", content: " " },
        user("there"),
      ],
    });
    expect(body.system).toEqual([text("one"), text("two"), { ...text("three"), cache_control: { type: "ephemeral" } }]);
    expect(body.messages).toEqual([{ role: "user", content: [text("hi"), text("there")] }]);
  });
});

describe("turns", () => {
  it("alternate: neighbours of one role are merged", () => {
    expect(turns([user("a"), user([text("b")]), assistant("c"), assistant([text("d")]), user("e")])).toEqual([
      { role: "user", content: [text("a"), text("b")] },
      { role: "assistant", content: [text("c"), text("d")] },
      { role: "user", content: [text("e")] },
    ]);
  });

  it("may begin with the assistant, as Anthropic's own API takes it", () => {
    expect(turns([assistant("How can I help?"), user("x")]).map(({ role }) => role)).toEqual(["assistant", "user"]);
  });

  it("lose empty and white text, and the turn with it", () => {
    expect(turns([user([text(" \n"), text("a")]), assistant(""), assistant(null), user("  "), user("b")])).toEqual([
      { role: "user", content: [text("a"), text("b")] },
    ]);
  });

  it("end without white space where the assistant is to go on", () => {
    expect(turns([user("x"), assistant("The answer is \n")])[1]?.content).toEqual([text("The answer is")]);
  });

  it("are refused when nothing is left", () => {
    expect(() => translate({ messages: [user(" "), { role: "system", content: "s" }] })).toThrow(HubError);
    expect(() => translate({ messages: [user(" ")] })).toThrow(
      expect.objectContaining({ status: 400, param: "messages" }),
    );
  });

  it("keep the model's refusals as text", () => {
    expect(turns([user("x"), assistant([{ type: "refusal", refusal: "No." }]), user("y")])[1]?.content).toEqual([
      text("No."),
    ]);
    expect(turns([user("x"), assistant(null, { refusal: "No." }), user("y")])[1]?.content).toEqual([text("No.")]);
  });

  it("report names and audio, once", () => {
    const { dropped } = translate({
      messages: [{ ...user("a"), name: "ann" }, { ...assistant("b", { audio: { id: "x" } }), name: "bob" }, user("c")],
    });
    expect(dropped).toEqual(["messages[].name", "messages[].audio"]);
  });
});

describe("tool results", () => {
  it("of one assistant turn are in one user turn, in order, before its text", () => {
    const messages = [
      user("x"),
      assistant(null, { tool_calls: [call("a"), call("b")] }),
      user("wait"),
      result("b", "B"),
      result("a", [text("A"), text("")]),
      user("go on"),
    ];
    expect(turns(messages)).toEqual([
      { role: "user", content: [text("x")] },
      {
        role: "assistant",
        content: [
          { type: "tool_use", id: "a", name: "look", input: {} },
          { type: "tool_use", id: "b", name: "look", input: {} },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "b", content: [text("B")] },
          { type: "tool_result", tool_use_id: "a", content: [text("A")] },
          text("wait"),
          text("go on"),
        ],
      },
    ]);
  });

  it("without text have no content", () => {
    const [, , last] = turns([user("x"), assistant(null, { tool_calls: [call("a")] }), result("a", "")]);
    expect(last?.content).toEqual([{ type: "tool_result", tool_use_id: "a" }]);
  });

  it("may hold images", () => {
    const image = { type: "image_url", image_url: { url: "https://example.com/a.png" } };
    const [, , last] = turns([user("x"), assistant(null, { tool_calls: [call("a")] }), result("a", [image])]);
    expect(last?.content).toEqual([
      {
        type: "tool_result",
        tool_use_id: "a",
        content: [{ type: "image", source: { type: "url", url: "https://example.com/a.png" } }],
      },
    ]);
  });

  it("meet their call under an id that Anthropic accepts", () => {
    const ids = (first: string, second: string) => {
      const [, calls, results] = turns([
        user("x"),
        assistant(null, { tool_calls: [call(first), call(second)] }),
        result(first, "1"),
        result(second, "2"),
      ]);
      return [calls, results].map((turn) =>
        turn?.content.map((block) => ("tool_use_id" in block ? block.tool_use_id : "id" in block && block.id)),
      );
    };
    const [calls, results] = ids("call:1", "call.1");
    expect(calls).toEqual(results);
    expect(new Set(calls).size).toBe(2);
    for (const id of calls ?? []) expect(id).toMatch(/^[a-zA-Z0-9_-]+$/);
    expect(ids("call_1", "toolu-2")[0]).toEqual(["call_1", "toolu-2"]);
  });
});

describe("tool calls", () => {
  it.each([
    ['{"a":{"b":[1]}}', { a: { b: [1] } }],
    ["", {}],
    ["{broken", { arguments: "{broken" }],
    ["[1,2]", { arguments: [1, 2] }],
    ["null", { arguments: null }],
    ['{"__proto__":{}}', { arguments: '{"__proto__":{}}' }],
  ])("have an object as input: %s", (args, input) => {
    const [, turn] = turns([user("x"), assistant(null, { tool_calls: [call("a", args)] }), result("a", "r")]);
    expect(turn?.content).toEqual([{ type: "tool_use", id: "a", name: "look", input }]);
  });

  it("come after the text", () => {
    const [, turn] = turns([user("x"), assistant("Let me see.", { tool_calls: [call("a")] }), result("a", "r")]);
    expect(turn?.content.map(({ type }) => type)).toEqual(["text", "tool_use"]);
  });

  it("of custom tools keep their input", () => {
    const custom = { id: "c", type: "custom", custom: { name: "run", input: "ls" } };
    const [, turn] = turns([user("x"), assistant(null, { tool_calls: [custom] }), result("c", "r")]);
    expect(turn?.content).toEqual([{ type: "tool_use", id: "c", name: "run", input: { input: "ls" } }]);
  });

  it("of legacy functions meet their results", () => {
    const functionCall = (name: string) => assistant(null, { function_call: { name, arguments: "{}" } });
    const returned = (name: string, content: string | null) => ({ role: "function", name, content });
    const wire = turns([
      user("x"),
      functionCall("f"),
      returned("f", "1"),
      functionCall("g"),
      returned("g", null),
      functionCall("f"),
      returned("f", "3"),
    ]);
    const ids = (index: number) =>
      wire[index]?.content.map((block) => ("id" in block ? block.id : "tool_use_id" in block && block.tool_use_id));
    expect(ids(1)).toEqual(ids(2));
    expect(ids(3)).toEqual(ids(4));
    expect(ids(5)).toEqual(ids(6));
    expect(ids(1)).not.toEqual(ids(5));
    expect(wire[4]?.content).toEqual([{ type: "tool_result", tool_use_id: ids(3)?.[0] }]);
  });
});

describe("thinking of earlier turns", () => {
  const signed = { type: "thinking", thinking: " so\n", signature: "c2ln" };
  const redacted = { type: "redacted_thinking", data: "ZGF0YQ==" };

  it("goes back byte-exact and first, redacted blocks and empty text included", () => {
    const hidden = { type: "thinking", thinking: "", signature: "aGlk" };
    const message = assistant("ok", { thinking_blocks: [signed, redacted, hidden], tool_calls: [call("a")] });
    const { body, dropped } = translate({ messages: [user("x"), message, result("a", "r")] });
    expect(body.messages[1]?.content).toEqual([
      signed,
      redacted,
      hidden,
      text("ok"),
      { type: "tool_use", id: "a", name: "look", input: {} },
    ]);
    expect(dropped).toEqual([]);
  });

  it("is left out whole and reported when a signature is blank", () => {
    const blank = { type: "thinking", thinking: "so", signature: " " };
    const { body, dropped } = translate({
      messages: [user("x"), assistant("ok", { thinking_blocks: [blank, redacted] }), user("y")],
    });
    expect(body.messages[1]?.content).toEqual([redacted, text("ok")]);
    expect(dropped).toEqual(["messages[].thinking_blocks"]);
  });

  it("is left out where only its text is known, and reported", () => {
    const { body, dropped } = translate({
      messages: [user("x"), assistant("ok", { reasoning_content: "so" }), user("y")],
    });
    expect(body.messages[1]?.content).toEqual([text("ok")]);
    expect(dropped).toEqual(["messages[].reasoning_content"]);
  });

  it("is not reported as lost text where the signed blocks go back", () => {
    const message = assistant("ok", { reasoning_content: "so", thinking_blocks: [signed] });
    expect(translate({ messages: [user("x"), message, user("y")] }).dropped).toEqual([]);
  });

  it("does not go to models that cannot think, and is no turn by itself", () => {
    const messages = [user("x"), assistant("ok", { thinking_blocks: [signed] }), user("y")];
    const { body, dropped } = translate({ model: "claude-3-haiku-20240307", messages });
    expect(body.messages[1]?.content).toEqual([text("ok")]);
    expect(dropped).toEqual(["messages[].thinking_blocks"]);
    expect(turns([user("x"), assistant(null, { thinking_blocks: [signed] }), user("y")])).toHaveLength(1);
  });
});

describe("cache marks", () => {
  const ephemeral = { type: "ephemeral" };

  it("are kept on parts, messages and tool results", () => {
    const wire = turns([
      user([
        { ...text("a"), cache_control: { ...ephemeral, ttl: "1h" } },
        { ...text("b"), prompt_cache_breakpoint: { mode: "explicit" } },
      ]),
      { ...assistant("c", { tool_calls: [call("t")] }), cache_control: ephemeral },
      { ...result("t", "r"), cache_control: ephemeral },
    ]);
    expect(wire[0]?.content).toEqual([
      { ...text("a"), cache_control: { ...ephemeral, ttl: "1h" } },
      { ...text("b"), cache_control: ephemeral },
    ]);
    expect(wire[1]?.content[1]).toMatchObject({ type: "tool_use", cache_control: ephemeral });
    expect(wire[2]?.content[0]).toMatchObject({ type: "tool_result", cache_control: ephemeral });
  });

  it("of OpenAI last as long as the request asks for", () => {
    const marked = { ...text("b"), prompt_cache_breakpoint: { mode: "explicit" } };
    const { body, dropped } = translate({ messages: [user([marked])], prompt_cache_options: { ttl: "30m" } });
    expect(body.messages[0]?.content).toEqual([{ ...text("b"), cache_control: { type: "ephemeral", ttl: "1h" } }]);
    expect(body.cache_control).toBeUndefined();
    expect(dropped).toEqual([]);
  });

  it("on the whole request come from either side's field", () => {
    expect(translate({ prompt_cache_options: { mode: "implicit" } }).body.cache_control).toEqual(ephemeral);
    expect(translate({ prompt_cache_options: { mode: "implicit", ttl: "30m" } }).body.cache_control).toEqual({
      ...ephemeral,
      ttl: "1h",
    });
    expect(translate({ cache_control: ephemeral }).body.cache_control).toEqual(ephemeral);
    expect(translate({ cache_control: { type: "other" } }).body.cache_control).toBeUndefined();
  });
});
