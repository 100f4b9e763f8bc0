import { randomText } from "../../answer/seeded.ts";
import { tokenLogprob } from "../../openai-compatible/chat-logprobs.ts";
import { type ChatTurn, eachChoice, reportsUsage } from "../../openai-compatible/chat-turn.ts";
import type { DeepinfraModel } from "./deepinfra-models.ts";

/** Everything that a DeepInfra answer is written from. */
export type DeepinfraTurn = ChatTurn<DeepinfraModel>;

/** DeepInfra's names for how an answer ended. */
export const deepinfraFinish = {
  stop: "stop",
  stop_sequence: "stop",
  length: "length",
  tool_calls: "tool_calls",
} as const;

/** Prices in USD a token, here the same for all models: those of the public transcript (Llama 3.1 70B, 2024-11). */
const promptPrice = 0.35e-6;
const completionPrice = 0.4e-6;
const costDecimals = 12;

/** DeepInfra's usage block with its estimate of the cost in USD. `outputTokens` includes reasoning. */
export function deepinfraUsage(turn: DeepinfraTurn, outputTokens: number = turn.answer.outputTokens): object {
  const { promptTokens, model, cachedTokens } = turn;
  const choices = turn.body.n ?? 1;
  const reasoning = Math.min(outputTokens, turn.answer.reasoningTokens) * choices;
  const output = outputTokens * choices;
  const cost = promptTokens * promptPrice + output * completionPrice;
  return {
    prompt_tokens: promptTokens,
    total_tokens: promptTokens + output,
    completion_tokens: model.reasoningBesideCompletion ? output - reasoning : output,
    estimated_cost: Number(cost.toFixed(costDecimals)),
    prompt_tokens_details: cachedTokens > 0 ? { cached_tokens: cachedTokens } : null,
    ...(reasoning > 0 ? { completion_tokens_details: { reasoning_tokens: reasoning } } : {}),
  };
}

/** Ids as in DeepInfra's documentation and in the one public transcript. */
export const deepinfraId = (turn: DeepinfraTurn) => `chatcmpl-${randomText(turn.random, 24)}`;

/** The log probabilities of some pieces where the request asked for them, without bytes (deepinfra/docs, log-probs). */
export function deepinfraLogprobs(turn: DeepinfraTurn, pieces: readonly string[]): object {
  const { body, random } = turn;
  if (body.logprobs !== true) return {};
  const content = pieces.map((piece) => {
    const { top_logprobs = [], token, logprob } = tokenLogprob(piece, body.top_logprobs ?? 0, random);
    return {
      token,
      logprob,
      top_logprobs: top_logprobs.map((other) => ({ token: other.token, logprob: other.logprob })),
    };
  });
  return { logprobs: { content } };
}

/** The id of a tool call. */
export const deepinfraCallId = (turn: DeepinfraTurn) => `call_${randomText(turn.random, 24)}`;

/** A DeepInfra answer to a request without `stream`. */
export function deepinfraCompletion(turn: DeepinfraTurn): object {
  const { answer } = turn;
  return {
    id: deepinfraId(turn),
    object: "chat.completion",
    created: turn.now,
    model: turn.model.id,
    choices: eachChoice(turn.body, (index) => {
      const calls = answer.toolCalls.map((call) => ({
        id: deepinfraCallId(turn),
        type: "function",
        function: { name: call.name, arguments: call.pieces.join("") },
      }));
      return {
        index,
        message: {
          role: "assistant",
          content: calls.length > 0 ? null : answer.pieces.join(""),
          ...(answer.reasoning.length > 0 ? { reasoning_content: answer.reasoning.join("") } : {}),
          name: null,
          tool_calls: calls.length > 0 ? calls : null,
        },
        ...deepinfraLogprobs(turn, answer.pieces),
        finish_reason: deepinfraFinish[answer.finish],
      };
    }),
    ...(reportsUsage(turn.faults) ? { usage: deepinfraUsage(turn) } : {}),
  };
}
