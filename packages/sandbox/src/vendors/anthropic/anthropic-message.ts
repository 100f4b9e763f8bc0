import type { Answer } from "../../answer/answer.ts";
import { randomText, type SeededRandom } from "../../answer/seeded.ts";
import { signThinking } from "../../answer/thinking-signature.ts";
import type { SandboxFaults } from "../../faults.ts";
import type { ClaudeModel } from "./anthropic-models.ts";
import type { MessagesBody } from "./messages-body.ts";
import type { InputUsage } from "./messages-usage.ts";

/** Everything that an Anthropic answer is written from. */
export interface AnthropicTurn {
  readonly body: MessagesBody;
  readonly model: ClaudeModel;
  readonly answer: Answer;
  readonly input: InputUsage;
  readonly faults: SandboxFaults;
  readonly random: SeededRandom;
  /** The prompt holds Anthropic's documented test string for a refusal. */
  readonly refused: boolean;
  /** The prompt holds Anthropic's documented test string for redacted thinking. */
  readonly redacted: boolean;
}

/** A content block before it is written: pieces are what a stream sends one by one. */
export type DraftBlock =
  | { readonly type: "thinking"; readonly pieces: readonly string[]; readonly signature: string }
  | { readonly type: "redacted_thinking"; readonly data: string }
  | { readonly type: "text"; readonly pieces: readonly string[] }
  | { readonly type: "tool_use"; readonly id: string; readonly name: string; readonly pieces: readonly string[] };

const stopReasons = {
  stop: "end_turn",
  stop_sequence: "stop_sequence",
  length: "max_tokens",
  tool_calls: "tool_use",
} as const;

/** The blocks of an answer, in order. */
export function draftBlocks(turn: AnthropicTurn): readonly DraftBlock[] {
  const { answer, random } = turn;
  if (turn.refused) return [];
  const blocks: DraftBlock[] = [];
  if (answer.reasoning.length > 0) {
    const pieces = turn.body.thinking?.display === "omitted" ? [] : answer.reasoning;
    const nonce = randomText(random, 16);
    blocks.push(
      turn.redacted
        ? { type: "redacted_thinking", data: signThinking("redacted", nonce) }
        : { type: "thinking", pieces, signature: signThinking(pieces.join(""), nonce) },
    );
  }
  if (answer.pieces.length > 0) blocks.push({ type: "text", pieces: answer.pieces });
  for (const call of answer.toolCalls) {
    blocks.push({ type: "tool_use", id: `toolu_01${randomText(random, 22)}`, name: call.name, pieces: call.pieces });
  }
  return blocks;
}

/** The message around the blocks; in a stream it comes first, with nothing in it yet. */
export function messageHead(turn: AnthropicTurn): {
  readonly model: string;
  readonly id: string;
  readonly type: "message";
  readonly role: "assistant";
} {
  return {
    model: turn.model.servedAs,
    id: `msg_01${randomText(turn.random, 22)}`,
    type: "message",
    role: "assistant",
  };
}

/** How the message ended. `stop_details` is what models from 4.6 on add (recorded). */
export function messageStop(turn: AnthropicTurn): object {
  const { answer, model, refused } = turn;
  const details = refused ? { type: "refusal", category: null, explanation: null } : null;
  return {
    stop_reason: refused ? "refusal" : stopReasons[answer.finish],
    stop_sequence: refused ? null : answer.stopSequence,
    ...(model.version >= 4.6 || refused ? { stop_details: details } : {}),
  };
}

/** Input usage as every usage block has it. */
export function inputUsage({ input }: AnthropicTurn): object {
  return {
    input_tokens: input.input,
    cache_creation_input_tokens: input.written5m + input.written1h,
    cache_read_input_tokens: input.read,
  };
}

/** The usage that only whole messages and `message_start` have. */
export function fullUsage(turn: AnthropicTurn, outputTokens: number): object {
  return {
    ...inputUsage(turn),
    cache_creation: {
      ephemeral_5m_input_tokens: turn.input.written5m,
      ephemeral_1h_input_tokens: turn.input.written1h,
    },
    output_tokens: outputTokens,
    service_tier: "standard",
    inference_geo: "not_available",
  };
}

/** Output usage, thinking inside it. */
export function outputUsage({ answer, refused }: AnthropicTurn): object {
  return {
    output_tokens: refused ? 1 : answer.outputTokens,
    ...(answer.reasoningTokens > 0 && !refused
      ? { output_tokens_details: { thinking_tokens: answer.reasoningTokens } }
      : {}),
  };
}

/** An Anthropic answer to a request without `stream`. */
export function anthropicMessage(turn: AnthropicTurn): object {
  const head = messageHead(turn);
  return {
    ...head,
    content: draftBlocks(turn).map(writeBlock),
    ...messageStop(turn),
    ...(turn.faults.usage === "omit" || turn.faults.usage === "vendorExtra"
      ? {}
      : { usage: { ...fullUsage(turn, 0), ...outputUsage(turn) } }),
  };
}

function writeBlock(block: DraftBlock): object {
  switch (block.type) {
    case "thinking":
      return { type: "thinking", thinking: block.pieces.join(""), signature: block.signature };
    case "redacted_thinking":
      return block;
    case "text":
      return { type: "text", text: block.pieces.join("") };
    case "tool_use":
      return { type: "tool_use", id: block.id, name: block.name, input: parseInput(block.pieces.join("")) };
  }
}

/** Arguments that `max_tokens` cut are no JSON: the input is then empty. */
function parseInput(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}
