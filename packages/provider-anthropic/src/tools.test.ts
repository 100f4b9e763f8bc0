import { parseJson } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";
import { chat, tool, translate } from "./test-support.ts";

const SCHEMA = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

describe("tools", () => {
  it("keep name, description, schema and cache mark, in their order", () => {
    const { body, dropped } = translate({
      tools: [
        { ...tool("b", { description: "Looks." }), cache_control: { type: "ephemeral" } },
        tool("a", { description: "", strict: false }),
      ],
    });
    expect(body.tools).toEqual([
      { name: "b", description: "Looks.", input_schema: SCHEMA, cache_control: { type: "ephemeral" } },
      { name: "a", input_schema: SCHEMA },
    ]);
    expect(body.tool_choice).toBeUndefined();
    expect(dropped).toEqual([]);
  });

  it.each([[undefined], [null], [{}]])("without parameters take an empty object: %j", (parameters) => {
    expect(translate({ tools: [tool("a", { parameters })] }).body.tools).toEqual([
      { name: "a", input_schema: { type: "object", properties: {}, additionalProperties: false } },
    ]);
  });

  it("are strict where the model can be, with a schema that Anthropic takes", () => {
    const parameters = { type: "object", properties: { n: { type: "integer", minimum: 1 } }, required: ["n"] };
    const strict = { tools: [tool("a", { parameters, strict: true })] };
    expect(translate(strict).body.tools).toEqual([
      {
        name: "a",
        input_schema: {
          type: "object",
          properties: { n: { type: "integer", description: "minimum: 1" } },
          additionalProperties: false,
          required: ["n"],
        },
        strict: true,
      },
    ]);
    const old = translate({ ...strict, model: "claude-sonnet-4-0" });
    expect(old.body.tools).toEqual([{ name: "a", input_schema: parameters }]);
    expect(old.dropped).toEqual(["tools[].function.strict"]);
  });

  it("without parameters can be strict", () => {
    const { body, dropped } = translate({ tools: [tool("a", { parameters: null, strict: true })] });
    expect(body.tools).toMatchObject([{ strict: true, input_schema: { properties: {} } }]);
    expect(dropped).toEqual([]);
  });

  it.each([
    ["tools", 21, SCHEMA],
    [
      "optional properties",
      13,
      { ...SCHEMA, properties: { a: { type: "string" }, b: { type: "string" }, city: { type: "string" } } },
    ],
    ["unions", 17, { ...SCHEMA, properties: { city: { type: ["string", "null"] } } }],
  ])("are not strict when their %s are more than Anthropic compiles", (_, count, parameters) => {
    const strictOf = (length: number) => {
      const tools = Array.from({ length }, (_, index) => tool(`t${index}`, { strict: true, parameters }));
      const { body, dropped } = translate({ tools });
      return [body.tools?.filter((wire) => "strict" in wire).length, dropped];
    };
    expect(strictOf(count - 1)).toEqual([count - 1, []]);
    expect(strictOf(count)).toEqual([0, ["tools[].function.strict"]]);
  });

  it("of the custom kind are refused", () => {
    expect(() => translate({ tools: [tool("a"), { type: "custom", custom: { name: "c" } }] })).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", param: "tools[1]" }),
    );
  });

  it("in an empty list are none", () => {
    expect(translate({ tools: [] }).body).not.toHaveProperty("tools");
  });
});

