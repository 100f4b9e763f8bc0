import { parseChatRequest } from "@hub/protocol";
import { describe, expect, it } from "vitest";
import { createDroppedParams } from "./dropped-params.ts";
import { passThrough } from "./request-fields.ts";

function pass(fields: object, toWireName: (field: string) => string | undefined = () => undefined) {
  const dropped = createDroppedParams();
  const request = parseChatRequest({ model: "m", messages: [{ role: "user", content: "?" }], ...fields });
  const passed = passThrough(request, toWireName, dropped, new Set(["model", "messages"]));
  return { passed, dropped: [...dropped] };
}

describe("the fields of a request", () => {
  it("go through under the vendor's names, in the caller's order", () => {
    const { passed, dropped } = pass({ b: 1, a: [2] }, (field) => `own_${field}`);
    expect(JSON.stringify(passed)).toBe('{"own_b":1,"own_a":[2]}');
    expect(dropped).toEqual([]);
  });

  it("are dropped by name where the vendor has none for them", () => {
    expect(pass({ odd: 1, even: 2 }, (field) => (field === "even" ? field : undefined))).toEqual({
      passed: { even: 2 },
      dropped: ["odd"],
    });
  });

  it.each([
    ["frequency_penalty", 0],
    ["presence_penalty", 0],
    ["logprobs", false],
    ["top_logprobs", 0],
    ["logit_bias", {}],
    ["metadata", {}],
    ["modalities", ["text"]],
    ["n", 1],
    ["prompt_cache_retention", "in_memory"],
    ["service_tier", "auto"],
    ["store", false],
    ["verbosity", "medium"],
    ["seed", null],
    ["unheard_of", ""],
  ])("are dropped without a word where nothing is lost: %s %j", (field, value) => {
    expect(pass({ [field]: value })).toEqual({ passed: {}, dropped: [] });
  });

  it.each([
    ["frequency_penalty", 0.1],
    ["logprobs", true],
    ["logit_bias", { 1: 2 }],
    ["modalities", ["text", "audio"]],
    ["service_tier", "flex"],
    ["store", true],
    ["verbosity", "low"],
    ["seed", 0],
    ["constructor", 0],
  ])("are named where something is: %s %j", (field, value) => {
    expect(pass({ [field]: value })).toEqual({ passed: {}, dropped: [field] });
  });
});
