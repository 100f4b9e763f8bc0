import { Buffer } from "node:buffer";
import { ChatCompletion, isJsonObject, type JsonObject } from "@hub/protocol";
import { toUpstreamError } from "@hub/provider";
import { byteByByte, cutAtRandom, type Recording, readRecordings } from "@hub/provider/testing";
import { describe, expect, it, vi } from "vitest";
import { chat, replay, wire } from "./test-support.ts";

/** Streams are binary, and some have the sizes of the network's chunks, in bytes. */
type BedrockRecording = Recording<JsonObject> & {
  endpoint: string;
  model: string;
  responseBase64?: string;
  chunkBoundaries?: number[];
};

const recordings = readRecordings<JsonObject>(
  new URL("../../../../shared/data/recorded/bedrock.jsonl", import.meta.url),
) as BedrockRecording[];
const absent = recordings.length === 0;
const answers = recordings.filter(({ status }) => status < 300);
const whole = answers.filter(({ responseBase64 }) => responseBase64 === undefined);
const streams = answers.filter(({ responseBase64 }) => responseBase64 !== undefined);
const bytesOf = ({ responseBase64 }: BedrockRecording) => new Uint8Array(Buffer.from(responseBase64 ?? "", "base64"));

const FINISHES: Record<string, string> = {
  end_turn: "stop",
  stop_sequence: "stop",
  tool_use: "tool_calls",
  max_tokens: "length",
  guardrail_intervened: "content_filter",
};

describe.skipIf(absent)(`recorded answers${absent ? " (skipped: no recordings here)" : ""}`, () => {
  it("are all of the Converse API", () => {
    const endpoints = new Set(recordings.map(({ endpoint }) => endpoint));
    expect([...endpoints].sort()).toEqual(["converse", "converse-stream"]);
    expect(streams.length).toBeGreaterThan(20);
    expect(whole.length).toBeGreaterThan(100);
  });

  it.each(whole)("$id becomes a valid completion that has lost nothing", ({ response }) => {
    expectNothingLost(ChatCompletion.parse(wire.completion(response, chat())), response as JsonObject);
  });

  it.each(streams)("$id becomes valid chunks that fold to all that it says", (recording) => {
    const { chunks, finished, folded } = replay([bytesOf(recording)]);
    expect(finished).toBe(true);
    expect(chunks.filter(({ usage }) => usage)).toEqual([chunks.at(-1)]);
    expect(chunks.at(-1)?.choices).toEqual([]);
    expectNothingLost(ChatCompletion.parse(folded), assemble(bytesOf(recording)));
  });

  it("are the same however their bytes are cut", () => {
    vi.setSystemTime(0);
    const read = (pieces: Iterable<Uint8Array>) =>
      JSON.stringify(replay(pieces).chunks).replaceAll(/chatcmpl-[\w-]+/g, "");
    for (const recording of streams) {
      const bytes = bytesOf(recording);
      const expected = read([bytes]);
      expect(read(byteByByte(bytes))).toBe(expected);
      for (const seed of [1, 2]) expect(read(cutAtRandom(bytes, seed))).toBe(expected);
      if (recording.chunkBoundaries) expect(read(cutInto(bytes, recording.chunkBoundaries))).toBe(expected);
    }
    expect(streams.filter(({ chunkBoundaries }) => chunkBoundaries)).not.toEqual([]);
    vi.useRealTimers();
  });
});

describe.skipIf(absent)(`recorded errors${absent ? " (skipped: no recordings here)" : ""}`, () => {
  it.each(recordings.filter(({ status }) => status >= 400))("$id is the caller's or the gateway's", (recording) => {
    const failure = { status: recording.status, headers: {}, body: recording.response };
    const error = toUpstreamError("Bedrock", failure, wire.error(failure));
    const { message } = recording.response as { message: string };
    if (recording.status === 403) {
      expect(error).toMatchObject({ status: 502, code: "upstream_auth_error", retryable: false });
    } else {
      const isUnknown = message === "The provided model identifier is invalid.";
      expect(error).toMatchObject(
        isUnknown ? { status: 404, code: "model_not_found" } : { status: 400, code: "invalid_request" },
      );
      expect(error.message).toBe(message);
    }
  });
});

function* cutInto(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let start = 0;
  for (const size of sizes) {
    yield bytes.subarray(start, start + size);
    start += size;
  }
  expect(start).toBe(bytes.length);
}

