import { providerConformance } from "@hub/provider/testing";
import { describe, it } from "vitest";
import { anthropicWireFormat, createAnthropic } from "./index.ts";
import { fixture } from "./test-support.ts";

const STREAMS = [
  "cached-usage",
  "citations",
  "no-argument-tool",
  "parallel-tools",
  "redacted-thinking",
  "refusal",
  "spliced-message-start",
  "unsigned-thinking",
  "whole-input-tool",
];

const message = { id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-5", stop_reason: null };

/** A stream in Anthropic's framing, where the event's name repeats its type. */
function streamOf(events: readonly { type: string }[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join("");
}

describe("Anthropic", () => {
  providerConformance(it, {
    create: createAnthropic,
    wire: anthropicWireFormat,
    model: "claude-sonnet-4-5",
    credentialHeader: "x-api-key",
    inexpressible: { param: "seed", request: { seed: 7 } },
    fixtures: {
      completion: {
        ...message,
        content: [
          { type: "thinking", thinking: "Rom?", signature: "EqQB" },
          { type: "text", text: "Grüße 🌍" },
          { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Rom" } },
        ],
        stop_reason: "tool_use",
        usage: { input_tokens: 9, cache_read_input_tokens: 3, output_tokens: 12 },
      },
      streams: STREAMS.map((name) => ({ name, bytes: fixture(name) })),
      streamSaying: (text) =>
        streamOf([
          { type: "message_start", message: { ...message, content: [], usage: { input_tokens: 9, output_tokens: 1 } } },
          { type: "content_block_start", index: 0, content_block: { type: "text", text } },
          { type: "content_block_stop", index: 0 },
          { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 12 } },
          { type: "message_stop" },
        ] as { type: string }[]),
      error: (_status, text) => ({ type: "error", error: { type: "some_error", message: text } }),
    },
  });
});
