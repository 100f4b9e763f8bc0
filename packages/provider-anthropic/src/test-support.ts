import { readFileSync } from "node:fs";
import { ChatChunk, type ChatCompletion, type ChatRequest, parseChatRequest } from "@hub/protocol";
import { replayStream } from "@hub/provider/testing";
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
  const { chunks, finished, folded } = replayStream(anthropicWireFormat, pieces, request);
  for (const chunk of chunks) ChatChunk.parse(chunk);
  return { chunks, finished, folded: folded as ChatCompletion };
}
