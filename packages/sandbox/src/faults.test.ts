import { describe, expect, it } from "vitest";
import { parseFaultDirective, parseFaults } from "./faults.ts";

describe("parseFaults", () => {
  it("takes known fields of the right type", () => {
    expect(parseFaults('{"status":429,"retryAfter":"3","headers":{"a":["b","c"]}}').faults).toEqual({
      status: 429,
      retryAfter: "3",
      headers: { a: ["b", "c"] },
    });
  });

  it("says what is wrong", () => {
    expect(parseFaults("{").problem).toContain("not valid JSON");
    expect(parseFaults('{"latency":1}').problem).toBe("unknown field 'latency'");
    expect(parseFaults('{"latencyMs":"1"}').problem).toBe("'latencyMs' must be of type number, got string");
    expect(parseFaults('{"usage":"never"}').problem).toContain("must be one of");
    expect(parseFaults('{"chunkBytes":0}').problem).toBe("'chunkBytes' is out of range (limit 1)");
    expect(parseFaults("[]").problem).toBe("the value must be of type object, got array");
  });
});

describe("parseFaultDirective", () => {
  it("finds the directive anywhere in a text", () => {
    expect(parseFaultDirective("Hello")).toBeUndefined();
    expect(parseFaultDirective('Hi [[sandbox {"status":500}]] there')).toEqual({ faults: { status: 500 } });
  });

  it("lets the JSON contain the end mark", () => {
    const text = '[[sandbox {"headers":{"a":"[[x]]"}}]]';
    expect(parseFaultDirective(text)).toEqual({ faults: { headers: { a: "[[x]]" } } });
  });

  it("says what is wrong", () => {
    expect(parseFaultDirective('[[sandbox {"status":500}')?.problem).toBe("the directive has no closing ]]");
    expect(parseFaultDirective("[[sandbox {nope}]]")?.problem).toContain("not valid JSON");
    expect(parseFaultDirective('[[sandbox {"stauts":500}]]')?.problem).toBe("unknown field 'stauts'");
  });
});
