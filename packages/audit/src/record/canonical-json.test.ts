import { expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";

it("writes a value in one way, whatever the order of its members", () => {
  // The order and the escapes of RFC 8785, sections 3.2.2 and 3.2.3.
  expect(canonicalJson({ "\u20ac": 1, "\r": 2, "1": 3, "\u0080": 4, ö: 5, "\ud83d\ude00": 6, "\ufb33": 7 })).toBe(
    '{"\\r":2,"1":3,"\u0080":4,"ö":5,"€":1,"😀":6,"\ufb33":7}',
  );
  expect(canonicalJson({ b: [1, "x", null, true, { d: -5, c: {} }], a: "\u000f\n</script>" })).toBe(
    '{"a":"\\u000f\\n</script>","b":[1,"x",null,true,{"c":{},"d":-5}]}',
  );
});

it.each([
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  2 ** 53,
  -0,
  undefined,
  1n,
  () => 1,
  "\ud800",
  { "\udc00": 1 },
  [undefined],
])("refuses %s", (value) => expect(() => canonicalJson(value)).toThrow(TypeError));

it("refuses what is nested without end", () => {
  const value: unknown = JSON.parse("[".repeat(50_000) + "]".repeat(50_000));
  expect(() => canonicalJson(value)).toThrow(TypeError);
});
