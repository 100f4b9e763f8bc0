import { readFileSync } from "node:fs";
import {
  type ChatChunk,
  ChatChunk as ChatChunkSchema,
  type ChatCompletion,
  type ChatRequest,
  createSseDecoder,
  foldChunks,
  parseChatRequest,
} from "@hub/protocol";
import { anthropicWireFormat } from "./anthropic-wire-format.ts";
import type { MessagesBody } from "./wire-types.ts";

/** A request for tests: a model, one user message, and what the test is about. */
export function chat(fields: Record<string, unknown> = {}): ChatRequest {
  return parseChatRequest({
    model: "claude-sonnet-4-5",
    messages: [{ role: "user", content: "Hello" }],
    ...fields,
  });
}

/** What becomes of a request: its body, headers and dropped fields. */
export function translate(fields: Record<string, unknown> = {}) {
  const { body, headers, droppedParams } = anthropicWireFormat.request(chat(fields));
  return { body: body as MessagesBody, headers: headers ?? {}, dropped: [...droppedParams] };
}

/** A function tool with one parameter. */
export function tool(name: string, fields: Record<string, unknown> = {}) {
  const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
  return { type: "function", function: { name, parameters, ...fields } };
}

/** The bytes of a stream recorded or made by hand. */
export function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`./fixtures/${name}.sse`, import.meta.url));
}

/** The chunks of a stream, cut as given. Each is checked against the schema. */
export function replay(pieces: Iterable<Uint8Array>, request: ChatRequest = chat()) {
  const decoder = createSseDecoder();
  const reducer = anthropicWireFormat.chunks(request);
  const chunks: ChatChunk[] = [];
  const take = (events: ReturnType<typeof decoder.push>) => {
    for (const event of events) chunks.push(...reducer.push(event));
  };
  for (const piece of pieces) take(decoder.push(piece));
  take(decoder.end());
  for (const chunk of chunks) ChatChunkSchema.parse(chunk);
  return { chunks, finished: reducer.finished, folded: foldChunks(chunks) as ChatCompletion };
}

/** The stream byte by byte. */
export function* bytesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let index = 0; index < bytes.length; index++) yield bytes.subarray(index, index + 1);
}

/** The stream cut at random places; the same seed cuts alike. */
export function* cutsOf(bytes: Uint8Array, seed: number): Generator<Uint8Array> {
  let state = seed;
  for (let index = 0; index < bytes.length; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const length = 1 + (state % 97);
    yield bytes.subarray(index, index + length);
    index += length;
  }
}
