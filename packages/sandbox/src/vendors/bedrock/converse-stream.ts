import type { StreamEvent } from "../../vendor.ts";
import type { BedrockModel } from "./bedrock-models.ts";
import {
  type ConverseTurn,
  converseMetrics,
  converseUsage,
  type DraftBlock,
  draftBlocks,
  stopReason,
} from "./converse-answer.ts";

/** The field `p` pads events against length analysis: the beginning of this alphabet (recorded). */
const padding = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** The events of ConverseStream in the recorded order; only tools have a contentBlockStart. */
export function* converseStream(turn: ConverseTurn): Generator<StreamEvent> {
  const event = (name: string, value: object): StreamEvent => {
    const p = padding.slice(0, 1 + Math.floor(turn.random() * padding.length));
    return { event: name, data: JSON.stringify({ ...value, p }) };
  };
  yield event("messageStart", { role: "assistant" });
  for (const [contentBlockIndex, block] of draftBlocks(turn).entries()) {
    if (block.type === "tool") {
      const start = { toolUse: { toolUseId: block.id, name: block.name } };
      yield event("contentBlockStart", { contentBlockIndex, start });
    }
    for (const delta of deltas(block, turn.model)) yield event("contentBlockDelta", { contentBlockIndex, delta });
    yield event("contentBlockStop", { contentBlockIndex });
  }
  yield event("messageStop", { stopReason: stopReason(turn) });
  yield event("metadata", { ...converseMetrics(turn), ...converseUsage(turn) });
}

function* deltas(block: DraftBlock, model: BedrockModel): Generator<object> {
  switch (block.type) {
    case "reasoning":
      for (const text of block.pieces) yield { reasoningContent: { text } };
      if (block.signature !== undefined) yield { reasoningContent: { signature: block.signature } };
      return;
    case "redacted":
      yield { reasoningContent: { redactedContent: block.data } };
      return;
    case "text":
      for (const text of block.pieces) yield { text };
      return;
    case "tool":
      for (const input of inputPieces(block.pieces, model)) yield { toolUse: { input } };
      return;
  }
}

/**
 * How a tool's input is cut (recorded): Nova sends it whole; Claude begins with an empty piece, after which a tool without
 * arguments sends nothing.
 */
function inputPieces(pieces: readonly string[], model: BedrockModel): readonly string[] {
  const whole = pieces.join("");
  if (model.maker === "amazon") return [whole];
  if (model.maker !== "anthropic") return pieces;
  return whole === "{}" ? [""] : ["", ...pieces];
}
