import type { Answer } from "../../answer/answer.ts";
import { randomText, type SeededRandom } from "../../answer/seeded.ts";
import { signThinking } from "../../answer/thinking-signature.ts";
import type { SandboxFaults } from "../../faults.ts";
import type { InputUsage } from "../anthropic/messages-usage.ts";
import type { BedrockModel } from "./bedrock-models.ts";

/** Everything that a Converse answer is written from. */
export interface ConverseTurn {
  readonly model: BedrockModel;
  readonly answer: Answer;
  readonly input: InputUsage;
  readonly faults: SandboxFaults;
  readonly random: SeededRandom;
  /** The prompt holds Anthropic's test string for redacted thinking. */
  readonly redacted: boolean;
}

/** A content block before it is written: pieces are what a stream sends one by one. */
export type DraftBlock =
  | { readonly type: "reasoning"; readonly pieces: readonly string[]; readonly signature: string | undefined }
  | { readonly type: "redacted"; readonly data: string }
  | { readonly type: "text"; readonly pieces: readonly string[] }
  | { readonly type: "tool"; readonly id: string; readonly name: string; readonly pieces: readonly string[] };

const stopReasons = {
  stop: "end_turn",
  stop_sequence: "stop_sequence",
  length: "max_tokens",
  tool_calls: "tool_use",
} as const;

/** What a guardrail says instead of the model, unless its owner wrote another sentence. */
const guardrailText = "Sorry, the model cannot answer this question.";

/** The blocks of an answer, in order. */
export function draftBlocks(turn: ConverseTurn): readonly DraftBlock[] {
  const { answer, random, faults } = turn;
  if (faults.contentFilter === "prompt") return [{ type: "text", pieces: [guardrailText] }];
  if (faults.contentFilter === "answer") {
    return [{ type: "text", pieces: answer.pieces.slice(0, Math.max(1, Math.floor(answer.pieces.length / 2))) }];
  }
  const blocks: DraftBlock[] = [];
  if (answer.reasoning.length > 0) blocks.push(reasoningBlock(turn));
  if (answer.pieces.length > 0) blocks.push({ type: "text", pieces: answer.pieces });
  for (const { name, pieces } of answer.toolCalls) {
    blocks.push({ type: "tool", id: `tooluse_${randomText(random, 22)}`, name, pieces });
  }
  return blocks;
}

/** Only Claude signs. */
function reasoningBlock({ answer, model, random, redacted }: ConverseTurn): DraftBlock {
  const pieces = answer.reasoning;
  if (model.claude === undefined) return { type: "reasoning", pieces, signature: undefined };
  const nonce = randomText(random, 16);
  if (!redacted) return { type: "reasoning", pieces, signature: signThinking(pieces.join(""), nonce) };
  return { type: "redacted", data: Buffer.from(signThinking("redacted", nonce)).toString("base64") };
}

/** Why the answer ended. */
export function stopReason({ answer, faults }: ConverseTurn): string {
  if (faults.contentFilter === "prompt") return "guardrail_intervened";
  return faults.contentFilter === "answer" ? "content_filtered" : stopReasons[answer.finish];
}

/** Usage with the cache beside the input, under both of its names where the model caches (recorded). */
export function converseUsage({ input, answer, model, faults }: ConverseTurn): object {
  if (faults.usage === "omit" || faults.usage === "vendorExtra") return {};
  const written = input.written5m + input.written1h;
  const outputTokens = answer.outputTokens;
  const cached = {
    cacheReadInputTokenCount: input.read,
    cacheReadInputTokens: input.read,
    cacheWriteInputTokenCount: written,
    cacheWriteInputTokens: written,
  };
  const details = { cacheDetails: [{ ttl: input.written1h > 0 ? "1h" : "5m", inputTokens: written }] };
  return {
    usage: {
      inputTokens: input.input,
      outputTokens,
      totalTokens: input.input + input.read + written + outputTokens,
      ...(model.caching ? cached : {}),
      ...(model.caching && written > 0 ? details : {}),
      serverToolUsage: {},
    },
  };
}

/** Milliseconds that the model claims to have worked: a function of the answer. */
export function converseMetrics({ answer }: ConverseTurn): object {
  return { metrics: { latencyMs: 200 + answer.outputTokens } };
}

/** The answer to Converse. */
export function converseResponse(turn: ConverseTurn): object {
  return {
    ...converseMetrics(turn),
    output: { message: { role: "assistant", content: draftBlocks(turn).map(writeBlock) } },
    stopReason: stopReason(turn),
    ...converseUsage(turn),
  };
}

function writeBlock(block: DraftBlock): object {
  switch (block.type) {
    case "reasoning": {
      const signature = block.signature === undefined ? {} : { signature: block.signature };
      return { reasoningContent: { reasoningText: { text: block.pieces.join(""), ...signature } } };
    }
    case "redacted":
      return { reasoningContent: { redactedContent: block.data } };
    case "text":
      return { text: block.pieces.join("") };
    case "tool":
      return { toolUse: { toolUseId: block.id, name: block.name, input: parseInput(block.pieces.join("")) } };
  }
}

/** Arguments that the token limit cut are no JSON: the input is then empty. */
function parseInput(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}
