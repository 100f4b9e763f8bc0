import { ChatCompletion, type JsonObject } from "@hub/protocol";
import { toUpstreamError } from "@hub/provider";
import { byteByByte, comparable, cutAtRandom, type Recording, readRecordings } from "@hub/provider/testing";
import { describe, expect, it } from "vitest";
import { GEMINI_API, VERTEX_AI } from "./door.ts";
import { createWireFormat } from "./google-wire-format.ts";
import { chat, replay, streamOf } from "./test-support.ts";

const recorded = (vendor: string) =>
  readRecordings<JsonObject>(new URL(`../../../../shared/data/recorded/${vendor}.jsonl`, import.meta.url));

/** Parts without a place in the OpenAI format, and why that is no loss to report. */
const LEFT_OUT = new Set([
  // What Google's own tools were asked and found; the model's text says what came of it.
  "executableCode",
  "codeExecutionResult",
  "toolCall",
  "toolResponse",
  // What a remote MCP server answered to Google.
  "functionResponse",
]);
/** The model called a function that it was not given: an error, as the answer is of no use. */
const FAILED = new Set(["vertex-028"]);
/** No usage: the prompt was blocked before it was counted. */
const UNCOUNTED = new Set(["vertex-001"]);
/** Whoever recorded it left the sum out. */
const WITHOUT_TOTAL = new Set(["gemini-079"]);

const FINISHES: Record<string, string> = {
  STOP: "stop",
  1: "stop",
  MAX_TOKENS: "length",
  2: "length",
  SAFETY: "content_filter",
  MODEL_ARMOR: "content_filter",
};

describe.each([
  ["gemini", GEMINI_API],
  ["vertex", VERTEX_AI],
] as const)("recorded with %s", (vendor, door) => {
  const wire = createWireFormat(door, () => ({}));
  const recordings = recorded(vendor);
  const absent = recordings.length === 0;
  const note = absent ? " (skipped: no recordings here)" : "";
  const answers = recordings.filter(({ status, id }) => status < 300 && !FAILED.has(id));
  // One was recorded as a list of events, which Google answers without `alt=sse`.
  const whole = answers.filter(({ kind, response }) => kind === "json" && !Array.isArray(response));
  const streams = answers.filter((recording) => !whole.includes(recording));

  it.skipIf(absent).each(whole)(`$id becomes a valid completion that has lost nothing${note}`, (recording) => {
    const completion = ChatCompletion.parse(wire.completion(recording.response, chat()));
    expectNothingLost(completion, [recording.response as JsonObject], recording.id);
  });

  it.skipIf(absent).each(streams)(`$id becomes valid chunks that fold to all that it says${note}`, (recording) => {
    const { finished, folded } = replay([bytesOf(recording)], chat(), wire);
    expect(finished).toBe(true);
    expectNothingLost(ChatCompletion.parse(folded), eventsOf(recording), recording.id);
  });

  it.skipIf(absent)(`streams are the same however their bytes are cut${note}`, () => {
    for (const recording of streams) {
      const bytes = bytesOf(recording);
      const read = (pieces: Iterable<Uint8Array>) => comparable(replay(pieces, chat(), wire).chunks, bytes);
      const expected = read([bytes]);
      expect(read(byteByByte(bytes))).toBe(expected);
      for (const seed of [1, 2]) expect(read(cutAtRandom(bytes, seed))).toBe(expected);
    }
  });

  it.skipIf(absent)(`a stream and the same answer in one piece say the same${note}`, () => {
    for (const recording of streams) {
      const { folded } = replay([bytesOf(recording)], chat(), wire);
      const one = wire.completion(inOnePiece(eventsOf(recording)), chat());
      expect(folded.choices[0]?.message).toEqual(one.choices[0]?.message);
      expect(folded.usage).toEqual(one.usage);
    }
  });
});

describe("recorded failures", () => {
  const recordings = [...recorded("gemini"), ...recorded("vertex")];
  const absent = recordings.length === 0;
  const errors = recordings.filter(({ status }) => status >= 400);
  const map = (failure: { status: number; body: unknown }) =>
    toUpstreamError(
      "Google",
      { ...failure, headers: {} },
      createWireFormat(GEMINI_API, () => ({})).error({ ...failure, headers: {} }),
    );

  it.skipIf(absent).each(errors)("$id is the caller's or the gateway's", ({ id, status, response }) => {
    const [expected, code] =
      id === "gemini-082"
        ? [502, "upstream_auth_error"]
        : [status, status === 404 ? "model_not_found" : "invalid_request"];
    expect(map({ status, body: response })).toMatchObject({ status: expected, code, retryable: false });
  });

  it.skipIf(absent)("a function that was not there is the model's", () => {
    const { response } = recordings.find(({ id }) => id === "vertex-028") as Recording;
    const wire = createWireFormat(VERTEX_AI, () => ({}));
    expect(() => wire.completion(response, chat())).toThrow(
      expect.objectContaining({ code: "upstream_error", status: 502, retryable: true }),
    );
  });
});

