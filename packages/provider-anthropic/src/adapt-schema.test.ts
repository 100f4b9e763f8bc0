import { describe, expect, it } from "vitest";
import { adaptSchema } from "./adapt-schema.ts";
import { tool, translate } from "./test-support.ts";

/** The schema of a property after it has been adapted, among the others of a closed object. */
function adapted(property: object, definitions: object = {}) {
  const schema = adaptSchema({
    type: "object",
    properties: { a: property },
    additionalProperties: false,
    ...definitions,
  });
  return (schema?.properties as { a: unknown } | undefined)?.a;
}

describe("what Anthropic has one place for", () => {
  const [text, number] = [{ type: "string" }, { type: "integer" }];

  it("keeps the first of several choices, and notes the others", () => {
    expect(adapted({ anyOf: [text, number], oneOf: [text] })).toEqual({
      anyOf: [text, number],
      description: 'oneOf: [{"type":"string"}]',
    });
    expect(adapted({ description: "A", enum: ["a"], anyOf: [{ const: "a" }] })).toEqual({
      enum: ["a"],
      description: 'A\nanyOf: [{"const":"a"}]',
    });
    expect(adapted({ const: "a", allOf: [text] })).toEqual({ const: "a", description: 'allOf: [{"type":"string"}]' });
    expect(adapted({ type: "string", oneOf: [text] })).toEqual({ anyOf: [text], description: 'type: "string"' });
  });

  it("notes an enum of what is no plain value", () => {
    expect(adapted({ type: "string", enum: [{ a: 1 }] })).toEqual({ type: "string", description: 'enum: [{"a":1}]' });
  });
});

describe("a reference at the top", () => {
  const definitions = { x: { type: "object", properties: { b: { type: "string" } }, description: "X" } };
  const closed = { ...definitions.x, additionalProperties: false };

  it("is what it refers to", () => {
    const schema = { $ref: "#/definitions/x", definitions, description: "Mine.", type: "object" };
    expect(adaptSchema(schema)).toEqual({ ...closed, description: "Mine.", definitions: { x: closed } });
  });

  it("is none where something else of the kind stands beside it, which a tool cannot be held to", () => {
    const parameters = { $ref: "#/definitions/x", definitions, properties: { c: { type: "string" } } };
    const { body, dropped } = translate({ tools: [tool("f", { parameters, strict: true })] });
    expect(body.tools).toEqual([{ name: "f", input_schema: { type: "object", ...parameters } }]);
    expect(dropped).toEqual(["tools[].function.strict"]);
  });

  it("is none that uses itself", () => {
    const x = { type: "object", properties: { b: { $ref: "#/$defs/x" } } };
    expect(adaptSchema({ $ref: "#/$defs/x", $defs: { x } })).toBeUndefined();
  });
});

describe("a schema of several at once", () => {
  const object = (name: string) => ({ type: "object", properties: { [name]: { type: "string" } } });

  it("is the one where it is of one", () => {
    expect(adapted({ allOf: [{ type: "string" }], description: "A" })).toEqual({
      anyOf: [{ type: "string" }],
      description: "A",
    });
  });

  it("is kept where it is of plain values", () => {
    const allOf = [{ type: "string" }, { enum: ["a", "b"] }];
    expect(adapted({ allOf })).toEqual({ allOf });
  });

  it.each([
    [[object("b"), object("c")]],
    [[{ $ref: "#/$defs/x" }, { type: "string" }]],
    [[{ allOf: [object("b")] }, {}]],
  ])("is not enforced where that would change it: %j", (allOf) => {
    expect(adapted({ allOf }, { $defs: { x: { type: "string" } } })).toBeUndefined();
  });
});

describe("a reference", () => {
  const definitions = { $defs: { x: { type: "string" } } };

  it("stands alone", () => {
    expect(adapted({ $ref: "#/$defs/x" }, definitions)).toEqual({ $ref: "#/$defs/x" });
  });

  it("keeps what stands beside it", () => {
    expect(adapted({ $ref: "#/$defs/x", maxLength: 4, description: "Short.", title: "T" }, definitions)).toEqual({
      anyOf: [{ $ref: "#/$defs/x" }],
      title: "T",
      description: "Short.\nmaxLength: 4",
    });
  });

  it("means the definition of its own place, where both have one of the name", () => {
    const both = { $defs: { x: { type: "string" } }, definitions: { x: { type: "integer" } } };
    const schema = {
      type: "object",
      properties: { a: { $ref: "#/$defs/x" }, b: { $ref: "#/definitions/x" } },
      additionalProperties: false,
      ...both,
    };
    expect(adaptSchema(schema)).toEqual(schema);
  });
});
