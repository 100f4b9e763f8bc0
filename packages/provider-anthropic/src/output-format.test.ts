import { ChatCompletion } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { adaptSchema } from "./adapt-schema.ts";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";
import { chat, fixture, replay, tool, translate } from "./test-support.ts";

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
const OLD = "claude-sonnet-4-0";

describe("json_schema", () => {
  it("is native where model and schema allow, next to tools", () => {
    const { body, dropped } = translate({ response_format: format(), tools: [tool("a")] });
    expect(body.output_config).toEqual({ format: { type: "json_schema", schema: SCHEMA } });
    expect(body.tools).toHaveLength(1);
    expect(body.tool_choice).toBeUndefined();
    expect(dropped).toEqual([]);
  });

  it("goes together with effort", () => {
    const { body } = translate({ model: "claude-opus-4-6", response_format: format(), reasoning_effort: "low" });
    expect(body.output_config).toEqual({ effort: "low", format: { type: "json_schema", schema: SCHEMA } });
  });

  it.each([
    [{}, { type: "tool", name: "place", disable_parallel_tool_use: true }],
    [{ tools: [tool("a")] }, { type: "any" }],
    [
      { tools: [tool("a")], parallel_tool_calls: false },
      { type: "any", disable_parallel_tool_use: true },
    ],
    [
      { tools: [tool("a")], tool_choice: "none" },
      { type: "tool", name: "place", disable_parallel_tool_use: true },
    ],
  ])("is a forced tool for older models: %j", (fields, choice) => {
    const { body } = translate({ model: OLD, response_format: format(), ...fields });
    expect(body.tools?.at(-1)).toMatchObject({ name: "place", input_schema: SCHEMA });
    expect(body.tool_choice).toEqual(choice);
    expect(body.output_config).toBeUndefined();
  });

  it("gives its tool a name that no other has, and that Anthropic takes", () => {
    const named = (name: string) =>
      translate({ model: OLD, tools: [tool("place")], response_format: format(SCHEMA, name) }).body.tools?.at(-1)?.name;
    expect(named("place")).toBe("place_");
    expect(named("my place!")).toBe("my_place_");
  });

  it("gives way to a call that is required, which leaves no content to shape", () => {
    const { body } = translate({ model: OLD, response_format: format(), tools: [tool("a")], tool_choice: "required" });
    expect(body.tools).toHaveLength(1);
    expect(body.tool_choice).toEqual({ type: "any" });
  });

  it.each([
    ["a thinking budget", { model: OLD, reasoning_effort: "low", response_format: format() }],
    ["a list at the top", { model: OLD, response_format: format({ type: "array", items: { type: "string" } }) }],
    [
      "free keys where no call can be forced",
      {
        model: "claude-opus-5-5",
        response_format: format({ type: "object", additionalProperties: { type: "string" } }),
      },
    ],
  ])("is an instruction that holds the schema with %s", (_, fields) => {
    const { body } = translate(fields);
    expect(body.system?.at(-1)?.text).toContain(JSON.stringify(fields.response_format.json_schema.schema));
    expect(body).not.toHaveProperty("tools");
    expect(body).not.toHaveProperty("output_config");
  });

  it.each([
    ["optional properties", {}, 24],
    ["unions", { type: ["string", "null"] }, 16],
  ])("is a forced tool where the schema has too many %s", (_, property, most) => {
    const withProperties = (count: number) => {
      const names = Array.from({ length: count }, (_, index) => `p${index}`);
      const properties = Object.fromEntries(names.map((name) => [name, { type: "string", ...property }]));
      const required = "type" in property ? names : [];
      return translate({ response_format: format({ type: "object", properties, required }) }).body;
    };
    expect(withProperties(most)).toHaveProperty("output_config");
    expect(withProperties(most + 1)).not.toHaveProperty("output_config");
    expect(withProperties(most + 1).tools).toHaveLength(1);
  });

  it("is a forced tool where the schema has free keys", () => {
    const free = { type: "object", additionalProperties: { type: "string" } };
    expect(translate({ response_format: format(free) }).body.tools).toMatchObject([
      { name: "place", input_schema: free },
    ]);
  });
});

it("json_object is an instruction after the caller's own", () => {
  const { body, dropped } = translate({
    response_format: { type: "json_object" },
    messages: [
      { role: "system", content: "JSON please" },
      { role: "user", content: "x" },
    ],
  });
  expect(body.system).toHaveLength(2);
  expect(body.system?.[1]?.text).toContain("single JSON object");
  expect(dropped).toEqual([]);
});

