import { providerConformance } from "@hub/provider/testing";
import { describe, it } from "vitest";
import { createBedrock } from "./index.ts";
import { STREAMS } from "./stream-fixtures.ts";
import { blockEvents, CLAUDE, frame, streamOf, wire } from "./test-support.ts";

describe("Bedrock", () => {
  providerConformance(it, {
    create: createBedrock,
    wire,
    model: CLAUDE,
    credentialHeader: "authorization",
    inexpressible: { param: "seed", request: { seed: 7 } },
    fixtures: {
      completion: {
        output: {
          message: {
            role: "assistant",
            content: [
              { reasoningContent: { reasoningText: { text: "Rom?", signature: "EqQB" } } },
              { text: "Grüße 🌍" },
              { toolUse: { toolUseId: "tooluse_1", name: "weather", input: { city: "Rom" } } },
            ],
          },
        },
        stopReason: "tool_use",
        usage: { inputTokens: 9, outputTokens: 12, totalTokens: 24, cacheReadInputTokens: 3, cacheWriteInputTokens: 0 },
        metrics: { latencyMs: 7 },
      },
      streams: Object.entries(STREAMS).map(([name, bytes]) => ({ name, bytes })),
      streamSaying: (text) => streamOf(blockEvents(0, [{ text }])),
      frame,
      error: (_status, message) => ({ message }),
    },
  });
});
