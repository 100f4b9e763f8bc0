import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertSafeJson, isJsonObject, MAX_JSON_DEPTH, parseJson } from "./json.ts";

const invalidJson = expect.objectContaining({ name: "HubError", code: "invalid_json", status: 400 });
const nested = (depth: number, open = "[", close = "]"): string => open.repeat(depth) + close.repeat(depth);

/** Two ways in: the text, and the value that another parser made of it. */
const entrances: [name: string, check: (text: string) => unknown][] = [
  ["parseJson", parseJson],
  ["assertSafeJson", (text) => assertSafeJson(JSON.parse(text))],
];

describe.each(entrances)("%s", (_name, check) => {
  const spellings = [
    "__proto__",
    "\\u005f\\u005fproto\\u005f\\u005f",
    "_\\u005Fproto__",
    "__pr\\u006fto__",
    "__\\u0070\\u0072\\u006F\\u0074\\u006F__",
  ];

  it.each(spellings)("rejects the key %s at any depth and after any padding", (key) => {
    for (const padding of ["", "x".repeat(1000)]) {
      for (const wrap of [(text: string) => text, (text: string) => `[0, {"a": [${text}]}]`]) {
        const text = wrap(`{"padding": "${padding}", "${key}": {"isAdmin": true}}`);
        expect(() => check(text)).toThrow(invalidJson);
      }
    }
    expect(() => check(nested(150).replace("[]", `[{"${key}": 1}]`))).toThrow(invalidJson);
  });

  it.each(spellings)("accepts %s inside a string value", (text) => {
    expect(() => check(`{"content": "${text}", "list": ["${text}"]}`)).not.toThrow();
    expect(() => check(`"${text}"`)).not.toThrow();
  });

  it("accepts keys that only look dangerous", () => {
    expect(() =>
      check('{"constructor": {"prototype": 1}, "prototype": {}, "proto": {}, "___proto__": 1}'),
    ).not.toThrow();
  });

  it.each([
    ["arrays", "[", "]", "[]"],
    ["objects", '{"a":', "}", "{}"],
  ])(`accepts ${MAX_JSON_DEPTH} nested %s and rejects one more`, (_kind, open, close, innermost) => {
    const text = (depth: number): string => open.repeat(depth - 1) + innermost + close.repeat(depth - 1);
    expect(() => check(text(MAX_JSON_DEPTH))).not.toThrow();
    expect(() => check(text(MAX_JSON_DEPTH + 1))).toThrow(invalidJson);
  });

  it("does not count what lies side by side, nor scalars at the bottom", () => {
    expect(() => check(`[${Array(1000).fill(nested(100)).join()}]`)).not.toThrow();
    expect(() => check(`${"[".repeat(MAX_JSON_DEPTH)}1${"]".repeat(MAX_JSON_DEPTH)}`)).not.toThrow();
  });

  it("survives a million nested arrays", () => {
    expect(() => check(nested(1_000_000))).toThrow(invalidJson);
  });
});

describe("parseJson", () => {
  it("gives what JSON.parse gives", () => {
    const safe = fc.json({ maxDepth: 20 }).filter((text) => !text.includes("__proto__"));
    fc.assert(
      fc.property(safe, (text) => {
        expect(parseJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    "",
    "sk-secret",
    '{"key": "sk-secret',
    '{"key": sk-secret}',
    '{"sk-secret": 1,}',
    '{"a": 1} sk-secret',
    // Engines quote a text of up to 20 characters whole, so this one would pass for a position of theirs.
    "at position 4111111",
  ])("says that a text is no JSON without quoting it: %j", (text) => {
    expect(() => parseJson(text)).toThrow(invalidJson);
    expect(() => parseJson(text)).toThrow(/^The body is not valid JSON( \(at character \d{1,2}\))?\.$/);
  });

  it("says where the fault is when the engine does", () => {
    expect(() => parseJson('{"a": 1,}')).toThrow("The body is not valid JSON (at character 8).");
  });

  it("keeps the engine's own message, which quotes the text, out of the cause", () => {
    expect(() => parseJson("sk-secret")).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
  });
});

describe("isJsonObject", () => {
  it("is true of objects alone", () => {
    expect([{}, { a: 1 }].every(isJsonObject)).toBe(true);
    expect([null, undefined, [], "text", 1, true].some(isJsonObject)).toBe(false);
  });
});

describe("whole numbers beyond 53 bits", () => {
  const text = '{"id":1234567890123456789,"list":[-9223372036854775808,9007199254740991],"x":0.5,"y":1e30}';

  it("are written out again digit by digit when that is asked for", () => {
    const value = parseJson(text, { exactIntegers: true });
    expect(JSON.stringify(value)).toBe(text.replace("1e30", "1e+30"));
    expect(JSON.stringify({ copied: { ...(value as object) } })).toContain("1234567890123456789");
  });

  it("are JavaScript's numbers otherwise", () => {
    expect(parseJson(text)).toMatchObject({ id: Number("1234567890123456789") });
  });
});
