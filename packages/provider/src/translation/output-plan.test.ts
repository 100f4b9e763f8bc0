import { type JsonObject, parseChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { jsonInstruction, planOutput } from "./output-plan.ts";

const OBJECT = { type: "object", properties: { city: { type: "string" } } };
const LIST = { type: "array", items: { type: "string" } };
const weather = { type: "function", function: { name: "weather" } };
const schemaFormat = (schema?: JsonObject) => ({ type: "json_schema", json_schema: { name: "place", schema } });

function plan(fields: object, { isNative = false, forces = true } = {}) {
  const request = parseChatRequest({ model: "m", messages: [{ role: "user", content: "?" }], ...fields });
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
