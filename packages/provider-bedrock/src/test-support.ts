import { Buffer } from "node:buffer";
import { ChatChunk, type ChatCompletion, type ChatRequest, parseChatRequest, type SseEvent } from "@hub/protocol";
import { replayStream } from "@hub/provider/testing";
import { EventStreamCodec } from "@smithy/eventstream-codec";
import { bedrockWireFormat } from "./bedrock-wire-format.ts";
import type { ConverseBody } from "./wire-types.ts";

export const wire = bedrockWireFormat("us-east-1");

/** Models of the families whose rules differ. */
export const CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
export const NOVA = "amazon.nova-micro-v1:0";
export const NOVA_2 = "us.amazon.nova-2-lite-v1:0";
export const LLAMA = "us.meta.llama4-maverick-17b-instruct-v1:0";
export const GPT_OSS = "openai.gpt-oss-120b-1:0";

/** A request for tests: a model, one user message, and what the test is about. */
export function chat(fields: Record<string, unknown> = {}): ChatRequest {
  return parseChatRequest({ model: CLAUDE, messages: [{ role: "user", content: "Hello" }], ...fields });
}

/** What becomes of a request: its path, body and dropped fields. */
export function translate(fields: Record<string, unknown> = {}) {
  const { path, body, droppedParams } = wire.request(chat(fields));
  return { path, body: body as ConverseBody, dropped: [...droppedParams] };
}

/** The blocks of a conversation's only turn. */
export function blocksOf(content: unknown, fields: Record<string, unknown> = {}) {
  return translate({ messages: [{ role: "user", content }], ...fields }).body.messages[0]?.content;
}

/** A function tool with one parameter. */
export function tool(name: string, fields: Record<string, unknown> = {}) {
  const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
  return { type: "function", function: { name, parameters, ...fields } };
}

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("utf8")),
  (text) => Buffer.from(text),
);
const text = (value: string) => ({ type: "string" as const, value });

/** One frame of AWS's event stream, as another implementation than the decoder's writes it. */
export function frame({ event = "", data }: SseEvent): Uint8Array {
  const isException = event.endsWith("Exception");
  return codec.encode({
    headers: {
      [isException ? ":exception-type" : ":event-type"]: text(event),
      ":content-type": text("application/json"),
      ":message-type": text(isException ? "exception" : "event"),
    },
    body: Buffer.from(data),
  });
}

/** A frame with any headers. */
export function frameWith(headers: Record<string, string>, data = ""): Uint8Array {
  const entries = Object.entries(headers).map(([name, value]) => [name, text(value)]);
  return codec.encode({ headers: Object.fromEntries(entries), body: Buffer.from(data) });
}

/** The frames of a stream. */
export function framesOf(events: readonly (readonly [event: string, data: object])[]): Uint8Array {
  return Buffer.concat(events.map(([event, data]) => frame({ event, data: JSON.stringify(data) })));
}

const block = (contentBlockIndex: number, fields: object = {}) => ({ contentBlockIndex, p: "abc", ...fields });

/** The events of one block: its start, where it has one, its deltas, its end. */
export function blockEvents(index: number, deltas: readonly object[], start?: object): [string, object][] {
  return [
    ...(start ? [["contentBlockStart", block(index, { start })] as [string, object]] : []),
    ...deltas.map((delta): [string, object] => ["contentBlockDelta", block(index, { delta })]),
    ["contentBlockStop", block(index)],
  ];
}

/** A whole stream around the events of its blocks. */
export function streamOf(
  blocks: readonly [string, object][],
  stopReason = "end_turn",
  metadata: object = {},
): Uint8Array {
  return framesOf([
    ["messageStart", { role: "assistant", p: "abcdefg" }],
    ...blocks,
    ["messageStop", { stopReason }],
    [
      "metadata",
      { usage: { inputTokens: 9, outputTokens: 12, totalTokens: 21 }, metrics: { latencyMs: 7 }, ...metadata },
    ],
  ]);
}

/** The chunks of a stream, cut as given. Each is checked against the schema. */
export function replay(pieces: Iterable<Uint8Array>, request: ChatRequest = chat()) {
  const { chunks, finished, folded } = replayStream(wire, pieces, request);
  for (const chunk of chunks) ChatChunk.parse(chunk);
  return { chunks, finished, folded: folded as ChatCompletion };
}
