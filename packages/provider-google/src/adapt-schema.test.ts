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
      { type: "integer", minimum: 5, exclusiveMinimum: 0, maximum: 2, exclusiveMaximum: 9 },
      { type: "integer", minimum: 5, maximum: 2 },
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

  it("keeps what stands beside a reference", () => {
    expect(property({ $ref: "#/$defs/A", description: "D", minimum: 2, maxLength: 4 })).toEqual({
      description: "D\nmaxLength: 4",
      minimum: 2,
      anyOf: [{ $ref: "#/$defs/A" }],
    });
  });

  it("tells definitions of one name apart", () => {
    const schema = {
      properties: {
        a: { $ref: "#/definitions/x~1y" },
        b: { $ref: "#/$defs/x~1y" },
        c: { $ref: "#/definitions/same/items" },
        d: { $ref: "#/definitions/%" },
      },
      definitions: { "x/y": { type: "string" }, same: { items: {} } },
      $defs: { "x/y": { type: "integer" }, same: { items: {} } },
    };
    expect(adapt(schema)).toEqual({
      properties: {
        a: { $ref: "#/$defs/x~1y_" },
        b: { $ref: "#/$defs/x~1y" },
        c: { $ref: "#/$defs/same/items" },
        d: { $ref: "#/$defs/%" },
      },
      $defs: { "x/y": { type: "integer" }, "x/y_": { type: "string" }, same: { items: {} } },
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
      anyOf: [{ $ref: "#/$defs/A" }],
    });
    expect(property({ allOf: [{ $ref: "#/$defs/A" }, { $ref: "#/$defs/B" }] })).toEqual({
      description: 'all of: [{"$ref":"#/$defs/A"},{"$ref":"#/$defs/B"}]',
    });
  });

  it.each([{ properties: 7 }, { anyOf: "x" }, { items: true }, { $defs: [] }, { allOf: [true] }, { type: null }])(
    "survives what is no schema: %j",
    (schema) => {
      expect(() => adapt(schema)).not.toThrow();
    },
  );
});
