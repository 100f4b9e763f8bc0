import { blockEvents, streamOf } from "./test-support.ts";

const toolUse = (toolUseId: string, name: string) => ({ toolUse: { toolUseId, name } });

/** Streams that come to their end, by what is particular about them. */
export const STREAMS: Readonly<Record<string, Uint8Array>> = {
  "signed reasoning": streamOf([
    ...blockEvents(0, [
      { reasoningContent: { text: "Rom" } },
      { reasoningContent: { text: "?" } },
      { reasoningContent: { signature: "EqQB" } },
    ]),
    ...blockEvents(1, [{ text: "Grü" }, { text: "ße 🌍" }]),
  ]),
  "redacted reasoning in pieces": streamOf([
    ...blockEvents(0, [
      { reasoningContent: { redactedContent: Buffer.from("EuYB").toString("base64") } },
      { reasoningContent: { redactedContent: Buffer.from("CoY=").toString("base64") } },
    ]),
    ...blockEvents(1, [{ text: "Hi" }]),
  ]),
  "parallel tools, one without arguments": streamOf(
    [
      ...blockEvents(0, [{ text: "Well." }]),
      ...blockEvents(
        1,
        [{ toolUse: { input: "" } }, { toolUse: { input: '{"city":' } }, { toolUse: { input: '"Rom"}' } }],
        toolUse("a", "weather"),
      ),
      ...blockEvents(2, [], toolUse("b", "now")),
    ],
    "tool_use",
  ),
  "a tool that Bedrock runs": streamOf(
    [
      ...blockEvents(0, [{ toolUse: { input: "{}" } }], {
        toolUse: { toolUseId: "s", name: "nova_grounding", type: "server_tool_use" },
      }),
      ...blockEvents(1, [{ toolResult: [{ json: { found: 1 } }] }], {
        toolResult: { toolUseId: "s", type: "nova_grounding_result", status: "success" },
      }),
      ...blockEvents(2, [
        { text: "Rome" },
        { citation: { title: "Rome", location: { web: { url: "https://example.com/rome", domain: "example.com" } } } },
      ]),
    ],
    "end_turn",
    { serviceTier: { type: "flex" } },
  ),
  "cached usage": streamOf(blockEvents(0, [{ text: "Hi" }]), "max_tokens", {
    usage: {
      inputTokens: 3,
      outputTokens: 4,
      totalTokens: 3507,
      cacheReadInputTokens: 2000,
      cacheWriteInputTokens: 1500,
      cacheDetails: [
        { ttl: "1h", inputTokens: 1000 },
        { ttl: "5m", inputTokens: 500 },
      ],
    },
  }),
};
