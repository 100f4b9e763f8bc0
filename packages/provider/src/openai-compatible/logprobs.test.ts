import { Logprobs } from "@hub/protocol";
import { expect, it } from "vitest";
import { completeLogprobs } from "./logprobs.ts";

it("log probabilities without bytes or alternatives get what OpenAI's schema demands", () => {
  const logprobs = {
    content: [
      { token: "Hello", logprob: -0.5, top_logprobs: [{ token: "Hi", logprob: -1.5 }] },
      { token: "!", logprob: -1 },
    ],
    refusal: null,
  };
  completeLogprobs(logprobs);
  expect(Logprobs.parse(logprobs)).toEqual({
    content: [
      { token: "Hello", logprob: -0.5, bytes: null, top_logprobs: [{ token: "Hi", logprob: -1.5, bytes: null }] },
      { token: "!", logprob: -1, bytes: null, top_logprobs: [] },
    ],
    refusal: null,
  });
});

it("OpenAI's own stay as they are", () => {
  const logprobs = { content: [{ token: "a", logprob: -0.5, bytes: [97], top_logprobs: [] }], refusal: [] };
  const copy = structuredClone(logprobs);
  completeLogprobs(copy);
  expect(copy).toEqual(logprobs);
});

it.each([null, undefined, 7, [], { content: 7 }, { content: [null, 7] }])("%j is left alone", (logprobs) => {
  const copy = structuredClone(logprobs);
  completeLogprobs(copy);
  expect(copy).toEqual(logprobs);
});
