import { base16, base36, randomText } from "../../answer/seeded.ts";
import { lastUserText } from "../../openai-compatible/chat-body.ts";
import { tokenLogprob } from "../../openai-compatible/chat-logprobs.ts";
import { type ChatTurn, eachChoice, reportsUsage } from "../../openai-compatible/chat-turn.ts";
import type { TogetherModel } from "./together-models.ts";

/** Everything that a Together answer is written from. */
export type TogetherTurn = ChatTurn<TogetherModel>;

/** How a turn ended, in Together's words. */
export function togetherFinish(turn: TogetherTurn): string {
  const { finish } = turn.answer;
  if (finish === "stop") return turn.model.saysEos ? "eos" : "stop";
  return finish === "stop_sequence" ? "stop" : finish;
}

/** Together's usage block; cached tokens lie flat in it. */
export function togetherUsage(turn: TogetherTurn, completionTokens: number = turn.answer.outputTokens): object {
  const completion = completionTokens * (turn.body.n ?? 1);
  return {
    prompt_tokens: turn.promptTokens,
    completion_tokens: completion,
    total_tokens: turn.promptTokens + completion,
    cached_tokens: turn.cachedTokens,
  };
}

/** An id such as `oPgYtxM-4YNCb4-9afd5c184fca8169`. */
export const togetherId = (turn: TogetherTurn) =>
  `${randomText(turn.random, 7)}-${randomText(turn.random, 6)}-${randomText(turn.random, 16, base16)}`;

/** The id of a tool call. */
export const togetherCallId = (turn: TogetherTurn) => `call_${randomText(turn.random, 24, base36)}`;

const largestSeed = 2 ** 64;

/** The seed that a choice was sampled with: the one that was asked for, or any of 64 bits (recorded). */
export const togetherSeed = (turn: TogetherTurn) => turn.body.seed ?? Math.floor(turn.random() * largestSeed);

const vocabularySize = 150_000;

/** The number of a token in a vocabulary. */
export const togetherTokenId = (turn: TogetherTurn) => Math.floor(turn.random() * vocabularySize);

/** Whether log probabilities were asked for: at Together a number of alternatives, where 0 is none. */
export const wantsLogprobs = (turn: TogetherTurn) => Number(turn.body.logprobs ?? 0) > 0;

/** `top_logprobs` is left out: no source settles its form. */
function logprobs(turn: TogetherTurn): object | null {
  if (!wantsLogprobs(turn)) return null;
  const { pieces } = turn.answer;
  return {
    tokens: pieces,
    token_ids: pieces.map(() => togetherTokenId(turn)),
    token_logprobs: pieces.map((piece) => tokenLogprob(piece, 0, turn.random).logprob),
  };
}

/** A Together answer to a request without `stream`. */
export function togetherCompletion(turn: TogetherTurn): object {
  const { answer, body } = turn;
  const id = togetherId(turn);
  return {
    id,
    object: "chat.completion",
    created: turn.now,
    model: turn.model.id,
    prompt: body.echo === true ? [{ text: lastUserText(body) }] : [],
    choices: eachChoice(body, (index) => {
      const calls = answer.toolCalls.map((call, position) => ({
        index: position,
        id: togetherCallId(turn),
        type: "function",
        function: { arguments: call.pieces.join(""), name: call.name },
      }));
      return {
        finish_reason: togetherFinish(turn),
        seed: togetherSeed(turn),
        index,
        logprobs: logprobs(turn),
        message: {
          role: "assistant",
          content: calls.length > 0 ? null : answer.pieces.join(""),
          tool_calls: calls,
          ...(answer.reasoning.length > 0 ? { reasoning: answer.reasoning.join("") } : {}),
        },
      };
    }),
    ...(reportsUsage(turn.faults) ? { usage: togetherUsage(turn) } : {}),
  };
}
