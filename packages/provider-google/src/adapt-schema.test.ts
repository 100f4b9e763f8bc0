import type { JsonObject } from "@hub/protocol";
import { deepFreeze } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { adaptSchema } from "./adapt-schema.ts";

const adapt = (schema: JsonObject) => adaptSchema(deepFreeze(schema));
const property = (schema: JsonObject) =>
  (adapt({ type: "object", properties: { a: schema } }).properties as JsonObject).a;

describe("a schema for Google", () => {
  it("keeps all that Google reads, at every depth and in its order", () => {
    const schema = {
      title: "T",
      type: "object",
      properties: {
        // Names of properties, not keywords.
        default: { type: ["string", "null"], description: "D", format: "date-time" },
        list: { type: "array", items: { anyOf: [{ type: "integer", minimum: 1 }, { enum: ["a", 2] }] }, minItems: 1 },
        map: { type: "object", additionalProperties: { type: "number" } },
      },
      required: ["default"],
      additionalProperties: false,
      propertyOrdering: ["list", "default"],
    };
    expect(JSON.stringify(adapt(schema))).toBe(JSON.stringify(schema));
  });

  it("loses what constrains nothing", () => {
    expect(adapt({ $schema: "x", $comment: "x", type: "string", default: "a", examples: ["a"] })).toEqual({
      type: "string",
    });
  });

  it.each([
    [{ const: "a" }, { type: "string", enum: ["a"] }],
    [{ const: 1 }, { type: "integer", enum: [1] }],
    [
      { type: "boolean", const: true },
      { type: "boolean", description: "const: true" },
    ],
    [
      { type: "integer", exclusiveMinimum: 0, exclusiveMaximum: 9 },
      { type: "integer", minimum: 1, maximum: 8 },
    ],
    [
      { type: "number", exclusiveMinimum: 0 },
      { type: "number", description: "exclusiveMinimum: 0" },
    ],
    [
      { type: "string", description: "D", pattern: "^a$", minLength: 2 },
      { type: "string", description: 'D\npattern: "^a$"\nminLength: 2' },
    ],
    [
      { type: "object", not: { required: ["b"] } },
      { type: "object", description: 'not: {"required":["b"]}' },
    ],
  ])("%j becomes %j", (schema, expected) => {
    expect(property(schema)).toEqual(expected);
  });

  it("has references alone, and definitions under one name", () => {
    const schema = {
      type: "object",
      properties: { a: { $ref: "#/definitions/A" }, b: { $ref: "#/definitions/A", description: "B", default: 1 } },
      definitions: { A: { const: "x" } },
    };
    expect(adapt(schema)).toEqual({
      type: "object",
      properties: { a: { $ref: "#/$defs/A" }, b: { description: "B", anyOf: [{ $ref: "#/$defs/A" }] } },
      $defs: { A: { type: "string", enum: ["x"] } },
    });
  });

  it("may refer to itself: Google unrolls it", () => {
    const schema = {
      $ref: "#/$defs/Node",
      $defs: { Node: { type: "object", properties: { next: { $ref: "#/$defs/Node" } } } },
    };
    expect(adapt(schema)).toEqual(schema);
  });

  it("has one object in place of several that all have to match", () => {
    const schema = {
      allOf: [
        { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
        { properties: { b: { const: 1 } }, required: ["b"] },
      ],
    };
    expect(adapt(schema)).toEqual({
      type: "object",
      properties: { a: { type: "string" }, b: { type: "integer", enum: [1] } },
      required: ["a", "b"],
    });
    expect(property({ description: "D", allOf: [{ $ref: "#/$defs/A" }] })).toEqual({
      description: "D",
      anyOf: [{ $ref: "#/$defs/A" }],
    });
    expect(property({ allOf: [{ type: "object" }, { $ref: "#/$defs/A" }] })).toEqual({
      type: "object",
      description: 'all of: [{"$ref":"#/$defs/A"}]',
    });
  });

  it.each([{ properties: 7 }, { anyOf: "x" }, { items: true }, { $defs: [] }, { allOf: [true] }, { type: null }])(
    "survives what is no schema: %j",
    (schema) => {
      expect(() => adapt(schema)).not.toThrow();
    },
  );
});