/** What the native answer says, all of it, against what became of it. */
function expectNothingLost(completion: ChatCompletion, events: readonly JsonObject[], id: string): void {
  const [choice] = completion.choices;
  const message = choice?.message;
  const candidates = events.flatMap(({ candidates = [] }) => candidates as JsonObject[]);
  const parts = candidates.flatMap(({ content }) => ((content as JsonObject)?.parts ?? []) as JsonObject[]);
  const known = new Set([...LEFT_OUT, "text", "thought", "thoughtSignature", "functionCall", "inlineData"]);
  expect(parts.flatMap(Object.keys).filter((key) => !known.has(key))).toEqual([]);

  const textOf = (some: JsonObject[]) => some.map(({ text = "" }) => text).join("");
  const content = textOf(parts.filter(({ thought }) => !thought));
  expect(message?.content ?? "").toBe(content);
  expect(message?.reasoning_content ?? "").toBe(textOf(parts.filter(({ thought }) => thought)));

  const calls = parts.filter(({ functionCall }) => functionCall) as {
    functionCall: JsonObject;
    thoughtSignature?: string;
  }[];
  const shown = (message?.tool_calls ?? []) as unknown as (JsonObject & { id: string; function: JsonObject })[];
  expect(shown.map((call) => [call.function.name, JSON.parse(String(call.function.arguments))])).toEqual(
    calls.map(({ functionCall: { name, args } }) => [name, args]),
  );
  expect(new Set(shown.map((call) => call.id)).size).toBe(calls.length);
  // An ordinary client sends back id, name and arguments: signature and id have to come out as they were.
  if (calls.length > 0) {
    const tool_calls = shown.map(({ id: callId, type, function: called }) => ({ id: callId, type, function: called }));
    const messages = [
      { role: "user", content: "Hello" },
      { role: "assistant", content: null, tool_calls },
    ];
    const { body } = createWireFormat(GEMINI_API, () => ({})).request(chat({ model: "gemini-2.5-flash", messages }));
    const sent = (body as { contents: { parts: JsonObject[] }[] }).contents[1]?.parts;
    expect(sent?.map(({ thoughtSignature }) => thoughtSignature)).toEqual(calls.map((call) => call.thoughtSignature));
    expect(sent).toMatchObject(calls);
  }

  const reason = candidates.findLast(({ finishReason }) => finishReason)?.finishReason as string | undefined;
  const expected = events.some(({ promptFeedback }) => promptFeedback) ? "content_filter" : FINISHES[reason ?? "STOP"];
  expect(choice?.finish_reason).toBe(expected === "stop" && calls.length > 0 ? "tool_calls" : expected);

  for (const { groundingMetadata } of candidates)
    expectCited(groundingMetadata as JsonObject | undefined, message, content);
  const chosen = candidates.flatMap(
    ({ logprobsResult }) => ((logprobsResult as JsonObject)?.chosenCandidates ?? []) as JsonObject[],
  );
  expect(choice?.logprobs?.content?.map(({ token, logprob }) => ({ token, logprob })) ?? []).toEqual(
    chosen.map(({ token, logProbability }) => ({ token, logprob: logProbability })),
  );
  expectUsage(completion, events, id);
}

function expectCited(metadata: JsonObject | undefined, message: JsonObject | undefined, content: string): void {
  const chunks = (metadata?.groundingChunks ?? []) as { web?: { uri: string } }[];
  const cited = ((message?.annotations ?? []) as { url_citation: Record<string, string & number> }[]).map(
    ({ url_citation: { url, start_index, end_index } }) => ({ url, text: content.slice(start_index, end_index) }),
  );
  for (const support of (metadata?.groundingSupports ?? []) as {
    segment: JsonObject;
    groundingChunkIndices?: number[];
  }[]) {
    for (const index of support.groundingChunkIndices ?? []) {
      const url = chunks[index]?.web?.uri;
      if (url !== undefined) expect(cited).toContainEqual({ url, text: support.segment.text });
    }
  }
}

function expectUsage({ usage }: ChatCompletion, events: readonly JsonObject[], id: string): void {
  if (UNCOUNTED.has(id)) {
    expect(usage).toBeUndefined();
    return;
  }
  const native = events.findLast(({ usageMetadata }) => usageMetadata)?.usageMetadata as Record<string, number>;
  expect(usage).toMatchObject({
    prompt_tokens: (native.promptTokenCount ?? 0) + (native.toolUsePromptTokenCount ?? 0),
    completion_tokens: (native.candidatesTokenCount ?? 0) + (native.thoughtsTokenCount ?? 0),
    ...(!WITHOUT_TOTAL.has(id) && { total_tokens: native.totalTokenCount }),
    prompt_tokens_details: { cached_tokens: native.cachedContentTokenCount ?? 0 },
    completion_tokens_details: { reasoning_tokens: native.thoughtsTokenCount ?? 0 },
  });
}

function bytesOf({ response }: Recording<JsonObject>): Uint8Array {
  return typeof response === "string" ? Buffer.from(response) : streamOf(response as object[]);
}

/** The events of a stream, read without the code under test. */
function eventsOf({ response }: Recording<JsonObject>): JsonObject[] {
  if (typeof response !== "string") return response as JsonObject[];
  const lines = response.split(/\r?\n/).filter((line) => line.startsWith("data:"));
  return lines.map((line) => JSON.parse(line.slice("data:".length)));
}

function inOnePiece(events: readonly JsonObject[]): JsonObject {
  const candidates = events.flatMap(({ candidates = [] }) => candidates as JsonObject[]);
  const parts = candidates.flatMap(({ content }) => ((content as JsonObject)?.parts ?? []) as JsonObject[]);
  return Object.assign({}, ...events, { candidates: [Object.assign({}, ...candidates, { content: { parts } })] });
}
