import { expect } from "vitest";
import { type Answer, type Feature, messageOf, says, tool } from "../feature.ts";

const schema = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer" } },
  required: ["city", "days"],
  additionalProperties: false,
};
const format = (strict: boolean) => ({ type: "json_schema" as const, json_schema: { name: "trip", schema, strict } });

function hasForm(answer: Answer): void {
  expect(JSON.parse(messageOf(answer).content ?? "")).toEqual({ city: expect.any(String), days: expect.any(Number) });
  expect(messageOf(answer)).not.toHaveProperty("tool_calls");
  expect(answer.completion.choices[0]?.finish_reason).toBe("stop");
}

/** Rows about the form of an answer. */
export const outputFeatures: readonly Feature[] = [
  {
    name: "json_object",
    converse: async () => says("Answer in JSON."),
    request: { response_format: { type: "json_object" } },
    check: (answer) => expect(JSON.parse(messageOf(answer).content ?? "")).toBeTypeOf("object"),
  },
  { name: "json_schema", request: { response_format: format(false) }, check: hasForm },
  { name: "json_schema, strict", request: { response_format: format(true) }, check: hasForm },
  { name: "json_schema, streamed", request: { response_format: format(true), stream: true }, check: hasForm },
  {
    name: "json_schema with tools",
    converse: async () => says("weather?"),
    request: { response_format: format(true), tools: [tool("weather")] },
    check: (answer) => expect(messageOf(answer).tool_calls).toHaveLength(1),
  },
  {
    name: "streaming",
    request: { stream: true },
    check({ chunks, completion }) {
      expect(chunks.length).toBeGreaterThan(2);
      expect(completion.choices[0]?.message.content).toMatch(/\w/);
    },
  },
  {
    name: "usage in streams",
    request: { stream: true, stream_options: { include_usage: true } },
    check({ chunks }) {
      const withUsage = chunks.filter(({ usage }) => usage);
      expect(withUsage).toEqual([chunks.at(-1)]);
      expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: expect.any(Number) } });
    },
  },
  {
    name: "usage",
    check({ completion: { usage } }) {
      expect(usage?.prompt_tokens).toBeGreaterThan(0);
      expect(usage?.completion_tokens).toBeGreaterThan(0);
      expect((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0)).toBe(usage?.total_tokens);
    },
  },
  {
    name: "max_completion_tokens",
    request: { max_completion_tokens: 5 },
    check({ completion: { choices, usage } }) {
      expect(choices[0]?.finish_reason).toBe("length");
      expect(usage?.completion_tokens).toBeLessThanOrEqual(5);
    },
  },
  {
    name: "max_tokens",
    request: { max_tokens: 5 },
    check({ completion: { choices, usage } }) {
      expect(choices[0]?.finish_reason).toBe("length");
      expect(usage?.completion_tokens).toBeLessThanOrEqual(5);
    },
  },
  {
    name: "stop",
    converse: async () => says("one two three four"),
    request: { stop: ["END", "three"] },
    check({ completion: { choices } }) {
      expect(choices[0]?.finish_reason).toBe("stop");
      expect(choices[0]?.message.content).not.toContain("three");
    },
  },
  {
    name: "n",
    request: { n: 2 },
    check: ({ completion }) => expect(completion.choices.map(({ index }) => index)).toEqual([0, 1]),
  },
  {
    name: "logprobs",
    request: { logprobs: true, top_logprobs: 2 },
    params: ["logprobs", "top_logprobs"],
    check({ completion }) {
      const tokens = completion.choices[0]?.logprobs?.content ?? [];
      expect(tokens.length).toBeGreaterThan(0);
      expect(tokens[0]).toMatchObject({ token: expect.any(String), logprob: expect.any(Number) });
    },
  },
  {
    name: "verbosity",
    ability: "reasoning",
    request: { verbosity: "low" },
  },
  {
    name: "prediction",
    request: { prediction: { type: "content", content: "one two three" } },
  },
  {
    name: "modalities and audio out",
    ability: "speech",
    request: { modalities: ["text", "audio"], audio: { voice: "alloy", format: "mp3" } },
    check: (answer) => expect(messageOf(answer).audio).toMatchObject({ data: expect.any(String) }),
  },
];
