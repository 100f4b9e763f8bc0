import { ChatChunk, ChatCompletion, type JsonObject } from "@hub/protocol";
import { openAICompatibleWireFormat } from "@hub/provider";
import { byteByByte, comparable, cutAtRandom, deepFreeze, readRecordings, replayStream } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { mistralSpec } from "./index.ts";

const wire = openAICompatibleWireFormat(mistralSpec);
const recordings = readRecordings(new URL("../../../../shared/data/recorded/mistral.jsonl", import.meta.url));
const absent = recordings.length === 0;
const note = absent ? " (skipped: no recordings here)" : "";
const whole = recordings.filter(({ kind }) => kind === "json");
const streams = recordings.filter(({ kind }) => kind === "sse");

interface Part {
  type: string;
  text?: string;
  thinking?: { text: string }[];
}

describe.skipIf(absent)(`recorded answers of 2025 and 2026${note}`, () => {
  it.each(whole)("$id becomes a valid completion that has lost nothing", ({ response, request }) => {
    const completion = ChatCompletion.parse(wire.completion(structuredClone(response), request));
    expect(completion).toEqual(completed(response as JsonObject));
  });

  it.each(streams)("$id becomes valid chunks that have lost nothing", ({ response, request }) => {
    const { chunks, folded, finished, skipped } = replayStream(wire, [Buffer.from(String(response))], request);
    expect({ finished, skipped }).toEqual({ finished: true, skipped: 0 });
    for (const chunk of chunks) ChatChunk.parse(chunk);
    ChatCompletion.parse(folded);
    expect(folded?.usage).toBeDefined();
    const events = eventsOf(String(response));
    expect(chunks.map(({ choices }) => choices.map(said))).toEqual(
      events.map(({ choices }) => (choices as { delta: JsonObject }[]).map(({ delta }) => saidInParts(delta))),
    );
    expect(chunks.map(outside)).toEqual(events.map(({ p: _padding, ...event }) => outside(event)));
    expect(toolCallsOf(folded)).toEqual(toolCallsIn(events));
  });

  it("are the same however their bytes are cut", () => {
    for (const [index, { response, request }] of streams.entries()) {
      const bytes = Buffer.from(String(response));
      const expected = comparable(replayStream(wire, [bytes], request).chunks, bytes);
      for (const pieces of [byteByByte(bytes), cutAtRandom(bytes, index), cutAtRandom(bytes, index + 100)]) {
        expect(comparable(replayStream(wire, pieces, request).chunks, bytes)).toBe(expected);
      }
    }
  });
});

describe.skipIf(absent)(`recorded requests${note}`, () => {
  it.each(recordings)("$id, which Mistral took, is sent as it was", ({ request }) => {
    const { body, droppedParams } = wire.request(deepFreeze(structuredClone(request)));
    // A null says the same as nothing.
    expect(body).toEqual(Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null)));
    expect(droppedParams).toEqual([]);
  });
});

/** Mistral's answer with what OpenAI's schema demands, and with parts as text and as reasoning. */
function completed(response: JsonObject): JsonObject {
  const choices = (response.choices as { message: JsonObject }[]).map(({ message, ...choice }) => {
    const { tool_calls: calls, ...rest } = message;
    const tool_calls = ((calls ?? []) as JsonObject[]).map((call) => ({ type: "function", ...call }));
    return {
      logprobs: null,
      ...choice,
      message: { refusal: null, ...rest, ...saidInParts(message), ...(tool_calls.length > 0 && { tool_calls }) },
    };
  });
  const { num_cached_tokens: cached, prompt_tokens_details: details, ...usage } = response.usage as JsonObject;
  return {
    ...response,
    choices,
    usage: {
      ...usage,
      ...(cached !== undefined && { num_cached_tokens: cached }),
      ...((details || cached !== undefined) && { prompt_tokens_details: details ?? { cached_tokens: cached } }),
    },
  };
}

function saidInParts({ content }: JsonObject): JsonObject {
  if (!Array.isArray(content)) return content === undefined ? {} : { content };
  const parts = content as Part[];
  const text = parts.map((part) => part.text ?? "").join("");
  const reasoning_content = parts
    .flatMap(({ thinking }) => thinking ?? [])
    .map((part) => part.text)
    .join("");
  // Some thoughts of recorded streams are empty.
  if (reasoning_content === "") return { content: text };
  return text === "" ? { reasoning_content } : { content: text, reasoning_content };
}

function said({ delta }: { delta: JsonObject }): JsonObject {
  return Object.fromEntries(Object.entries(delta).filter(([field]) => /content$/.test(field)));
}

function outside({ choices: _choices, ...chunk }: JsonObject): JsonObject {
  return chunk;
}

function toolCallsOf(completion: ChatCompletion | undefined): unknown[] {
  return (completion?.choices ?? []).flatMap(({ message }) => message.tool_calls ?? []);
}

/** Recorded calls come whole, each in one chunk. */
function toolCallsIn(events: readonly JsonObject[]): unknown[] {
  const choices = events.flatMap(({ choices }) => choices as { delta: { tool_calls?: JsonObject[] } }[]);
  return choices
    .flatMap(({ delta }) => delta.tool_calls ?? [])
    .map(({ index: _index, ...call }) => ({ type: "function", ...call }));
}

/** The JSON events of a stream, read without the code under test. */
function eventsOf(stream: string): JsonObject[] {
  return stream
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)));
}
