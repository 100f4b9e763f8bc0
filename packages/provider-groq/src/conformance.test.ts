import { openAICompatibleWireFormat } from "@hub/provider";
import { chunkOf, openAICompatibleFixtures, providerConformance, sseOf } from "@hub/provider/testing";
import { describe, it } from "vitest";
import { createGroq, groqSpec } from "./index.ts";

const usage = { queue_time: 0.1, prompt_tokens: 9, completion_tokens: 12, total_tokens: 21, total_time: 0.2 };

describe("Groq", () => {
  providerConformance(it, {
    create: createGroq,
    wire: openAICompatibleWireFormat(groqSpec),
    model: "llama-3.3-70b-versatile",
    credentialHeader: "authorization",
    inexpressible: { param: "logit_bias", request: { logit_bias: { 50256: -100 } } },
    fixtures: {
      ...openAICompatibleFixtures,
      streams: [
        ...openAICompatibleFixtures.streams,
        {
          name: "reasoning, a whole tool call, usage in x_groq",
          bytes: Buffer.from(
            sseOf([
              { ...chunkOf({ role: "assistant", content: "" }), x_groq: { id: "req_1" } },
              chunkOf({ reasoning: "Grüße?", channel: "analysis" }),
              chunkOf({
                tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
              }),
              { ...chunkOf({}, "tool_calls"), x_groq: { id: "req_1", usage } },
            ]),
          ),
        },
      ],
    },
  });
});
