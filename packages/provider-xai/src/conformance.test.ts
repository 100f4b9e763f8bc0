import { openAICompatibleWireFormat } from "@hub/provider";
import { chunkOf, openAICompatibleFixtures, providerConformance, sseOf } from "@hub/provider/testing";
import { describe, it } from "vitest";
import { createXAI, xaiSpec } from "./index.ts";

const usage = {
  prompt_tokens: 9,
  completion_tokens: 2,
  total_tokens: 21,
  completion_tokens_details: { reasoning_tokens: 10 },
};

describe("xAI", () => {
  providerConformance(it, {
    create: createXAI,
    wire: openAICompatibleWireFormat(xaiSpec),
    model: "grok-4.3",
    credentialHeader: "authorization",
    inexpressible: { param: "stop", request: { stop: "x" } },
    fixtures: {
      ...openAICompatibleFixtures,
      streams: [
        ...openAICompatibleFixtures.streams,
        {
          name: "reasoning, a whole tool call, citations, usage with reasoning apart",
          bytes: Buffer.from(
            sseOf([
              chunkOf({ role: "assistant", reasoning_content: "Grüße?" }),
              chunkOf({
                tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
              }),
              { ...chunkOf({}, "tool_calls"), citations: ["https://example.com/"] },
              { ...chunkOf({}), choices: [], usage },
            ]),
          ),
        },
      ],
      error: (_status, message) => ({ code: "some-code", error: message }),
    },
  });
});
