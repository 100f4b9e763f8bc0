import type { VendorFixtures } from "./conformance-subject.ts";

const HEAD = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1_700_000_000, model: "acme-1" };
const USAGE = { prompt_tokens: 9, completion_tokens: 12, total_tokens: 21 };

/** A chunk with one choice, as OpenAI sends it. */
export function chunkOf(delta: object, finishReason: string | null = null): object {
  return { ...HEAD, choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }] };
}

/** The text of a stream whose events hold these JSON values, with OpenAI's end. */
export function sseOf(values: readonly unknown[]): string {
  return `${values.map((value) => `data: ${JSON.stringify(value)}\n\n`).join("")}data: [DONE]\n\n`;
}

/**
 * What a vendor says that speaks OpenAI's format to the letter: a base for the fixtures of those that differ from it.
 */
export const openAICompatibleFixtures: VendorFixtures = {
  completion: {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1_700_000_000,
    model: "acme-1",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: "Grüße 🌍",
          refusal: null,
          tool_calls: [{ id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Rom"}' } }],
        },
        logprobs: null,
        finish_reason: "tool_calls",
      },
    ],
    usage: { ...USAGE, prompt_tokens_details: { cached_tokens: 3 } },
    system_fingerprint: "fp_1",
  },
  streams: [
    {
      name: "text and usage",
      bytes: Buffer.from(
        sseOf([
          chunkOf({ role: "assistant", content: "", refusal: null }),
          chunkOf({ content: "Grüße" }),
          chunkOf({ content: " 🌍" }),
          chunkOf({}, "stop"),
          { ...HEAD, choices: [], usage: USAGE },
        ]),
      ),
    },
    {
      name: "parallel tool calls",
      bytes: Buffer.from(
        sseOf([
          chunkOf({ role: "assistant", content: null }),
          chunkOf({ tool_calls: [{ index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } }] }),
          chunkOf({ tool_calls: [{ index: 0, function: { arguments: '{"x":"é' } }] }),
          chunkOf({ tool_calls: [{ index: 0, function: { arguments: '"}' } }] }),
          chunkOf({ tool_calls: [{ index: 1, id: "b", type: "function", function: { name: "g", arguments: "{}" } }] }),
          chunkOf({}, "tool_calls"),
        ]),
      ),
    },
  ],
  streamSaying: (text) => sseOf([chunkOf({ role: "assistant", content: text }), chunkOf({}, "stop")]),
  error: (status, message) => ({ error: { message, type: "some_error", param: null, code: `code_${status}` } }),
};
