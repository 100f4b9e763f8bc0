import { ChatCompletion, isJsonObject, type JsonObject } from "@hub/protocol";
import { toUpstreamError } from "@hub/provider";
import { byteByByte, cutAtRandom, readRecordings } from "@hub/provider/testing";
import { describe, expect, it, vi } from "vitest";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";
import { chat, replay } from "./test-support.ts";

const recordings = readRecordings<JsonObject>(
  new URL("../../../../shared/data/recorded/anthropic.jsonl", import.meta.url),
);
const answers = recordings.filter(({ status }) => status < 300);
const whole = answers.filter(({ kind }) => kind === "json");
const streams = answers.filter(({ kind }) => kind === "sse");
const absent = recordings.length === 0;

/** Blocks without a place in the OpenAI format, and why that is no loss to report. */
const LEFT_OUT = new Set([
  // What Anthropic's own tools were asked and found; the model's text says what came of it.
  "server_tool_use",
  "web_search_tool_result",
  "web_fetch_tool_result",
  "bash_code_execution_tool_result",
  "tool_search_tool_result",
  "advisor_tool_result",
]);

const FINISHES: Record<string, string> = {
  end_turn: "stop",
  stop_sequence: "stop",
  tool_use: "tool_calls",
  max_tokens: "length",
};

describe.skipIf(absent)(`recorded answers${absent ? " (skipped: no recordings here)" : ""}`, () => {
  it.each(whole)("$id becomes a valid completion that has lost nothing", ({ response }) => {
    expectNothingLost(ChatCompletion.parse(anthropicWireFormat.completion(response, chat())), response as JsonObject);
  });

  it.each(streams)("$id becomes valid chunks that fold to all that it says", ({ response }) => {
    const { chunks, finished, folded } = replay([new TextEncoder().encode(String(response))]);
    expect(finished).toBe(true);
    expect(chunks.filter(({ usage }) => usage)).toEqual([chunks[0], chunks.at(-1)]);
    expect(chunks.at(-1)?.choices).toEqual([]);
    expectNothingLost(ChatCompletion.parse(folded), assemble(String(response)));
  });

  it("are the same however their bytes are cut", () => {
    vi.setSystemTime(0);
    for (const { response } of streams) {
      const bytes = new TextEncoder().encode(String(response));
      const expected = JSON.stringify(replay([bytes]).chunks);
      expect(JSON.stringify(replay(byteByByte(bytes)).chunks)).toBe(expected);
      for (const seed of [1, 2]) expect(JSON.stringify(replay(cutAtRandom(bytes, seed)).chunks)).toBe(expected);
    }
    vi.useRealTimers();
  });

  it("of one forced tool read as structured output, whole and streamed", () => {
    const forced = answers.filter(({ request: { tools, tool_choice } }) => {
      return Array.isArray(tools) && tools.length === 1 && isJsonObject(tool_choice) && tool_choice.type === "tool";
    });
    expect(forced.length).toBeGreaterThan(5);
    for (const { kind, request, response } of forced) {
      const { name, input_schema: schema } = (request.tools as JsonObject[])[0] as JsonObject;
      const asked = chat({
        model: "claude-sonnet-4-0",
        response_format: { type: "json_schema", json_schema: { name, schema } },
      });
      const native = kind === "json" ? (response as JsonObject) : assemble(String(response));
      const completion =
        kind === "json"
          ? anthropicWireFormat.completion(response, asked)
          : replay([new TextEncoder().encode(String(response))], asked).folded;
      const message = completion.choices[0]?.message;
      expect(JSON.parse(message?.content ?? "")).toEqual(blocksOf(native, "tool_use")[0]?.input);
      expect(message).not.toHaveProperty("tool_calls");
      expect(completion.choices[0]?.finish_reason).not.toBe("tool_calls");
    }
  });
});

describe.skipIf(absent)(`recorded errors${absent ? " (skipped: no recordings here)" : ""}`, () => {
  const CODES: Record<number, [status: number, code: string]> = {
    400: [400, "invalid_request"],
    401: [502, "upstream_auth_error"],
    404: [404, "model_not_found"],
  };

  it.each(recordings.filter(({ status }) => status >= 400))("$id is the caller's or the gateway's", (recording) => {
    const failure = { status: recording.status, headers: {}, body: recording.response };
    const error = toUpstreamError("Anthropic", failure, anthropicWireFormat.error(failure));
    const [status, code] = CODES[recording.status] ?? [];
    expect(error).toMatchObject({ status, code, retryable: false });
    if (status !== 502)
      expect(error.message).toBe((recording.response as { error: { message: string } }).error.message);
  });
});

