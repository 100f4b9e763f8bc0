import { base16, createSeededRandom, randomText, randomUuid } from "../../answer/seeded.ts";
import type { ChatPart } from "../../openai-compatible/chat-body.ts";
import { tokenLogprob } from "../../openai-compatible/chat-logprobs.ts";
import { imageTokens } from "../../openai-compatible/chat-prompt.ts";
import { type ChatTurn, eachChoice, reportsUsage } from "../../openai-compatible/chat-turn.ts";
import type { XaiModel } from "./xai-models.ts";

/** Everything that an xAI answer is written from. */
export type XaiTurn = ChatTurn<XaiModel>;

/** xAI's names for how an answer ended. */
export const xaiFinish = { stop: "stop", stop_sequence: "stop", length: "length", tool_calls: "tool_calls" } as const;

/** A plausible price of a token in ticks (10^-10 USD), for the vendor-reported cost. */
const ticksPerToken = 50_000;

/**
 * xAI's usage block. `completion_tokens` leaves reasoning out, and the total is the sum of all three (122 of 122
 * recordings). `outputTokens` includes reasoning.
 */
export function xaiUsage(turn: XaiTurn, outputTokens: number = turn.answer.outputTokens): object {
  const choices = turn.body.n ?? 1;
  const reasoning = Math.min(outputTokens, turn.answer.reasoningTokens) * choices;
  const completion = outputTokens * choices - reasoning;
  const total = turn.promptTokens + completion + reasoning;
  const images = imagesIn(turn) * imageTokens;
  return {
    prompt_tokens: turn.promptTokens,
    completion_tokens: completion,
    total_tokens: total,
    prompt_tokens_details: {
      text_tokens: turn.promptTokens - images,
      audio_tokens: 0,
      image_tokens: images,
      cached_tokens: turn.cachedTokens,
    },
    ...(turn.model.usageOnEveryChunk
      ? {}
      : {
          completion_tokens_details: {
            reasoning_tokens: reasoning,
            audio_tokens: 0,
            accepted_prediction_tokens: 0,
            rejected_prediction_tokens: 0,
          },
          num_sources_used: 0,
          cost_in_usd_ticks: total * ticksPerToken,
        }),
  };
}

function imagesIn(turn: XaiTurn): number {
  return turn.body.messages.reduce(
    (sum, { content }) =>
      sum +
      (Array.isArray(content)
        ? (content as readonly ChatPart[]).filter((part) => part.type === "image_url").length
        : 0),
    0,
  );
}

/** Names the backend: one per model here. */
export const xaiFingerprint = (turn: XaiTurn) =>
  `fp_${randomText(createSeededRandom(turn.model.servedAs), 10, base16)}`;

/** A UUID with the region behind it. */
export const xaiId = (turn: XaiTurn) => `${randomUuid(turn.random)}_us-east-1`;

/** The log probabilities of some pieces, where the request asked for them. */
export function xaiLogprobs(turn: XaiTurn, pieces: readonly string[]): object {
  const { body, random } = turn;
  if (body.logprobs !== true) return {};
  return { logprobs: { content: pieces.map((piece) => tokenLogprob(piece, body.top_logprobs ?? 0, random)) } };
}

/** The tool calls of an answer; ids have eight digits (recorded). */
export function xaiCalls(turn: XaiTurn): readonly object[] {
  return turn.answer.toolCalls.map((call) => ({
    id: `call_${randomText(turn.random, 8, "0123456789")}`,
    function: { name: call.name, arguments: call.pieces.join("") },
    type: "function",
  }));
}

/** An xAI answer to a request without `stream`. */
export function xaiCompletion(turn: XaiTurn): object {
  const { answer } = turn;
  const id = xaiId(turn);
  return {
    id,
    object: "chat.completion",
    created: turn.now,
    model: turn.model.servedAs,
    choices: eachChoice(turn.body, (index) => {
      const calls = xaiCalls(turn);
      return {
        index,
        message: {
          role: "assistant",
          content: answer.pieces.join(""),
          ...(answer.reasoning.length > 0 ? { reasoning_content: answer.reasoning.join("") } : {}),
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
          refusal: null,
        },
        ...xaiLogprobs(turn, answer.pieces),
        finish_reason: xaiFinish[answer.finish],
      };
    }),
    ...(reportsUsage(turn.faults) ? { usage: xaiUsage(turn) } : {}),
    system_fingerprint: xaiFingerprint(turn),
  };
}
