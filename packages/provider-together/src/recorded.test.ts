import { ChatChunk, ChatCompletion, type JsonObject } from "@hub/protocol";
import { openAICompatibleWireFormat } from "@hub/provider";
import { byteByByte, comparable, cutAtRandom, deepFreeze, readRecordings, replayStream } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { togetherSpec } from "./index.ts";

const wire = openAICompatibleWireFormat(togetherSpec);
const recordings = readRecordings(new URL("../../../../shared/data/recorded/together.jsonl", import.meta.url));
const absent = recordings.length === 0;
const note = absent ? " (skipped: no recordings here)" : "";
const whole = recordings.filter(({ kind }) => kind === "json");
const streams = recordings.filter(({ kind }) => kind === "sse");

// These 7, from 2024 and 2025, are all that is recorded of Together; none has reasoning or log probabilities.
describe.skipIf(absent)(`recorded answers${note}`, () => {
  it.each(whole)("$id becomes a valid completion that has lost nothing", ({ response, request }) => {
    const completion = ChatCompletion.parse(wire.completion(structuredClone(response), request));
    expect(completion).toEqual(completed(response as JsonObject));
  });

  it.each(streams)("$id becomes valid chunks that have lost nothing", ({ response, request }) => {
    const { chunks, folded, finished, skipped } = replayStream(wire, [Buffer.from(String(response))], request);
    expect({ finished, skipped }).toEqual({ finished: true, skipped: 0 });
    for (const chunk of chunks) ChatChunk.parse(chunk);
    ChatCompletion.parse(folded);
    expect(chunks).toEqual(eventsOf(String(response)).map(completedChunk));
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
  it.each(recordings)("$id, which Together took, is sent as it was", ({ request }) => {
    const { body, droppedParams } = wire.request(deepFreeze(structuredClone(request)));
    // A null says the same as nothing.
    const expected = Object.fromEntries(Object.entries(request).filter(([, value]) => value !== null));
    if (request.stream) expected.stream_options = { include_usage: true };
    if (expected.function_call) {
      expected.tool_choice = expected.function_call;
      delete expected.function_call;
    }
    expect(body).toEqual(expected);
    expect(droppedParams).toEqual([]);
  });
});

/** Together's answer in OpenAI's words, with what OpenAI's schema demands, and cached tokens in their place. */
function completed(response: JsonObject): JsonObject {
  const choices = (response.choices as { message: JsonObject; finish_reason: string }[]).map((choice) => {
    const { tool_calls: calls, ...message } = choice.message;
    const called = Array.isArray(calls) && calls.length > 0 ? { tool_calls: calls } : {};
    return {
      ...choice,
      finish_reason: choice.finish_reason === "eos" ? "stop" : choice.finish_reason,
      message: { refusal: null, ...message, ...called },
    };
  });
  const { cached_tokens } = response.usage as JsonObject;
  const details = cached_tokens === undefined ? {} : { prompt_tokens_details: { cached_tokens } };
  return { ...response, choices, usage: { ...(response.usage as JsonObject), ...details } };
}

/** Together's chunk without what repeats the delta, or is null. */
function completedChunk(event: JsonObject): JsonObject {
  const choices = (event.choices as { delta: JsonObject; finish_reason: string | null }[]).map((choice) => {
    const { text: _text, delta, ...rest } = choice as typeof choice & { text?: string };
    const { tool_calls: calls, ...said } = delta;
    const finish_reason = rest.finish_reason === "eos" ? "stop" : rest.finish_reason;
    return { ...rest, finish_reason, delta: calls === null ? said : delta };
  });
  return { ...event, choices };
}

/** The JSON events of a stream, read without the code under test. */
function eventsOf(stream: string): JsonObject[] {
  return stream
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)));
}
