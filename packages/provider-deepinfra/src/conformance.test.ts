import { openAICompatibleWireFormat } from "@hub/provider";
import { chunkOf, openAICompatibleFixtures, providerConformance } from "@hub/provider/testing";
import { describe, it } from "vitest";
import { createDeepInfra, deepInfraSpec } from "./index.ts";

const usage = { prompt_tokens: 9, completion_tokens: 12, estimated_cost: 0.00001 };

// Nothing of DeepInfra is recorded anywhere: these shapes are those of its documentation (Streaming, 2026-07).
describe("DeepInfra", () => {
  providerConformance(it, {
    create: createDeepInfra,
    wire: openAICompatibleWireFormat(deepInfraSpec),
    model: "deepseek-ai/DeepSeek-V3",
    credentialHeader: "authorization",
    inexpressible: { param: "verbosity", request: { verbosity: "low" } },
    fixtures: {
      ...openAICompatibleFixtures,
      streams: [
        ...openAICompatibleFixtures.streams,
        {
          name: "spaces after colons, nulls, usage without a total on the chunk that ends the answer",
          bytes: Buffer.from(
            [
              { ...chunkOf({ role: "assistant", content: "Grüße", tool_calls: null }), usage: null },
              { ...chunkOf({ reasoning_content: "Hm" }), usage: null },
              { ...chunkOf({}, "stop"), usage },
            ]
              .map((value) => `data: ${JSON.stringify(value, null, 1).replaceAll("\n", "")}\n\n`)
              .concat("data: [DONE]\n\n")
              .join(""),
          ),
        },
      ],
      error: (_status, message) => ({ detail: { error: message } }),
    },
  });
});
