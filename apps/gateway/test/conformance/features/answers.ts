import { expect } from "vitest";
import { type Feature, says, tool } from "../feature.ts";

/** Rows about how answers end. */
export const endingFeatures: readonly Feature[] = [
  {
    name: 'finish_reason "stop"',
    check: ({ completion }) => expect(completion.choices[0]?.finish_reason).toBe("stop"),
  },
  {
    name: 'finish_reason "length"',
    request: { stream: true, max_completion_tokens: 5 },
    check: ({ completion }) => expect(completion.choices[0]?.finish_reason).toBe("length"),
  },
  {
    name: 'finish_reason "tool_calls"',
    converse: async () => says("weather?"),
    request: { tools: [tool("weather")], stream: true },
    check: ({ completion }) => expect(completion.choices[0]?.finish_reason).toBe("tool_calls"),
  },
  {
    name: 'refusal (finish_reason "content_filter")',
    faults: { contentFilter: "answer" },
    check: ({ completion }) => expect(completion.choices[0]?.finish_reason).toBe("content_filter"),
  },
  {
    name: 'refusal (finish_reason "content_filter"), streamed',
    request: { stream: true },
    faults: { contentFilter: "answer" },
    check: ({ completion }) => expect(completion.choices[0]?.finish_reason).toBe("content_filter"),
  },
];
