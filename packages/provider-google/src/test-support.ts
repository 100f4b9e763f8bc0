import { ChatChunk, type ChatCompletion, type ChatRequest, parseChatRequest } from "@hub/protocol";
import type { WireFormat } from "@hub/provider";
import { replayStream } from "@hub/provider/testing";
import { googleWireFormat } from "./google-wire-format.ts";
import type { GenerateContentBody } from "./wire-types.ts";

/** A request for tests: a model, one user message, and what the test is about. */
export function chat(fields: Record<string, unknown> = {}): ChatRequest {
  return parseChatRequest({
    model: "gemini-3-flash-preview",
    messages: [{ role: "user", content: "Hello" }],
    ...fields,
  });
}

/** What becomes of a request: its path, body and dropped fields. */
export function translate(fields: Record<string, unknown> = {}, wire: WireFormat = googleWireFormat) {
  const { path, body, droppedParams } = wire.request(chat(fields));
  return { path, body: body as GenerateContentBody, dropped: [...droppedParams] };
}

/** What becomes of a whole answer with one candidate. */
export function answer(candidate: object, fields: Record<string, unknown> = {}, rest: object = {}): ChatCompletion {
  const body = { candidates: [candidate], responseId: "r1", modelVersion: "gemini-x", ...rest };
  return googleWireFormat.completion(body, chat(fields));
}

/** A stream of these responses, with the line ends that Google sends. */
export function streamOf(responses: readonly object[]): Uint8Array {
  return Buffer.from(responses.map((response) => `data: ${JSON.stringify(response)}\r\n\r\n`).join(""));
}

/** The chunks of a stream, cut as given. Each is checked against the schema. */
export function replay(pieces: Iterable<Uint8Array>, request: ChatRequest = chat(), wire = googleWireFormat) {
  const { chunks, finished, folded } = replayStream(wire, pieces, request);
  for (const chunk of chunks) ChatChunk.parse(chunk);
  return { chunks, finished, folded: folded as ChatCompletion };
}

/** A function tool with one parameter. */
export function tool(name: string, fields: Record<string, unknown> = {}) {
  const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
  return { type: "function", function: { name, parameters, ...fields } };
}

const SIGNATURE = Buffer.from("a signature of some length, as Gemini 3 gives it").toString("base64");
const usageMetadata = { promptTokenCount: 9, candidatesTokenCount: 4, thoughtsTokenCount: 8, totalTokenCount: 21 };

/** A response with one candidate. */
export function response(parts: readonly object[], candidate: object = {}, rest: object = {}): object {
  const content = { role: "model", parts };
  return {
    candidates: [{ content, index: 0, ...candidate }],
    usageMetadata,
    modelVersion: "gemini-x",
    responseId: "r1",
    ...rest,
  };
}

/** What Google answers, in one piece: thoughts, text, and calls with and without a signature. */
export const COMPLETION = response(
  [
    { text: "Rom?", thought: true },
    { text: "Grüße 🌍" },
    { functionCall: { name: "weather", args: { city: "Rom" } }, thoughtSignature: SIGNATURE },
    { functionCall: { name: "time", args: {}, id: "x1" } },
  ],
  { finishReason: "STOP" },
);

/** Streams that come to their end, one for each thing that is particular about Google's. */
export const STREAMS = {
  "thoughts, text and a signature on nothing": [
    response([{ text: "Rom?", thought: true }]),
    response([{ text: "Grüße" }]),
    response([{ text: " 🌍" }]),
    response([{ text: "", thoughtSignature: SIGNATURE }], { finishReason: "STOP" }),
  ],
  "calls, and the end in another event": [
    response([
      { functionCall: { name: "weather", args: { city: "Rom" } }, thoughtSignature: SIGNATURE },
      { functionCall: { name: "weather", args: { city: "Oslo" } } },
    ]),
    response([{ functionCall: { name: "time", id: "x1" } }]),
    response([], { finishReason: "STOP" }),
  ],
  "web search": [
    response([{ text: "Größe: 9" }]),
    response([{ text: " cm." }], {
      finishReason: "STOP",
      groundingMetadata: {
        webSearchQueries: ["size"],
        groundingChunks: [{ web: { uri: "https://a.example", title: "A" } }, { web: { uri: "https://b.example" } }],
        groundingSupports: [{ segment: { startIndex: 10, endIndex: 15, text: "9 cm." }, groundingChunkIndices: [0] }],
      },
    }),
  ],
  "a blocked prompt": [
    { promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 9 }, responseId: "r1" },
  ],
  "an image, logprobs and a filtered end": [
    response([{ inlineData: { mimeType: "image/png", data: "iVBORw0KGgo=" } }], {
      logprobsResult: { chosenCandidates: [{ token: "é", logProbability: -0.1 }] },
    }),
    response([], { finishReason: "SAFETY", finishMessage: "No.", safetyRatings: [{ category: "X", blocked: true }] }),
  ],
} as const satisfies Record<string, readonly object[]>;
