import { openAICompatibleWireFormat } from "@hub/provider";
import { chunkOf, openAICompatibleFixtures, providerConformance, sseOf } from "@hub/provider/testing";
import { describe, it } from "vitest";
import { createMistral, mistralSpec } from "./index.ts";

const usage = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21, num_cached_tokens: 3 };
const thinking = (text: string) => [{ type: "thinking", thinking: [{ type: "text", text }] }];

describe("Mistral", () => {
  providerConformance(it, {
    create: createMistral,
    wire: openAICompatibleWireFormat(mistralSpec),
    model: "magistral-medium-latest",
    credentialHeader: "authorization",
    inexpressible: { param: "logit_bias", request: { logit_bias: { 50256: -100 } } },
    fixtures: {
      ...openAICompatibleFixtures,
      streams: [
        ...openAICompatibleFixtures.streams,
        {
          name: "thoughts in parts, a tool call without index and type, padding",
          bytes: Buffer.from(
            sseOf([
              { ...chunkOf({ role: "assistant", content: "" }), p: "abc" },
              { ...chunkOf({ content: thinking("Grüße?") }), p: "abcdef" },
              chunkOf({ content: "Ja" }),
              {
                ...chunkOf(
                  { tool_calls: [{ id: "a1B2c3D4e", function: { name: "f", arguments: "{}" } }] },
                  "tool_calls",
                ),
                usage,
              },
            ]),
          ),
        },
      ],
      error: (status, message) => ({
        object: "error",
        message,
        type: "some_error",
        code: "1",
        raw_status_code: status,
      }),
    },
  });
});
