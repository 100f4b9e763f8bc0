import { type JsonObject, parseChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { createDroppedParams } from "./dropped-params.ts";
import { jsonInstruction, planOutput, reportLooseOutput } from "./output-plan.ts";

const OBJECT = { type: "object", properties: { city: { type: "string" } } };
const LIST = { type: "array", items: { type: "string" } };
const weather = { type: "function", function: { name: "weather" } };
const schemaFormat = (schema?: JsonObject) => ({ type: "json_schema", json_schema: { name: "place", schema } });

const chat = (fields: object) =>
  parseChatRequest({ model: "m", messages: [{ role: "user", content: "?" }], ...fields });

function plan(fields: object, { isNative = false, forces = true } = {}) {
  const request = chat(fields);
  return planOutput(request, {
    vendor: "Acme",
    toNative: ({ schema }) => (isNative ? schema : undefined),
    toTool: ({ name }) => name,
    mayForceTools: () => forces,
  });
}

describe("an answer", () => {
  it.each([undefined, null, { type: "text" }])("is text where %j is asked for", (response_format) => {
    expect(plan({ response_format })).toEqual({ kind: "text" });
  });

  it("is held to its schema where the vendor can", () => {
    const response_format = schemaFormat(OBJECT);
    expect(plan({ response_format }, { isNative: true })).toEqual({ kind: "native", native: OBJECT });
  });

  it("is a tool's input where the vendor cannot", () => {
    expect(plan({ response_format: schemaFormat(OBJECT) })).toEqual({ kind: "tool", tool: "place" });
  });

  it.each([
    ["no tool can be forced", OBJECT, false],
    ["the schema is of no object", LIST, true],
  ])("is told its schema where %s", (_why, schema, forces) => {
    const planned = plan({ response_format: schemaFormat(schema) }, { forces });
    expect(planned).toEqual({ kind: "instruction", text: expect.stringContaining(JSON.stringify(schema)) });
  });

  it.each([[{ type: "json_object" }], [schemaFormat()]])("is told to be JSON where no more is known: %j", (format) => {
    expect(plan({ response_format: format })).toEqual({ kind: "instruction", text: jsonInstruction() });
  });

  it.each(["required", { type: "function", function: { name: "weather" } }])(
    "has no form where a call is required: %j",
    (tool_choice) => {
      const fields = { response_format: schemaFormat(OBJECT), tools: [weather], tool_choice };
      expect(plan(fields)).toEqual({ kind: "text" });
    },
  );
});

it("is told with what the caller says about it", () => {
  for (const schema of [LIST, undefined]) {
    const response_format = { type: "json_schema", json_schema: { name: "n", description: "Cities by size.", schema } };
    expect(plan({ response_format })).toMatchObject({ text: expect.stringContaining("Cities by size.") });
  }
});

describe("strictness", () => {
  const strict = { response_format: { type: "json_schema", json_schema: { name: "n", schema: OBJECT, strict: true } } };
  const reported = (fields: object, means?: Parameters<typeof plan>[1]) => {
    const dropped = createDroppedParams();
    reportLooseOutput(chat(fields), plan(fields, means), dropped);
    return [...dropped];
  };

  it("is named where the answer is a tool's input, or told its schema", () => {
    expect(reported(strict)).toEqual(["response_format.json_schema.strict"]);
    expect(reported(strict, { forces: false })).toEqual(["response_format.json_schema.strict"]);
  });

  it("is not named where it is kept, or was not asked for", () => {
    expect(reported(strict, { isNative: true })).toEqual([]);
    expect(reported({ response_format: schemaFormat(OBJECT) })).toEqual([]);
    expect(reported({ response_format: { type: "json_object" } })).toEqual([]);
  });
});
