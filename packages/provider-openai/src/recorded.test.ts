import { ChatChunk, ChatCompletion, type JsonObject } from "@hub/protocol";
import { openAICompatibleWireFormat, toUpstreamError } from "@hub/provider";
import { byteByByte, comparable, cutAtRandom, deepFreeze, readRecordings, replayStream } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { openAISpec } from "./index.ts";

const wire = openAICompatibleWireFormat(openAISpec);
const recordings = readRecordings(new URL("../../../../shared/data/recorded/openai.jsonl", import.meta.url));
const absent = recordings.length === 0;
const note = absent ? " (skipped: no recordings here)" : "";
const answers = recordings.filter(({ status }) => status < 300);
const whole = answers.filter(({ kind }) => kind === "json");
const streams = answers.filter(({ kind }) => kind === "sse");

/**
 * Streams of a reseller, recorded under OpenAI's path, whose chunks are not those that came: one repeats id, type and
 * name of a tool call in each delta, the other sends null for arguments. Clients of OpenAI cannot read either.
 */
const NORMALIZED = new Set(["openai-140", "openai-141"]);
/** Sampling parameters at the only value that reasoning models take, which is what they do without. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  "openai-163": ["temperature"],
  "openai-167": ["temperature"],
};

describe.skipIf(absent)(`recorded answers${note}`, () => {
  it.each(whole)("$id becomes a valid completion that has lost nothing", ({ response, request }) => {
    const completion = ChatCompletion.parse(wire.completion(structuredClone(response), request));
    expect(completion).toEqual(completed(response as JsonObject));
  });

  it.each(streams)("$id becomes valid chunks that have lost nothing", ({ id, response, request }) => {
    const { chunks, folded, finished, skipped } = replayStream(wire, [Buffer.from(String(response))], request);
    expect({ finished, skipped }).toEqual({ finished: true, skipped: 0 });
    for (const chunk of chunks) ChatChunk.parse(chunk);
    ChatCompletion.parse(folded);
    if (NORMALIZED.has(id)) return;
    expect(chunks).toEqual(eventsOf(String(response)).map(({ obfuscation: _padding, ...event }) => event));
  });

  it.each(streams.filter(({ id }) => NORMALIZED.has(id)))("$id has one tool call that can be run", (recording) => {
    const { folded } = replayStream(wire, [Buffer.from(String(recording.response))], recording.request);
    expect(folded?.choices[0]?.message.tool_calls).toEqual([
      { id: "0", type: "function", function: { name: "llm_version", arguments: "{}" } },
    ]);
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
  it.each(answers)("$id, which OpenAI took, is sent as it was", ({ id, request }) => {
    const { body, droppedParams } = wire.request(deepFreeze(structuredClone(request)));
    const expected: JsonObject = { ...request };
    for (const field of LEFT_OUT[id] ?? []) delete expected[field];
    // Usage is always asked for.
    if (request.stream) expected.stream_options = { ...request.stream_options, include_usage: true };
    expect(body).toEqual(expected);
    expect(droppedParams).toEqual([]);
  });
});

describe.skipIf(absent)(`recorded errors${note}`, () => {
  it.each(recordings.filter(({ status }) => status >= 400))(
    "$id ($status) is the caller's or the gateway's",
    (recording) => {
      const failure = { status: recording.status, headers: {}, body: recording.response };
      const error = toUpstreamError("OpenAI", failure, wire.error(failure));
      const said = (recording.response as { error: { message: string; param: string | null; code: string | null } })
        .error;
      const { status } = recording;
      if (status === 401 || status === 403) {
        expect(error).toMatchObject({ status: 502, code: "upstream_auth_error" });
        expect(error.message).not.toContain(said.message);
      } else if (status === 404) {
        expect(error).toMatchObject({ status: 404, code: "model_not_found", message: said.message, param: said.param });
      } else {
        const { message, param, code } = said;
        expect(error.toEnvelope()).toEqual({
          error: { message, type: "invalid_request_error", param, code: code ?? "invalid_request" },
        });
      }
      expect(error.retryable).toBe(false);
    },
  );
});

/** OpenAI's answer with what its schema demands and older answers leave out. */
function completed(response: JsonObject): JsonObject {
  const choices = (response.choices as { message: JsonObject }[]).map(({ message, ...choice }) => ({
    logprobs: null,
    ...choice,
    message: { refusal: null, ...message },
  }));
  return { ...response, choices };
}

/** The JSON events of a stream, read without the code under test. */
function eventsOf(stream: string): JsonObject[] {
  return stream
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data: {"))
    .map((line) => JSON.parse(line.slice(6)));
}
