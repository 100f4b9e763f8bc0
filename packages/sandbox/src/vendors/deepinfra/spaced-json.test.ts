import { describe, expect, it } from "vitest";
import { spacedJson } from "./spaced-json.ts";

describe("spacedJson", () => {
  it("writes as Python does, with a space after each comma and colon", () => {
    const value = { id: "a", list: [1, { b: null }, "c, d: e"], empty: {}, none: [], flag: true };
    expect(spacedJson(value)).toBe(
      '{"id": "a", "list": [1, {"b": null}, "c, d: e"], "empty": {}, "none": [], "flag": true}',
    );
  });

  it("leaves out what has no value, and stays JSON", () => {
    const value = { text: 'quote " line \n 日本', gone: undefined };
    expect(JSON.parse(spacedJson(value))).toEqual({ text: value.text });
    expect(spacedJson(value)).not.toContain("gone");
  });
});
