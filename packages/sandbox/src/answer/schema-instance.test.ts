import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pick } from "../testing/client.ts";
import { readRecordedTraffic } from "../testing/recorded-traffic.ts";
import { schemaViolation } from "../testing/schema-violation.ts";
import { schemaInstance } from "./schema-instance.ts";

const numeric = fc
  .record({
    type: fc.constantFrom("integer", "number"),
    minimum: fc.integer({ min: -1000, max: 1000 }),
    span: fc.integer({ min: 0, max: 50 }),
    strict: fc.boolean(),
  })
  .map(({ type, minimum, span, strict }) =>
    strict
      ? { type, exclusiveMinimum: minimum, exclusiveMaximum: minimum + span + 2 }
      : { type, minimum, maximum: minimum + span },
  );

const text = fc.oneof(
  fc.record({ min: fc.nat(300), span: fc.nat(30) }).map(({ min, span }) => ({
    type: "string",
    minLength: min,
    maxLength: min + span,
  })),
  fc.constantFrom("date-time", "uuid", "email", "uri").map((format) => ({ type: "string", format })),
  fc
    .constantFrom(
      "^[A-Z]{3}-\\d{2,4}$",
      "^(red|green)$",
      "^[a-z0-9_-]+$",
      "^\\+?[1-9]\\d{6,14}$",
      "^#[0-9a-f]{6}$",
      "[^@]+@x",
    )
    .map((pattern) => ({ type: "string", pattern })),
  fc.constant({ type: ["string", "null"] }),
);

const leaf = fc.oneof(
  numeric,
  text,
  fc.constantFrom<object>({ type: "boolean" }, { type: "null" }, { const: 7 }, { enum: ["a", "b", "c"] }, {}),
);

const { schema } = fc.letrec<{ schema: object }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc
      .record({
        properties: fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie("schema"), { maxKeys: 4 }),
        closed: fc.boolean(),
        all: fc.boolean(),
      })
      .map(({ properties, closed, all }) => ({
        type: "object",
        properties,
        required: all ? Object.keys(properties) : Object.keys(properties).slice(0, 1),
        ...(closed ? { additionalProperties: false } : {}),
      })),
    fc
      .record({ items: tie("schema"), minItems: fc.nat(3), span: fc.nat(3) })
      .map(({ items, minItems, span }) => ({ type: "array", items, minItems, maxItems: minItems + span })),
    fc.array(tie("schema"), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
}));

describe("schemaInstance", () => {
  it("satisfies any schema of the supported keywords", () => {
    fc.assert(
      fc.property(schema, fc.string({ unit: "binary", maxLength: 300 }), (generated, prompt) => {
        expect(schemaViolation(generated, schemaInstance(generated, prompt))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it("carries the prompt in free strings, bounded to 200 characters", () => {
    const value = schemaInstance({ type: "object", properties: { city: { type: "string" } } }, "é".repeat(500));
    expect(value).toEqual({ city: "é".repeat(200) });
  });

  it("ends recursive schemas", () => {
    const tree = {
      $ref: "#/$defs/node",
      $defs: {
        node: {
          type: "object",
          properties: {
            name: { type: "string" },
            children: { type: "array", items: { $ref: "#/$defs/node" } },
            parent: { anyOf: [{ $ref: "#/$defs/node" }, { type: "null" }] },
          },
          required: ["name", "children", "parent"],
          additionalProperties: false,
        },
      },
    };
    expect(schemaViolation(tree, schemaInstance(tree, "x"))).toBeUndefined();
  });

  it("ends schemas that have no finite instance", () => {
    const endless = [
      { $ref: "#" },
      { allOf: [{ $ref: "#" }] },
      { anyOf: [{ $ref: "#" }] },
      { type: "object", properties: { a: { $ref: "#" } }, required: ["a"] },
      {
        allOf: [{ properties: { a: { $ref: "#" } }, required: ["a"] }, { $ref: "#/$defs/b" }],
        $defs: { b: { $ref: "#" } },
      },
    ];
    for (const schema of endless) expect(JSON.stringify(schemaInstance(schema, "x")).length).toBeLessThan(10_000);
  });

  it("merges allOf, and makes unique items differ", () => {
    const merged = {
      allOf: [
        { type: "object", properties: { a: { type: "integer", minimum: 3 } }, required: ["a"] },
        { properties: { b: { type: "string" } }, required: ["b"] },
      ],
    };
    expect(schemaInstance(merged, "x")).toEqual({ a: 3, b: "x" });
    for (const items of [{ type: "string" }, { type: "integer" }, { enum: ["a", "b", "c"] }]) {
      const unique = { type: "array", items, minItems: 3, uniqueItems: true };
      expect(schemaViolation(unique, schemaInstance(unique, "x"))).toBeUndefined();
    }
  });

  it.skipIf(readRecordedTraffic("openai") === undefined)("satisfies every recorded tool schema", () => {
    const schemas = (["openai", "groq", "anthropic"] as const).flatMap((vendor) =>
      (readRecordedTraffic(vendor) ?? []).flatMap(({ request }) =>
        ((request.tools ?? []) as unknown[]).map(
          (tool) => pick(tool, "function", "parameters") ?? pick(tool, "input_schema"),
        ),
      ),
    );
    expect(schemas.length).toBeGreaterThan(100);
    for (const recorded of schemas) {
      expect(schemaViolation(recorded, schemaInstance(recorded, "x")), JSON.stringify(recorded)).toBeUndefined();
    }
  });
});
