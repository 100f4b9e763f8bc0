import { describe, expect, it } from "vitest";
import { CLAUDE, LLAMA, NOVA, NOVA_2, tool, translate } from "./test-support.ts";

const CLAUDE_4 = "us.anthropic.claude-sonnet-4-20250514-v1:0";
const MISTRAL = "mistral.mistral-large-2407-v1:0";
const asked = { role: "user", content: "?" };
const HISTORY = [
  asked,
  { role: "assistant", tool_calls: [{ id: "a", type: "function", function: { name: "weather", arguments: "{}" } }] },
  { role: "tool", tool_call_id: "a", content: "Sun" },
];
const namesOf = ({ toolConfig }: { toolConfig?: { tools: object[] } }) =>
  toolConfig?.tools.map((entry) => (entry as { toolSpec?: { name: string } }).toolSpec?.name);

describe("tools", () => {
  it("keep their order, and get a schema where they have none", () => {
    const tools = [
      tool("b", { description: "Tells" }),
      { type: "function", function: { name: "a", description: " " } },
    ];
    const { body, dropped } = translate({ tools });
    expect(body.toolConfig).toEqual({
      tools: [
        { toolSpec: { name: "b", description: "Tells", inputSchema: { json: tool("b").function.parameters } } },
        {
          toolSpec: {
            name: "a",
            inputSchema: { json: { type: "object", properties: {}, additionalProperties: false } },
          },
        },
      ],
    });
    expect(dropped).toEqual([]);
  });

  it("are strict where the model can be held to their schema", () => {
    const parameters = { type: "object", properties: { n: { type: "integer", minimum: 1, description: "How many" } } };
    const strict = (model: string) => translate({ model, tools: [tool("a", { strict: true, parameters })] });
    expect(strict(CLAUDE).body.toolConfig?.tools[0]).toEqual({
      toolSpec: {
        name: "a",
        inputSchema: {
          json: {
            type: "object",
            properties: { n: { type: "integer", description: "How many\nminimum: 1" } },
            additionalProperties: false,
          },
        },
        strict: true,
      },
    });
    const { body, dropped } = strict(NOVA);
    expect(body.toolConfig?.tools[0]).toEqual({ toolSpec: { name: "a", inputSchema: { json: parameters } } });
    expect(dropped).toEqual(["tools[].function.strict"]);
  });

  it("are plain when too many are to be strict", () => {
    const tools = Array.from({ length: 21 }, (_, index) => tool(`t${index}`, { strict: true }));
    const { body, dropped } = translate({ tools });
    expect(JSON.stringify(body.toolConfig)).not.toContain("strict");
    expect(dropped).toEqual(["tools[].function.strict"]);
  });

  it.each([
    [{ tools: [tool("my.tool")] }, "tools[0].function.name"],
    [{ functions: [{ name: "x".repeat(65) }] }, "functions[0].name"],
    [{ tools: [{ type: "custom", custom: { name: "shell" } }] }, "tools[0]"],
    [{ tools: [tool("a")], tool_choice: { type: "function", function: { name: "b" } } }, "tool_choice"],
    [{ functions: [{ name: "a" }], function_call: { name: "b" } }, "function_call"],
  ])("%j are refused", (fields, param) => {
    expect(() => translate(fields)).toThrow(expect.objectContaining({ status: 400, param }));
  });
});

describe("the choice among tools", () => {
  const named = { type: "function", function: { name: "b" } };

  it.each([
    [CLAUDE, "auto", undefined, ["a", "b"], []],
    [CLAUDE, "required", { any: {} }, ["a", "b"], []],
    [CLAUDE, named, { tool: { name: "b" } }, ["a", "b"], []],
    [NOVA, named, { tool: { name: "b" } }, ["a", "b"], []],
    [MISTRAL, "required", { any: {} }, ["a", "b"], []],
    [MISTRAL, named, { any: {} }, ["b"], []],
    [LLAMA, "auto", undefined, ["a", "b"], []],
    [LLAMA, "required", undefined, ["a", "b"], ["tool_choice"]],
    [LLAMA, named, undefined, ["a", "b"], ["tool_choice"]],
    [LLAMA, "none", undefined, undefined, []],
    [CLAUDE, { type: "allowed_tools", allowed_tools: { mode: "required", tools: [named] } }, { any: {} }, ["b"], []],
  ])("of %s: %j", (model, tool_choice, expected, names, lost) => {
    const { body, dropped } = translate({ model, tools: [tool("a"), tool("b")], tool_choice });
    expect(body.toolConfig?.toolChoice).toEqual(expected);
    expect(namesOf(body)).toEqual(names);
    expect(dropped).toEqual(lost);
  });

  it("is left to the model while it thinks by a budget", () => {
    const { body, dropped } = translate({ tools: [tool("a")], tool_choice: "required", reasoning_effort: "low" });
    expect(body.toolConfig?.toolChoice).toBeUndefined();
    expect(dropped).toEqual(["tool_choice"]);
  });

  it("is without meaning where there are no tools", () => {
    expect(translate({ tool_choice: "auto" })).toMatchObject({ dropped: [] });
    expect(translate({ tool_choice: "required" })).toMatchObject({ dropped: ["tool_choice"] });
  });
});

