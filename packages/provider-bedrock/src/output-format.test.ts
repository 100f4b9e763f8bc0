import { ChatCompletion } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { adaptSchema } from "./adapt-schema.ts";
import { blockEvents, CLAUDE, chat, LLAMA, NOVA, replay, streamOf, tool, translate, wire } from "./test-support.ts";

const SCHEMA = {
  type: "object",
  properties: { city: { type: "string" } },
  required: ["city"],
  additionalProperties: false,
};
const format = (schema: unknown = SCHEMA, name = "place") => ({
  type: "json_schema",
  json_schema: { name, schema, strict: true },
});
const OLD = "us.anthropic.claude-sonnet-4-20250514-v1:0";

describe("json_schema", () => {
  it.each([CLAUDE, "google.gemma-3-27b-it", "qwen.qwen3-32b-v1:0"])("is native for %s, next to tools", (model) => {
    const { body, dropped } = translate({ model, response_format: format(), tools: [tool("a")] });
    expect(body.outputConfig).toEqual({
      textFormat: {
        type: "json_schema",
        structure: { jsonSchema: { schema: JSON.stringify(SCHEMA), name: "place" } },
      },
    });
    expect(body.toolConfig?.tools).toHaveLength(1);
    expect(body.toolConfig?.toolChoice).toBeUndefined();
    expect(dropped).toEqual([]);
  });

  it.each([
    [{}, { tool: { name: "place" } }],
    [{ tools: [tool("a")] }, { any: {} }],
    [{ tools: [tool("a")], tool_choice: "none" }, { tool: { name: "place" } }],
  ])("is a forced tool for models without: %j", (fields, choice) => {
    for (const model of [OLD, NOVA]) {
      const { body } = translate({ model, response_format: format(), ...fields });
      expect(body.toolConfig?.tools.at(-1)).toMatchObject({
        toolSpec: { name: "place", inputSchema: { json: SCHEMA } },
      });
      expect(body.toolConfig?.toolChoice).toEqual(choice);
      expect(body.outputConfig).toBeUndefined();
    }
  });

  it("gives its tool a name that no other has, and that Bedrock takes", () => {
    const named = (name: string, taken = "place") =>
      translate({ model: NOVA, tools: [tool(taken)], response_format: format(SCHEMA, name) }).body.toolConfig?.tools.at(
        -1,
      );
    expect(named("place")).toMatchObject({ toolSpec: { name: "place_2" } });
    expect(named("my place!")).toMatchObject({ toolSpec: { name: "my_place_" } });
    const long = "x".repeat(64);
    expect(named(long, long)).toMatchObject({ toolSpec: { name: expect.stringMatching(/^[a-zA-Z0-9_-]{1,64}$/) } });
  });

  it("gives way to a call that is required, which leaves no content to shape", () => {
    const { body } = translate({ model: NOVA, response_format: format(), tools: [tool("a")], tool_choice: "required" });
    expect(body.toolConfig?.tools).toHaveLength(1);
    expect(body.system).toBeUndefined();
  });

  it.each([
    ["where no call can be forced", { model: LLAMA, response_format: format() }],
    ["with a thinking budget", { model: OLD, response_format: format(), reasoning_effort: "low" }],
    ["for a schema that is no object", { model: NOVA, response_format: format({ type: "array", items: SCHEMA }) }],
  ])("is an instruction %s", (_name, fields) => {
    const { body } = translate(fields);
    expect(body.toolConfig).toBeUndefined();
    expect(body.system?.at(-1)).toMatchObject({ text: expect.stringContaining(JSON.stringify(SCHEMA)) });
  });
});

it("json_object is an instruction, next to tools", () => {
  const { body, dropped } = translate({ response_format: { type: "json_object" }, tools: [tool("a")] });
  expect(body.system).toEqual([{ text: expect.stringContaining("single JSON object") }]);
  expect(body.toolConfig?.tools).toHaveLength(1);
  expect(dropped).toEqual([]);
});

describe("the answer of a forced tool", () => {
  const request = chat({ model: NOVA, response_format: format(), tools: [tool("a")] });
  const toolUse = (name: string, id: string) => ({ toolUse: { toolUseId: id, name } });

  it("is content, whole and streamed, and never a call", () => {
    const input = { city: "Rom" };
    const content = [
      { toolUse: { toolUseId: "o", name: "place", input } },
      { toolUse: { toolUseId: "p", name: "place", input } },
    ];
    const usage = { inputTokens: 1, outputTokens: 2, totalTokens: 3 };
    const whole = wire.completion({ output: { message: { content } }, stopReason: "tool_use", usage }, request);
    const deltas = [{ toolUse: { input: '{"city":' } }, { toolUse: { input: '"Rom"}' } }];
    const bytes = streamOf(
      [...blockEvents(0, deltas, toolUse("place", "o")), ...blockEvents(1, deltas, toolUse("place", "p"))],
      "tool_use",
    );
    const { chunks, folded } = replay([bytes], request);
    for (const completion of [whole, folded]) {
      ChatCompletion.parse(completion);
      expect(completion.choices[0]?.message).toEqual({ role: "assistant", content: '{"city":"Rom"}', refusal: null });
      expect(completion.choices[0]?.finish_reason).toBe("stop");
    }
    expect(chunks.map(({ choices }) => choices[0]?.delta.content).filter(Boolean)).toEqual(['{"city":', '"Rom"}']);
  });

  it("leaves the caller's own tools what they are", () => {
    const { folded } = replay([streamOf(blockEvents(0, [], toolUse("a", "1")), "tool_use")], request);
    expect(folded.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { tool_calls: [{ id: "1", type: "function", function: { name: "a", arguments: "{}" } }] },
    });
  });
});

describe("a schema that a model is held to", () => {
  it("is closed, and has notes for what is refused", () => {
    const list = { type: "array", items: { type: "number", maximum: 5 }, minItems: 2, maxItems: 9 };
    const schema = {
      $schema: "x",
      type: "object",
      properties: { list, ref: { $ref: "#/$defs/s" } },
      $defs: { s: { type: "string", minLength: 1 } },
    };
    expect(adaptSchema(schema)).toEqual({
      type: "object",
      properties: {
        list: {
          type: "array",
          items: { type: "number", description: "maximum: 5" },
          description: "minItems: 2\nmaxItems: 9",
        },
        ref: { $ref: "#/$defs/s" },
      },
      $defs: { s: { type: "string", minLength: 1 } },
      additionalProperties: false,
    });
  });

  it.each([
    ["free keys", { type: "object", additionalProperties: { type: "string" } }],
    ["any keys", { type: "object" }],
    ["any keys within", { type: "object", properties: { a: { anyOf: [{ type: "object" }] } } }],
    ["anything for a schema", { type: "object", properties: { a: true } }],
    ["references to elsewhere", { type: "object", properties: { a: { $ref: "https://example.com/s.json" } } }],
    [
      "a circle",
      {
        type: "object",
        properties: { a: { $ref: "#/$defs/a" } },
        $defs: { a: { anyOf: [{ $ref: "#/$defs/b" }] }, b: { $ref: "#/$defs/a" } },
      },
    ],
  ])("has no %s", (_name, schema) => {
    expect(adaptSchema(schema)).toBeUndefined();
  });
});
