import { openAICompatibleWireFormat } from "@hub/provider";
import { chunkOf, openAICompatibleFixtures, providerConformance, sseOf } from "@hub/provider/testing";
import { describe, it } from "vitest";
import { createTogether, togetherSpec } from "./index.ts";

const usage = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21, cached_tokens: 3 };

describe("Together", () => {
  providerConformance(it, {
    create: createTogether,
    wire: openAICompatibleWireFormat(togetherSpec),
    model: "Qwen/Qwen3.5-9B",
    credentialHeader: "authorization",
    inexpressible: { param: "user", request: { user: "u" } },
    fixtures: {
      ...openAICompatibleFixtures,
      streams: [
        ...openAICompatibleFixtures.streams,
        {
          name: "a role on each chunk, reasoning, log probabilities, the end of a sequence",
          bytes: Buffer.from(
            sseOf([
              chunkOf({ role: "assistant", reasoning: "Grüße?", tool_calls: null }),
              {
                ...chunkOf({}),
                choices: [
                  {
                    index: 0,
                    text: "Ja",
                    delta: { role: "assistant", content: "Ja", token_id: 7, tool_calls: null },
                    logprobs: -0.25,
                    top_logprobs: { Ja: -0.25, Nein: -1.5 },
                  },
                ],
              },
              { ...chunkOf({ role: "assistant", content: "" }, "eos"), usage },
            ]),
          ),
        },
      ],
    },
  });
});
