import { describe, expect, it } from "vitest";
import { Usage } from "./usage.ts";

const totals = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };

describe("usage", () => {
  it("needs its three totals, as integers that are not negative", () => {
    expect(Usage.safeParse(totals).success).toBe(true);
    for (const field of Object.keys(totals)) {
      for (const value of [undefined, null, -1, 1.5, "1"]) {
        expect(Usage.safeParse({ ...totals, [field]: value }).success).toBe(false);
      }
    }
  });

  it.each([
    ["prompt_tokens_details", ["cached_tokens", "cache_write_tokens", "audio_tokens", "text_tokens", "image_tokens"]],
    [
      "completion_tokens_details",
      ["reasoning_tokens", "audio_tokens", "text_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens"],
    ],
  ])("holds every number in %s to the same, and takes null for unknown", (details, fields) => {
    const parse = (value: unknown): boolean => Usage.safeParse({ ...totals, [details]: value }).success;
    expect([null, undefined, {}].every(parse)).toBe(true);
    for (const field of fields) {
      expect([0, 5, null].every((tokens) => parse({ [field]: tokens }))).toBe(true);
      expect([-1, 0.5, "5"].some((tokens) => parse({ [field]: tokens }))).toBe(false);
    }
  });

  it("keeps what vendors add to it", () => {
    const vendor = {
      ...totals,
      queue_time: 0.02,
      prompt_tokens_details: { cached_tokens: 1, cache_write_1h_tokens: 2 },
    };
    expect(Usage.parse(vendor)).toEqual(vendor);
  });
});