describe("one call at a time", () => {
  it.each([
    [CLAUDE, "auto", { type: "auto" }],
    [CLAUDE, "required", { type: "any" }],
    [CLAUDE, { type: "function", function: { name: "a" } }, { type: "tool", name: "a" }],
  ])("is asked of %s in Claude's own words: %j", (model, tool_choice, choice) => {
    const { body, dropped } = translate({ model, tools: [tool("a")], tool_choice, parallel_tool_calls: false });
    expect(body.additionalModelRequestFields).toEqual({ tool_choice: { ...choice, disable_parallel_tool_use: true } });
    expect(body.toolConfig?.toolChoice).toBeUndefined();
    expect(dropped).toEqual([]);
  });

  it.each([CLAUDE_4, NOVA, LLAMA])("cannot be asked of %s", (model) => {
    const { body, dropped } = translate({ model, tools: [tool("a")], parallel_tool_calls: false });
    expect(body.additionalModelRequestFields).toBeUndefined();
    expect(dropped).toEqual(["parallel_tool_calls"]);
  });

  it("is no matter without tools", () => {
    expect(translate({ parallel_tool_calls: false })).toMatchObject({ dropped: [] });
    expect(
      translate({ tools: [tool("a")], tool_choice: "none", parallel_tool_calls: false }).body.toolConfig,
    ).toBeUndefined();
  });

  it("is what a legacy answer has room for", () => {
    const { body } = translate({ functions: [{ name: "a" }] });
    expect(body.additionalModelRequestFields).toEqual({
      tool_choice: { type: "auto", disable_parallel_tool_use: true },
    });
    expect(translate({ model: NOVA, functions: [{ name: "a" }] }).dropped).toEqual([]);
  });
});

describe("a history with calls", () => {
  it("needs its tools to be defined, although none are offered", () => {
    const { body, dropped } = translate({ messages: HISTORY });
    expect(body.toolConfig).toEqual({
      tools: [{ toolSpec: { name: "weather", inputSchema: { json: { type: "object" } } } }],
    });
    expect(body.system).toEqual([{ text: "Answer without calling any tool." }]);
    expect(dropped).toEqual([]);
  });

  it("keeps the tools that must not be called, and reports that it cannot rule them out", () => {
    const { body, dropped } = translate({
      messages: HISTORY,
      tools: [tool("weather"), tool("b")],
      tool_choice: "none",
    });
    expect(namesOf(body)).toEqual(["weather", "b"]);
    expect(body.toolConfig?.toolChoice).toBeUndefined();
    expect(body.system).toEqual([{ text: "Answer without calling any tool." }]);
    expect(dropped).toEqual(["tool_choice"]);
  });

  it("changes nothing where its tools are offered", () => {
    const { body } = translate({ messages: HISTORY, tools: [tool("weather")] });
    expect(namesOf(body)).toEqual(["weather"]);
    expect(body.system).toBeUndefined();
  });
});

describe("web search", () => {
  it("is a tool of Nova's own", () => {
    const { body, dropped } = translate({ model: NOVA_2, web_search_options: {}, tools: [tool("a")] });
    expect(body.toolConfig?.tools.at(-1)).toEqual({ systemTool: { name: "nova_grounding" } });
    expect(dropped).toEqual([]);
  });

  it("loses what it cannot be told", () => {
    const user_location = { type: "approximate", approximate: { city: "Rome" } };
    const web_search_options = { search_context_size: "high", user_location };
    expect(translate({ model: NOVA_2, web_search_options }).dropped).toEqual([
      "web_search_options.search_context_size",
      "web_search_options.user_location",
    ]);
    expect(translate({ model: CLAUDE, web_search_options })).toMatchObject({ dropped: ["web_search_options"] });
  });
});
