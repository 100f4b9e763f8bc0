import type { JsonObject } from "@hub/protocol";
import { deepFreeze } from "@hub/provider/testing";
import { expect, it } from "vitest";
import { adaptSchema } from "./adapt-schema.ts";

const property = (schema: JsonObject) =>
  (adaptSchema(deepFreeze({ type: "object", properties: { a: schema } })).properties as JsonObject).a;
const string = { type: "string" };
const integer = { type: "integer" };

it.each<[string, JsonObject, JsonObject]>([
  [
    "parts of parts",
    { allOf: [{ allOf: [{ allOf: [{ properties: { b: string }, required: ["b"] }] }, { title: "T" }] }] },
    { properties: { b: string }, required: ["b"], title: "T" },
  ],
  ["what values have in common", { allOf: [{ enum: ["a", "b"] }, { enum: ["b", "c"] }] }, { enum: ["b"] }],
  [
    "values that have nothing in common",
    { allOf: [{ enum: ["a"] }, { enum: ["b"] }] },
    { enum: ["a"], description: 'all of: [{"enum":["b"]}]' },
  ],
  [
    "the strictest bounds",
    { minimum: 1, maximum: 9, allOf: [{ minimum: 5 }, { minimum: 3, maximum: 20 }, { maxItems: 2 }, { maxItems: 1 }] },
    { minimum: 5, maximum: 9, maxItems: 1 },
  ],
  [
    "the strictest bounds in notes",
    { type: "string", minLength: 1, allOf: [{ minLength: 5 }] },
    { type: "string", description: "minLength: 5" },
  ],
  ["types", { allOf: [{ type: ["string", "null"] }, { type: "string" }] }, string],
  [
    "numbers and whole ones",
    { allOf: [{ type: ["number", "null"] }, { type: ["integer", "null"] }] },
    { type: ["null", "integer"] },
  ],
  ["numbers", { allOf: [{ type: "number" }, { type: "number" }] }, { type: "number" }],
  [
    "alternatives, of which only one list can stand",
    { anyOf: [string], allOf: [{ anyOf: [integer] }, { anyOf: [string] }] },
    { anyOf: [string], description: 'all of: [{"anyOf":[{"type":"integer"}]}]' },
  ],
  [
    "one property in several parts",
    { allOf: [{ properties: { b: { minimum: 1 } } }, { properties: { b: { minimum: 2 } } }] },
    { properties: { b: { minimum: 2 } } },
  ],
  ["items", { allOf: [{ items: { minimum: 1 } }, { items: { minimum: 2 } }] }, { items: { minimum: 2 } }],
  ["descriptions", { description: "D", allOf: [{ description: "E" }, { description: "D" }] }, { description: "D\nE" }],
  [
    "patterns",
    { allOf: [{ pattern: "a" }, { pattern: "b" }] },
    { description: 'all of: [{"pattern":"b"}]\npattern: "a"' },
  ],
  [
    "a part that allows nothing else, beside others",
    { allOf: [{ properties: { b: string }, additionalProperties: false }, { properties: { c: string } }] },
    {
      properties: { b: string, c: string },
      description: 'all of: [{"properties":{"b":{"type":"string"}},"additionalProperties":false}]',
    },
  ],
  [
    "parts that allow nothing else, of the same properties",
    { allOf: [{ properties: { b: string }, additionalProperties: false }, { required: ["b"] }] },
    { properties: { b: string }, additionalProperties: false, required: ["b"] },
  ],
  [
    "tuples, whose rest belongs to them",
    { allOf: [{ prefixItems: [string], items: false }, { items: integer }] },
    { prefixItems: [string], items: false, description: 'all of: [{"items":{"type":"integer"}}]' },
  ],
  [
    "conditions, which belong together",
    {
      allOf: [
        { if: string, else: { title: "T" } },
        { if: integer, else: { title: "U" } },
      ],
    },
    {
      description:
        'all of: [{"if":{"type":"integer"},"else":{"title":"U"}}]\nif: {"type":"string"}\nelse: {"title":"T"}',
    },
  ],
  [
    "what says nothing, or nothing readable",
    { allOf: [true, string, false] },
    { ...string, description: "all of: [false]" },
  ],
])("a schema for Google says in one what an allOf says in parts: %s", (_name, schema, expected) => {
  expect(property(schema)).toEqual(expected);
});

it("merges many parts in a time that grows as they do", () => {
  // Each part compared with all that came before made this 200 million steps, and two minutes.
  const parts = Array.from({ length: 20_000 }, (_, index) => ({
    properties: { [`p${index}`]: string },
    required: [`p${index}`],
    enum: [index, -1],
  }));
  const merged = property({ allOf: parts }) as { properties: JsonObject; required: string[]; enum: number[] };
  expect(Object.keys(merged.properties)).toHaveLength(parts.length);
  expect([merged.required.length, merged.enum]).toEqual([parts.length, [-1]]);
});
