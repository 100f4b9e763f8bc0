import { describe, expect, it } from "vitest";
import { VERTEX_AI } from "./door.ts";
import { createWireFormat } from "./google-wire-format.ts";
import { tool, translate } from "./test-support.ts";

const vertex = createWireFormat(VERTEX_AI, () => ({}));
const tools = [tool("weather"), tool("time")];
const names = (fields: object) =>
  translate({ tools, ...fields }).body.tools?.flatMap((some) =>
    "functionDeclarations" in some ? some.functionDeclarations.map(({ name }) => name) : Object.keys(some),
  );

describe("functions", () => {
  it("are declared with JSON Schema, and without any where they take nothing", () => {
    const { body } = translate({
      tools: [
        tool("weather", { description: "Tells" }),
        { type: "function", function: { name: "now" } },
        { type: "function", function: { name: "here", parameters: {} } },
      ],
    });
    expect(body.tools).toEqual([
      {
        functionDeclarations: [
          {
            name: "weather",
            description: "Tells",
            parametersJsonSchema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
          },
          { name: "now" },
          { name: "here" },
        ],
      },
    ]);
    expect(body.toolConfig).toBeUndefined();
  });

  it("in the form before tools are the same", () => {
    const { parameters } = tool("weather").function;
    const { body } = translate({ functions: [{ name: "weather", parameters }], function_call: { name: "weather" } });
    expect(body.tools).toEqual(translate({ tools: [tool("weather")] }).body.tools);
    expect(body.toolConfig).toEqual({ functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["weather"] } });
  });

  it.each([
    ["auto", undefined],
    ["none", { mode: "NONE" }],
    ["required", { mode: "ANY" }],
    [
      { type: "function", function: { name: "time" } },
      { mode: "ANY", allowedFunctionNames: ["time"] },
    ],
  ])("are called as tool_choice %j says", (tool_choice, config) => {
    const { body, dropped } = translate({ tools, tool_choice });
    expect(body.toolConfig?.functionCallingConfig).toEqual(config);
    expect(dropped).toEqual([]);
  });

  it("are narrowed down to the allowed ones", () => {
    const allowed = (mode: string) => ({
      type: "allowed_tools",
      allowed_tools: { mode, tools: [{ type: "function", function: { name: "time" } }] },
    });
    expect(names({ tool_choice: allowed("auto") })).toEqual(["time"]);
    expect(translate({ tools, tool_choice: allowed("required") }).body).toMatchObject({
      toolConfig: { functionCallingConfig: { mode: "ANY" } },
    });
  });

  it("that are strict are held to their schemas", () => {
    const config = (fields: object) =>
      translate({ tools: [tool("a", { strict: true }), tool("b")], ...fields }).body.toolConfig?.functionCallingConfig;
    expect(config({})).toEqual({ mode: "VALIDATED" });
    expect(config({ tool_choice: "required" })).toEqual({ mode: "ANY" });
  });

  it.each([
    [{ tools, parallel_tool_calls: false }, ["parallel_tool_calls"]],
    [{ tools, parallel_tool_calls: true }, []],
    [{ parallel_tool_calls: false }, []],
    [{ tools: [], tool_choice: "required" }, ["tool_choice"]],
    [{ tool_choice: "auto" }, []],
  ])("of %j report what cannot be said", (fields, expected) => {
    expect(translate(fields).dropped).toEqual(expected);
  });

  it("with free text as input are refused", () => {
    expect(() => translate({ tools: [{ type: "custom", custom: { name: "x" } }] })).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", param: "tools[0]" }),
    );
  });
});

describe("web search", () => {
  it("is Google's own", () => {
    const { body, dropped } = translate({ web_search_options: { search_context_size: "medium" } });
    expect([body.tools, dropped]).toEqual([[{ googleSearch: {} }], []]);
  });

  it("cannot be told where, nor how much", () => {
    const user_location = { type: "approximate", approximate: { city: "Rom" } };
    expect(translate({ web_search_options: { search_context_size: "low", user_location } }).dropped).toEqual([
      "web_search_options.search_context_size",
      "web_search_options.user_location",
    ]);
  });

  it("goes with functions from Gemini 3 on, as each door wants it", () => {
    expect(names({ web_search_options: {} })).toEqual(["weather", "time", "googleSearch"]);
    expect(translate({ tools, web_search_options: {} }).body.toolConfig).toEqual({
      includeServerSideToolInvocations: true,
    });
    expect(translate({ tools, web_search_options: {} }, vertex).body.toolConfig).toBeUndefined();
    const older = translate({ tools, web_search_options: {}, model: "gemini-2.5-flash" });
    expect(older.dropped).toEqual(["web_search_options"]);
    expect(older.body.tools).toHaveLength(1);
  });
});
