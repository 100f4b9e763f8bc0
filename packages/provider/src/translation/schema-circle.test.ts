import { expect, it } from "vitest";
import { hasCircle } from "./schema-circle.ts";

const to = (...names: string[]) => ({ anyOf: names.map((name) => ({ $ref: `#/$defs/${name}` })) });

it.each([
  ["none", { type: "object", properties: { a: { type: "string" } } }, false],
  ["definitions that others use", { $defs: { a: to("b", "c"), b: to("c"), c: { type: "string" } } }, false],
  ["a definition that uses itself", { $defs: { a: to("a") } }, true],
  ["a circle over another one", { $defs: { a: to("b"), b: to("a"), c: {} } }, true],
  ["a circle in the older place", { definitions: { a: { items: { $ref: "#/definitions/a" } } } }, true],
])("finds circles: %s", (_what, schema, isCircular) => {
  expect(hasCircle(schema)).toBe(isCircular);
});

it("follows chains of any length", () => {
  const $defs = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`d${index}`, to(`d${index + 1}`)]));
  expect(hasCircle({ $defs: { ...$defs, d2000: { type: "string" } } })).toBe(false);
});