/** What the native answer says, all of it, against what became of it. */
function expectNothingLost(completion: ChatCompletion, native: JsonObject): void {
  const choice = completion.choices[0];
  const message = choice?.message;
  const blocks = (native.output as { message: { content: JsonObject[] } }).message.content;
  const kinds = new Set(["text", "toolUse", "toolResult", "reasoningContent"]);
  expect(blocks.filter((block) => !kinds.has(Object.keys(block)[0] ?? ""))).toEqual([]);
  // What Bedrock's own tools were asked and found; the model's text says what came of it.
  const isServers = ({ toolUse }: JsonObject) => isJsonObject(toolUse) && toolUse.type === "server_tool_use";

  const texts = blocks.flatMap(({ text }) => (text === undefined ? [] : [text]));
  expect(message?.content ?? "").toBe(texts.join(""));
  const calls = message?.tool_calls?.map((call) =>
    call.type === "function"
      ? { toolUseId: call.id, name: call.function.name, input: JSON.parse(call.function.arguments) }
      : call,
  );
  const called = blocks
    .filter((block) => block.toolUse && !isServers(block))
    .map(({ toolUse }) => {
      const { toolUseId, name, input } = toolUse as JsonObject;
      return { toolUseId, name, input };
    });
  expect(calls ?? []).toEqual(called);

  const reasoning = blocks.flatMap(({ reasoningContent }) =>
    reasoningContent ? [reasoningContent as { reasoningText?: JsonObject; redactedContent?: string }] : [],
  );
  expect(message?.reasoning_content ?? "").toBe(reasoning.map((block) => block.reasoningText?.text ?? "").join(""));
  const signed = reasoning.filter((block) => block.redactedContent || block.reasoningText?.signature);
  // Sent back, the blocks are what they were, byte for byte.
  const history = [
    { role: "user", content: "?" },
    { ...message, role: "assistant", content: "!" },
  ];
  const { body } = wire.request(chat({ messages: history, tools: undefined }));
  const turn = (body as { messages: { content: JsonObject[] }[] }).messages[1]?.content;
  expect(turn?.flatMap((block) => block.reasoningContent ?? [])).toEqual(signed);

  expect(choice?.finish_reason).toBe(FINISHES[String(native.stopReason)]);
  const usage = native.usage as Record<string, number>;
  const [read = 0, written = 0] = [usage.cacheReadInputTokens, usage.cacheWriteInputTokens];
  expect(completion.usage).toMatchObject({
    prompt_tokens: Number(usage.inputTokens) + read + written,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.totalTokens,
    prompt_tokens_details: { cached_tokens: read, cache_write_tokens: written },
  });
  const tier = isJsonObject(native.serviceTier) ? native.serviceTier.type : undefined;
  expect(completion.service_tier ?? undefined).toBe(tier);
}

/** The whole answer that a stream amounts to, put together without the code that is tested. */
function assemble(bytes: Uint8Array): JsonObject {
  const content: JsonObject[] = [];
  const inputs: string[] = [];
  let answer: JsonObject = {};
  for (const [type, event] of readFrames(bytes)) {
    const index = Number(event.contentBlockIndex);
    if (type === "contentBlockStart") content[index] = structuredClone(event.start) as JsonObject;
    if (type === "messageStop") answer = { ...answer, stopReason: event.stopReason };
    if (type === "metadata") answer = { ...answer, usage: event.usage, serviceTier: event.serviceTier };
    if (type !== "contentBlockDelta") continue;
    const delta = event.delta as JsonObject & { toolUse?: { input: string }; reasoningContent?: JsonObject };
    if (delta.toolUse) inputs[index] = (inputs[index] ?? "") + delta.toolUse.input;
    if (typeof delta.text === "string") content[index] = { text: String(content[index]?.text ?? "") + delta.text };
    if (delta.reasoningContent) {
      const { text = "", signature, redactedContent } = delta.reasoningContent;
      const before = (content[index]?.reasoningContent as { reasoningText?: JsonObject })?.reasoningText;
      const reasoningText = { text: `${before?.text ?? ""}${text}`, ...((signature && { signature }) as JsonObject) };
      content[index] = { reasoningContent: redactedContent ? { redactedContent } : { reasoningText } };
    }
  }
  for (const [index, input] of inputs.entries()) {
    if (input) content[index] = { toolUse: { ...(content[index]?.toolUse as JsonObject), input: JSON.parse(input) } };
  }
  return { ...answer, output: { message: { content: content.filter(Boolean) } } };
}

/** Frames by hand: lengths, then headers of strings, then the payload. Checksums are left to the code that is tested. */
function* readFrames(bytes: Uint8Array): Generator<[type: string, event: JsonObject]> {
  const buffer = Buffer.from(bytes);
  for (let start = 0; start < buffer.length; ) {
    const length = buffer.readUInt32BE(start);
    const headersEnd = start + 12 + buffer.readUInt32BE(start + 4);
    const name = buffer.indexOf(":event-type", start) + ":event-type".length;
    // One byte for the type of a string, and two for its length.
    const type = buffer.toString("latin1", name + 3, name + 3 + buffer.readUInt16BE(name + 1));
    yield [type, JSON.parse(buffer.toString("utf8", headersEnd, start + length - 4))];
    start += length;
  }
}
