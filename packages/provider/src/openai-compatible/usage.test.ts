import { describe, expect, it } from "vitest";
import { toUsage } from "./usage.ts";

const usage = (prompt: number, completion: number, total: number, more: object = {}) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: total,
  ...more,
});
const reasoning = (tokens: number) => ({ completion_tokens_details: { reasoning_tokens: tokens } });

describe("usage", () => {
  it("of OpenAI's own stays as it is", () => {
    const said = usage(9, 12, 21, { ...reasoning(10), prompt_tokens_details: { cached_tokens: 3 }, queue_time: 0.1 });
    expect(toUsage(structuredClone(said))).toEqual(said);
  });

  it("has reasoning in the completion where the total says that it is beside it", () => {
    expect(toUsage(usage(28, 14, 268, reasoning(226)))).toEqual(usage(28, 240, 268, reasoning(226)));
  });

  it("has reasoning in the completion where there is more of it than of the completion", () => {
    expect(toUsage(usage(19, 84, 103, reasoning(1081)))).toEqual(usage(19, 1165, 1184, reasoning(1081)));
  });

  it("has reasoning in the completion where the completion says nothing else", () => {
    expect(toUsage(usage(5, 7, 12, reasoning(7)))).toEqual(usage(5, 7, 12, reasoning(7)));
  });

  it.each(["cached_tokens", "num_cached_tokens"])("has %s among the details of the prompt", (field) => {
    expect(toUsage(usage(9, 1, 10, { [field]: 4 }))).toMatchObject({ prompt_tokens_details: { cached_tokens: 4 } });
    const both = usage(9, 1, 10, { [field]: 4, prompt_tokens_details: { cached_tokens: 5 } });
    expect(toUsage(both)).toMatchObject({ prompt_tokens_details: { cached_tokens: 5 } });
    expect(toUsage(usage(9, 1, 10, { [field]: "4" }))).not.toHaveProperty("prompt_tokens_details");
  });

  it("gets a total where the vendor leaves it out", () => {
    expect(toUsage({ prompt_tokens: 10, completion_tokens: 5 })).toEqual(usage(10, 5, 15));
  });

  it.each([undefined, null, 7, [], {}, { prompt_tokens: "10", completion_tokens: 5 }, usage(-1, 5, 4)])(
    "is not %j",
    (said) => expect(toUsage(said)).toBeUndefined(),
  );
});