describe("an answer through the tool", () => {
  const message = (...content: unknown[]) => ({
    id: "msg",
    type: "message",
    model: OLD,
    content,
    stop_reason: "tool_use",
    usage: { input_tokens: 1, output_tokens: 2 },
  });
  const use = (name: string, input: unknown) => ({ type: "tool_use", id: `toolu_${name}`, name, input });
  const request = chat({ model: OLD, response_format: format(), tools: [tool("a")] });

  it("is the content, and no tool call", () => {
    const completion = anthropicWireFormat.completion(message(use("place", { city: "Rome" })), request);
    expect(ChatCompletion.parse(completion).choices[0]).toMatchObject({
      finish_reason: "stop",
      message: { content: '{"city":"Rome"}' },
    });
    expect(completion.choices[0]?.message).not.toHaveProperty("tool_calls");
  });

  it("leaves the caller's tools alone, and takes the first of several answers", () => {
    const completion = anthropicWireFormat.completion(
      message(use("a", { city: "Bonn" }), use("place", { city: "Rome" }), use("place", { city: "Oslo" })),
      request,
    );
    expect(completion.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { content: '{"city":"Rome"}', tool_calls: [{ id: "toolu_a" }] },
    });
  });

  it("streams as content", () => {
    const { chunks, folded } = replay([fixture("structured-output-tool")], request);
    expect(chunks.filter(({ choices }) => choices[0]?.delta.tool_calls)).toEqual([]);
    expect(chunks.filter(({ choices }) => choices[0]?.delta.content).length).toBeGreaterThan(1);
    expect(folded.choices[0]).toMatchObject({ finish_reason: "stop", message: { content: '{"city": "Rome"}' } });
  });
});

describe("the schema for Anthropic", () => {
  it.each([
    [
      "closes objects",
      {
        type: "object",
        properties: { a: { type: "object", properties: { b: { type: "null" } }, additionalProperties: true } },
      },
      {
        type: "object",
        properties: { a: { type: "object", properties: { b: { type: "null" } }, additionalProperties: false } },
        additionalProperties: false,
      },
    ],
    [
      "turns constraints into notes, after the description",
      { type: "integer", description: "Age.", minimum: 0, maximum: 120 },
      { type: "integer", description: "Age.\nminimum: 0\nmaximum: 120" },
    ],
    [
      "keeps what Anthropic enforces",
      { type: "array", minItems: 1, items: { type: "string", format: "date" } },
      { type: "array", items: { type: "string", format: "date" }, minItems: 1 },
    ],
    [
      "notes what it does not enforce",
      { type: "array", minItems: 2, items: { type: "string", format: "color", pattern: "^#" } },
      {
        type: "array",
        items: { type: "string", description: 'format: "color"\npattern: "^#"' },
        description: "minItems: 2",
      },
    ],
    [
      "keeps literals",
      { anyOf: [{ type: "string", enum: ["a", "b"] }, { const: 1 }] },
      { anyOf: [{ enum: ["a", "b"] }, { const: 1 }] },
    ],
    [
      "makes oneOf anyOf",
      { oneOf: [{ type: "string" }, { type: ["integer", "null"] }] },
      { anyOf: [{ type: "string" }, { type: ["integer", "null"] }] },
    ],
    [
      "keeps references and their definitions",
      { $schema: "x", $ref: "#/$defs/A", $defs: { A: { type: "string", maxLength: 3, title: "A" } } },
      { $ref: "#/$defs/A", $defs: { A: { type: "string", title: "A", description: "maxLength: 3" } } },
    ],
  ])("%s", (_, schema, expected) => {
    expect(adaptSchema(schema)).toEqual(expected);
  });

  it.each([
    ["free keys", { type: "object", additionalProperties: { type: "string" } }],
    ["any object", { type: "object", properties: { a: { type: "object" } } }],
    ["anything", { type: "object", properties: { a: {} } }],
    ["true", { type: "array", items: true }],
    ["elsewhere", { $ref: "https://example.com/schema" }],
    [
      "a circle",
      {
        $ref: "#/$defs/A",
        $defs: {
          A: { type: "object", properties: { a: { $ref: "#/$defs/B" } } },
          B: { type: "array", items: { $ref: "#/$defs/A" } },
        },
      },
    ],
  ])("does not exist for %s", (_, schema) => {
    expect(adaptSchema(schema)).toBeUndefined();
  });

  it("leaves the original alone", () => {
    const schema = {
      type: "object",
      properties: { a: { type: "array", minItems: 3, items: { type: "string", format: "date" } } },
    };
    const before = structuredClone(schema);
    adaptSchema(schema);
    expect(schema).toEqual(before);
  });
});
