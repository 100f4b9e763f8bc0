import type { StreamEvent } from "../../vendor.ts";
import {
  type AnthropicTurn,
  type DraftBlock,
  draftBlocks,
  fullUsage,
  inputUsage,
  messageHead,
  messageStop,
  outputUsage,
} from "./anthropic-message.ts";

/** The events of an Anthropic stream, in the recorded order; the first ping follows the first block's start. */
export function* anthropicStream(turn: AnthropicTurn): Generator<StreamEvent> {
  const { faults } = turn;
  let tokens = 1;
  const each = () => (faults.usage === "everyChunk" ? { usage: { ...inputUsage(turn), output_tokens: tokens } } : {});
  const started = faults.usage === undefined || faults.usage === "everyChunk";
  const { stop_reason: _reason, stop_sequence: _sequence, ...details } = messageStop(turn) as Record<string, unknown>;
  yield event(turn, {
    type: "message_start",
    message: {
      ...messageHead(turn),
      content: [],
      stop_reason: null,
      stop_sequence: null,
      ...("stop_details" in details ? { stop_details: null } : {}),
      ...(started ? { usage: fullUsage(turn, 1) } : {}),
    },
  });
  for (const [index, block] of draftBlocks(turn).entries()) {
    yield event(turn, { type: "content_block_start", index, content_block: emptyBlock(block), ...each() });
    if (index === 0) yield { event: "ping", data: '{"type": "ping"}' };
    for (const delta of deltas(block)) {
      tokens += 1;
      yield event(turn, { type: "content_block_delta", index, delta, ...each() });
    }
    yield event(turn, { type: "content_block_stop", index, ...each() });
  }
  const reported = faults.usage !== "omit" && faults.usage !== "vendorExtra";
  yield event(turn, {
    type: "message_delta",
    delta: messageStop(turn),
    ...(reported ? { usage: { ...inputUsage(turn), ...outputUsage(turn) } } : {}),
  });
  yield event(turn, { type: "message_stop" });
}

/** An event whose JSON is padded with spaces before its last brace, as the API pads against length analysis. */
function event(turn: AnthropicTurn, value: { readonly type: string } & Readonly<Record<string, unknown>>): StreamEvent {
  const json = JSON.stringify(value);
  const padding = " ".repeat(Math.floor(turn.random() * 16));
  return { event: value.type, data: `${json.slice(0, -1)}${padding}}` };
}

function emptyBlock(block: DraftBlock): object {
  switch (block.type) {
    case "thinking":
      return { type: "thinking", thinking: "", signature: "" };
    case "redacted_thinking":
      return block;
    case "text":
      return { type: "text", text: "" };
    case "tool_use":
      return { type: "tool_use", id: block.id, name: block.name, input: {} };
  }
}

function* deltas(block: DraftBlock): Generator<object> {
  switch (block.type) {
    case "thinking":
      for (const thinking of block.pieces) yield { type: "thinking_delta", thinking };
      yield { type: "signature_delta", signature: block.signature };
      return;
    case "text":
      for (const text of block.pieces) yield { type: "text_delta", text };
      return;
    case "tool_use":
      yield { type: "input_json_delta", partial_json: "" };
      // A call without arguments sends nothing more: its input stays the empty object of the block's start.
      if (block.pieces.join("") === "{}") return;
      for (const partial_json of block.pieces) yield { type: "input_json_delta", partial_json };
      return;
    case "redacted_thinking":
      return;
  }
}
