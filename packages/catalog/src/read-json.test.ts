import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CatalogFileError } from "./catalog-file-error.ts";
import { findInJson, readJson } from "./read-json.ts";

function errorOf(text: string): CatalogFileError | undefined {
  try {
    readJson(text);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(CatalogFileError);
    return error as CatalogFileError;
  }
}

/** What `JSON.parse` makes of a text, `undefined` where it refuses it. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe("readJson", () => {
  it("reads what JSON.parse reads", () => {
    const check = (value: unknown) => {
      for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
        if (!text.includes("__proto__")) expect(readJson(text)).toEqual(JSON.parse(text));
      }
    };
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), check), { numRuns: 500, seed: 5 });
  });

  it("refuses what JSON.parse refuses, and nothing else", () => {
    const piece = fc.constantFrom(
      ...'{}[]:,"\\-+.0123eEu\n \t',
      "true",
      "false",
      "null",
      '"a"',
      "\\u0041",
      "//",
      "\u0000",
    );
    const check = (pieces: string[]) => {
      const text = pieces.join("");
      expect(errorOf(text) === undefined).toBe(parsed(text) !== undefined);
    };
    fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), check), { numRuns: 5000, seed: 5 });
  });

  it.each([
    ["nothing", "", 1, 1],
    ["a comma at the end", '{\n  "a": 1,\n}', 3, 1],
    ["a missing comma", "[1\n 2]", 2, 2],
    ["a missing colon", '{"a" 1}', 1, 6],
    ["a word", '{\n  "a": nope\n}', 2, 8],
    ["an open string", '{\n  "a": "b\n}', 2, 8],
    ["an unknown escape", '["\\x"]', 1, 2],
    ["an open object", '{"a": 1', 1, 8],
    ["text after the end", "{}\n\n x", 3, 2],
    ["a comment", "{\n // no\n}", 2, 2],
    ["a key given twice", '{\n "a": 1,\n "a": 2\n}', 3, 2],
    ["the key __proto__", '{"\\u005f_proto__": {}}', 1, 2],
  ])("says where %s is", (_, text, line, column) => {
    expect(errorOf(text)).toMatchObject({ code: "invalid_catalog_file", line, column });
  });

  it("does not quote the text", () => {
    expect(errorOf('{"secret": sk-live-123}')?.message).toBe("Expected a value (line 1, column 12)");
  });

  it("refuses deep nesting without going deep", () => {
    expect(errorOf("[".repeat(1_000_000))?.message).toContain("at most 32 levels");
  });

  it("takes time in proportion to the text, whatever is in it", () => {
    for (const text of [
      '"'.repeat(500_000),
      "\\".repeat(500_000),
      `"${"\\".repeat(499_999)}`,
      " ".repeat(500_000),
      "1".repeat(500_000),
    ]) {
      errorOf(text);
    }
    for (const long of ["a".repeat(1_000_000), "\\".repeat(500_000), '"\n\u0001é'.repeat(100_000)]) {
      expect(readJson(JSON.stringify([long]))).toEqual([long]);
    }
    expect(readJson(`[${"1,".repeat(250_000)}1]`)).toHaveLength(250_001);
  });
});

describe("findInJson", () => {
  const text = '{\n  "a": [\n    {"b": 1},\n    {"b": 2, "c": {}}\n  ]\n}';

  it.each([
    [["a", 1, "b"], 4, 11],
    [["a", 0], 3, 5],
    [["a"], 2, 8],
    [[], 1, 1],
    [["a", 1, "missing", "deep"], 4, 5],
    [["a", 7], 2, 8],
  ])("finds %j, or what is around it", (path, line, column) => {
    expect(findInJson(text, path)).toEqual({ line, column });
  });
});
