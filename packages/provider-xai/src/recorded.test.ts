import { ChatChunk, ChatCompletion, type JsonObject, type Usage } from "@hub/protocol";
import { openAICompatibleWireFormat } from "@hub/provider";
import { byteByByte, comparable, cutAtRandom, deepFreeze, readRecordings, replayStream } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { xaiSpec } from "./index.ts";

const wire = openAICompatibleWireFormat(xaiSpec);
const recordings = readRecordings(new URL("../../../../shared/data/recorded/xai.jsonl", import.meta.url));
const absent = recordings.length === 0;
const note = absent ? " (skipped: no recordings here)" : "";
const whole = recordings.filter(({ kind }) => kind === "json");
const streams = recordings.filter(({ kind }) => kind === "sse");

describe.skipIf(absent)(`recorded answers of 2025-06${note}`, () => {
  it.each(whole)("$id becomes a valid completion that has lost nothing", ({ response, request }) => {
    const completion = ChatCompletion.parse(wire.completion(structuredClone(response), request));
    expect(completion).toEqual(completed(response as JsonObject));
    expect(completion.usage).toSatisfy(addsUp);
  });

  it.each(streams)("$id becomes valid chunks that have lost nothing", ({ response, request }) => {
    const { chunks, folded, finished, skipped } = replayStream(wire, [Buffer.from(String(response))], request);
    expect({ finished, skipped }).toEqual({ finished: true, skipped: 0 });
    for (const chunk of chunks) ChatChunk.parse(chunk);
    ChatCompletion.parse(folded);
    if (folded?.usage) expect(folded.usage).toSatisfy(addsUp);
    expect(chunks).toEqual(eventsOf(String(response)).map(completedChunk));
  });

  it("count reasoning beside the completion in many cases, which the tests above see put right", () => {
    const apart = recordings.filter(({ kind, response }) => {
      const usages = kind === "json" ? [response as JsonObject] : eventsOf(String(response));
      return usages.some(({ usage }) => usage && !addsUp(usage as Usage));
    });
    expect(apart.length).toBeGreaterThan(30);
  });

  it("are the same however their bytes are cut", () => {
    for (const [index, { response, request }] of streams.entries()) {
      const bytes = Buffer.from(String(response));
      const expected = comparable(replayStream(wire, [bytes], request).chunks, bytes);
      const cuts = [cutAtRandom(bytes, index), ...(index % 8 === 0 ? [byteByByte(bytes)] : [])];
      for (const pieces of cuts) {
        expect(comparable(replayStream(wire, pieces, request).chunks, bytes)).toBe(expected);
      }
    }
  });
});

describe.skipIf(absent)(`recorded requests${note}`, () => {
  it.each(recordings)("$id, which xAI took, is sent as it was", ({ request }) => {
    const { body, droppedParams } = wire.request(deepFreeze(structuredClone(request)));
    const expected: JsonObject = { ...request };
    // Usage is always asked for.
    if (request.stream) expected.stream_options = { ...request.stream_options, include_usage: true };
    expect(body).toEqual(expected);
    expect(droppedParams).toEqual([]);
  });
});

function addsUp({ prompt_tokens, completion_tokens, total_tokens }: Usage): boolean {
  return prompt_tokens + completion_tokens === total_tokens;
}

/** xAI's answer with what OpenAI's schema demands, and with reasoning among the completion tokens. */
function completed(response: JsonObject): JsonObject {
  const choices = (response.choices as JsonObject[]).map((choice) => ({ logprobs: null, ...choice }));
  return { ...response, choices, usage: counted(response.usage as Usage) };
}

function completedChunk({ usage, ...event }: JsonObject): JsonObject {
  const choices = (event.choices as JsonObject[]).map((choice) => ({ finish_reason: null, ...choice }));
  return { ...event, choices, ...(usage ? { usage: counted(usage as Usage) } : {}) };
}

function counted(usage: Usage): Usage {
  return { ...usage, completion_tokens: usage.total_tokens - usage.prompt_tokens };
}

/** The JSON events of a stream, read without the code under test. */
function eventsOf(stream: string): JsonObject[] {
  return stream
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)));
}