/** What the native answer says, all of it, against what became of it. */
function expectNothingLost(completion: ChatCompletion, native: JsonObject): void {
  const choice = completion.choices[0];
  const message = choice?.message;
  const known = new Set([...LEFT_OUT, "text", "tool_use", "thinking", "redacted_thinking"]);
  expect((native.content as JsonObject[]).filter(({ type }) => !known.has(String(type)))).toEqual([]);

  const texts = blocksOf(native, "text");
  const content = texts.map(({ text }) => text).join("");
  expect(message?.content ?? "").toBe(content);
  const calls = message?.tool_calls?.map((call) =>
    call.type === "function"
      ? { id: call.id, name: call.function.name, input: JSON.parse(call.function.arguments) }
      : call,
  );
  expect(calls ?? []).toEqual(blocksOf(native, "tool_use").map(({ id, name, input }) => ({ id, name, input })));
  const thinking = blocksOf(native, "thinking");
  expect(message?.reasoning_content ?? "").toBe(thinking.map((block) => block.thinking).join(""));
  const signed = thinking.filter(({ signature }) => signature);
  expect(message?.thinking_blocks ?? []).toEqual(signed.map((block) => ({ ...block, vendor: "anthropic" })));

  const cited = texts.flatMap(({ text, citations }) =>
    ((citations ?? []) as JsonObject[]).map(({ url, title }) => ({ url, title, text })),
  );
  const annotations = message?.annotations?.map(({ url_citation: { url, title, start_index, end_index } }) => {
    return { url, title, text: content.slice(start_index, end_index) };
  });
  expect(annotations ?? []).toEqual(cited);

  expect(choice?.finish_reason).toBe(FINISHES[String(native.stop_reason)]);
  const usage = native.usage as Record<string, number | JsonObject>;
  const [input, written, read, output] = [
    "input_tokens",
    "cache_creation_input_tokens",
    "cache_read_input_tokens",
    "output_tokens",
  ].map((name) => Number(usage[name] ?? 0)) as [number, number, number, number];
  expect(completion.usage).toMatchObject({
    prompt_tokens: input + written + read,
    completion_tokens: output,
    total_tokens: input + written + read + output,
    prompt_tokens_details: { cached_tokens: read, cache_write_tokens: written },
  });
  expect(completion.usage?.completion_tokens_details?.reasoning_tokens).toBe(
    (usage.output_tokens_details as JsonObject | undefined)?.thinking_tokens,
  );
  expect([completion.id, completion.model]).toEqual([native.id, native.model]);
}

function blocksOf(native: JsonObject, type: string): JsonObject[] {
  return (native.content as JsonObject[]).filter((block) => block.type === type);
}

/** The message that a stream amounts to, read without the code under test. */
function assemble(stream: string): JsonObject {
  let message: JsonObject = {};
  const blocks: JsonObject[] = [];
  const inputs: string[] = [];
  for (const line of stream.split(/\r?\n/)) {
    if (!line.startsWith("data:")) continue;
    const event = JSON.parse(line.slice(5));
    const block = blocks[event.index] as Record<string, string> & { citations?: unknown[] };
    if (event.type === "message_start") message = event.message;
    if (event.type === "content_block_start") blocks[event.index] = structuredClone(event.content_block);
    if (event.type === "message_delta") {
      message = { ...message, ...event.delta, usage: { ...(message.usage as JsonObject), ...event.usage } };
    }
    if (event.type !== "content_block_delta") continue;
    const { type, text, thinking, signature, citation, partial_json } = event.delta;
    if (type === "text_delta") block.text += text;
    if (type === "thinking_delta") block.thinking += thinking;
    if (type === "signature_delta") block.signature += signature;
    if (type === "citations_delta") block.citations = [...(block.citations ?? []), citation];
    if (type === "input_json_delta") inputs[event.index] = (inputs[event.index] ?? "") + partial_json;
  }
  const content = blocks.map((block, index) =>
    inputs[index] ? { ...block, input: JSON.parse(inputs[index]) } : block,
  );
  return { ...message, content };
}