describe("tool choice", () => {
  const tools = [tool("a"), tool("b"), tool("c")];
  const allowed = (mode: string, ...names: string[]) => ({
    type: "allowed_tools",
    allowed_tools: { mode, tools: names.map((name) => ({ type: "function", function: { name } })) },
  });

  it.each([
    [{}, undefined],
    [{ tool_choice: "auto" }, undefined],
    [{ tool_choice: "none" }, { type: "none" }],
    [{ tool_choice: "required" }, { type: "any" }],
    [{ tool_choice: { type: "function", function: { name: "a" } } }, { type: "tool", name: "a" }],
    [{ parallel_tool_calls: true }, undefined],
    [{ parallel_tool_calls: false }, { type: "auto", disable_parallel_tool_use: true }],
    [{ parallel_tool_calls: false, tool_choice: "none" }, { type: "none" }],
    [
      { parallel_tool_calls: false, tool_choice: "required" },
      { type: "any", disable_parallel_tool_use: true },
    ],
    [
      { parallel_tool_calls: false, tool_choice: { type: "function", function: { name: "a" } } },
      { type: "tool", name: "a", disable_parallel_tool_use: true },
    ],
    [{ tool_choice: allowed("auto", "a") }, undefined],
    [{ tool_choice: allowed("required", "a") }, { type: "any" }],
  ])("%j", (fields, expected) => {
    const { body, dropped } = translate({ tools, ...fields });
    expect(body.tool_choice).toEqual(expected);
    expect(dropped).toEqual([]);
  });

  it("of allowed tools narrows the tools down, in the request's order", () => {
    const { body } = translate({ tools, tool_choice: allowed("auto", "c", "a") });
    expect(body.tools?.map(({ name }) => name)).toEqual(["a", "c"]);
  });

  it("without tools is nothing, and reported where it asked for a call", () => {
    expect(translate({ tool_choice: "auto", parallel_tool_calls: false }).body).not.toHaveProperty("tool_choice");
    expect(translate({ tool_choice: "none" }).dropped).toEqual([]);
    expect(translate({ tool_choice: "required" }).dropped).toEqual(["tool_choice"]);
  });

  it("of a custom tool is refused", () => {
    expect(() => translate({ tools, tool_choice: { type: "custom", custom: { name: "a" } } })).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", param: "tool_choice" }),
    );
  });

  it.each([
    ["claude-sonnet-4-5", { reasoning_effort: "low" }, "auto"],
    ["claude-opus-4-6", { reasoning_effort: "low" }, "any"],
    ["claude-sonnet-5", {}, "any"],
    ["claude-haiku-5-5", {}, "any"],
    ["claude-opus-5-5", {}, "auto"],
    ["claude-sonnet-5-5", {}, "auto"],
    ["claude-fable-5-1", {}, "auto"],
  ])("may force a call of %s with %j: %s", (model, fields, type) => {
    const { body, dropped } = translate({ model, tools, tool_choice: "required", ...fields });
    expect(body.tool_choice?.type ?? "auto").toBe(type);
    expect(dropped).toEqual(type === "auto" ? ["tool_choice"] : []);
  });
});

describe("legacy functions", () => {
  const functions = [{ name: "f", parameters: SCHEMA }];

  it.each([
    [undefined, { type: "auto", disable_parallel_tool_use: true }],
    ["none", { type: "none" }],
    [{ name: "f" }, { type: "tool", name: "f", disable_parallel_tool_use: true }],
  ])("become tools, called one at a time: %j", (function_call, choice) => {
    const { body, dropped } = translate({ functions, function_call });
    expect(body.tools).toEqual([{ name: "f", input_schema: SCHEMA }]);
    expect(body.tool_choice).toEqual(choice);
    expect(dropped).toEqual([]);
  });
});

describe("web search", () => {
  it("is a tool of Anthropic's, told where the user is", () => {
    const approximate = { country: "DE", city: "Berlin", region: null };
    const { body, dropped } = translate({
      tools: [tool("a")],
      web_search_options: { user_location: { type: "approximate", approximate }, search_context_size: "high" },
    });
    expect(body.tools?.[1]).toEqual({
      type: "web_search_20250305",
      name: "web_search",
      user_location: { type: "approximate", city: "Berlin", country: "DE" },
    });
    expect(dropped).toEqual(["web_search_options.search_context_size"]);
    expect(translate({ web_search_options: {} }).body.tools).toEqual([
      { type: "web_search_20250305", name: "web_search" },
    ]);
  });
});

describe("ids of more digits than a number holds", () => {
  const id = "1234567890123456789";

  it("go to Anthropic as the model wrote them", () => {
    const call = { id: "call_1", type: "function", function: { name: "f", arguments: `{"id":${id}}` } };
    const { body } = translate({
      messages: [
        { role: "user", content: "Hi" },
        { role: "assistant", tool_calls: [call] },
        { role: "tool", tool_call_id: "call_1", content: "done" },
      ],
    });
    expect(JSON.stringify(body)).toContain(`"input":{"id":${id}}`);
  });

  it("come back as Anthropic wrote them", () => {
    const text = `{"id":"msg_1","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{"id":${id}}}]}`;
    const { choices } = anthropicWireFormat.completion(parseJson(text, { exactIntegers: true }), chat());
    expect(choices[0]?.message.tool_calls).toMatchObject([{ function: { arguments: `{"id":${id}}` } }]);
  });
});
