import { ChatChunk, ChatCompletion, isJsonObject, type JsonObject } from "@hub/protocol";
import { openAICompatibleWireFormat, toUpstreamError } from "@hub/provider";
import { byteByByte, comparable, cutAtRandom, deepFreeze, readRecordings, replayStream } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { groqSpec } from "./index.ts";

const wire = openAICompatibleWireFormat(groqSpec);
const recordings = readRecordings(new URL("../../../../shared/data/recorded/groq.jsonl", import.meta.url));
const absent = recordings.length === 0;
const note = absent ? " (skipped: no recordings here)" : "";
const answers = recordings.filter(({ status }) => status < 300);
const whole = answers.filter(({ kind }) => kind === "json");
const streams = answers.filter(({ kind }) => kind === "sse");
const broken = streams.filter(({ response }) => String(response).includes("event: error"));
const complete = streams.filter((recording) => !broken.includes(recording));

describe.skipIf(absent)(`recorded answers${note}`, () => {
  it.each(whole)("$id becomes a valid completion that has lost nothing", ({ response, request }) => {
    const completion = ChatCompletion.parse(wire.completion(structuredClone(response), request));
    expect(completion).toEqual(completed(response as JsonObject));
  });

  it.each(complete)("$id becomes valid chunks that have lost nothing", ({ response, request }) => {
    const { chunks, folded, finished, skipped } = replayStream(wire, [Buffer.from(String(response))], request);
    expect({ finished, skipped }).toEqual({ finished: true, skipped: 0 });
    for (const chunk of chunks) ChatChunk.parse(chunk);
    ChatCompletion.parse(folded);
    expect(folded?.usage).toBeDefined();
    expect(chunks).toEqual(eventsOf(String(response)).map(adjusted));
  });

  it.each(broken)("$id ends in the error that Groq put in the stream", ({ response, request }) => {
    const said = eventsOf(String(response)).at(-1)?.error as JsonObject;
    expect(() => replayStream(wire, [Buffer.from(String(response))], request)).toThrow(
      expect.objectContaining({
        status: 400,
        code: "invalid_request",
        vendorCode: "tool_use_failed",
        message: said.message,
        retryable: false,
      }),
    );
  });

  it("are the same however their bytes are cut", () => {
    for (const [index, { response, request }] of complete.entries()) {
      const bytes = Buffer.from(String(response));
      const expected = comparable(replayStream(wire, [bytes], request).chunks, bytes);
      for (const pieces of [byteByByte(bytes), cutAtRandom(bytes, index), cutAtRandom(bytes, index + 100)]) {
        expect(comparable(replayStream(wire, pieces, request).chunks, bytes)).toBe(expected);
      }
    }
  });

  it("hold three streams that break off with an error", () => {
    expect(broken).toHaveLength(3);
  });
});

describe.skipIf(absent)(`recorded requests${note}`, () => {
  it.each(answers)("$id, which Groq took, is sent as it was", ({ request }) => {
    const { body, droppedParams } = wire.request(deepFreeze(structuredClone(request)));
    const expected: JsonObject = { ...request };
    if (request.stream) expected.stream_options = { ...request.stream_options, include_usage: true };
    expect(body).toEqual(expected);
    expect(droppedParams).toEqual([]);
  });
});

describe.skipIf(absent)(`recorded errors${note}`, () => {
  it.each(recordings.filter(({ status }) => status >= 400))("$id ($status) is the caller's", (recording) => {
    const failure = { status: recording.status, headers: {}, body: recording.response };
    const error = toUpstreamError("Groq", failure, wire.error(failure));
    const said = (recording.response as { error: { message: string; code: string; failed_generation?: string } }).error;
    expect(error).toMatchObject({ status: recording.status, message: said.message, retryable: false });
    expect(error.toEnvelope().error.code).toBe(said.code);
    if (said.failed_generation) expect(JSON.stringify(error) + error.stack).not.toContain(said.failed_generation);
  });
});

/** Groq's answer with what OpenAI's schema demands, and with the reasoning under its usual name. */
function completed(response: JsonObject): JsonObject {
  const choices = (response.choices as { message: JsonObject }[]).map(({ message, ...choice }) => ({
    ...choice,
    message: { content: null, refusal: null, ...renamed(message) },
  }));
  return { ...response, choices };
}

/** Groq's chunk with the reasoning under its usual name, and with usage in the one place where it belongs. */
function adjusted(event: JsonObject): JsonObject {
  const own = event.x_groq;
  const choices = (event.choices as { delta: JsonObject }[]).map((choice) => ({
    ...choice,
    delta: renamed(choice.delta),
  }));
  if (!isJsonObject(own) || !own.usage) return { ...event, choices };
  const { usage, ...rest } = own;
  return { ...event, choices, usage: event.usage ?? usage, x_groq: rest };
}

function renamed({ reasoning, ...message }: JsonObject): JsonObject {
  return reasoning === undefined ? message : { ...message, reasoning_content: reasoning };
}

/** The JSON events of a stream, read without the code under test. */
function eventsOf(stream: string): JsonObject[] {
  return stream
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)));
}
