import { base16, randomText } from "../../answer/seeded.ts";
import { type ChatTurn, eachChoice, reportsUsage } from "../../openai-compatible/chat-turn.ts";
import type { MistralModel } from "./mistral-models.ts";

/** Everything that a Mistral answer is written from. */
export type MistralTurn = ChatTurn<MistralModel>;

/** Mistral's names for how an answer ended. */
export const mistralFinish = {
  stop: "stop",
  stop_sequence: "stop",
  length: "length",
  tool_calls: "tool_calls",
} as const;

/** Mistral's usage block. */
export function mistralUsage(turn: MistralTurn, completionTokens: number = turn.answer.outputTokens): object {
  const completion = completionTokens * (turn.body.n ?? 1);
  return {
    prompt_tokens: turn.promptTokens,
    total_tokens: turn.promptTokens + completion,
    completion_tokens: completion,
    prompt_tokens_details: { cached_tokens: turn.cachedTokens },
  };
}

/** Ids are 32 hexadecimal digits. */
export const mistralId = (turn: MistralTurn) => randomText(turn.random, 32, base16);

/** The tool calls of an answer, in the keys that the model's backend uses. */
export function mistralCalls(turn: MistralTurn, streamed: boolean): readonly object[] {
  const { callForm } = turn.model;
  return turn.answer.toolCalls.map((call, index) => ({
    id: randomText(turn.random, 9),
    ...(callForm === "whole" ? { type: "function" } : {}),
    function: { name: call.name, arguments: call.pieces.join("") },
    ...(callForm === "bare" && streamed ? {} : { index }),
  }));
}

/** One piece of thinking as a content chunk. */
export const thinkingChunk = (text: string) => ({ type: "thinking", thinking: [{ type: "text", text }] });

/** A Mistral answer to a request without `stream`. */
export function mistralCompletion(turn: MistralTurn): object {
  const { answer } = turn;
  const id = mistralId(turn);
  const text = answer.pieces.join("");
  const thoughts = answer.reasoning.join("");
  const thinking = { ...thinkingChunk(thoughts), closed: true };
  const content = thoughts === "" ? text : [thinking, ...(text === "" ? [] : [{ type: "text", text }])];
  return {
    id,
    created: turn.now,
    model: turn.model.id,
    ...(reportsUsage(turn.faults) ? { usage: mistralUsage(turn) } : {}),
    object: "chat.completion",
    choices: eachChoice(turn.body, (index) => {
      const calls = mistralCalls(turn, false);
      return {
        index,
        finish_reason: mistralFinish[answer.finish],
        message: { role: "assistant", tool_calls: calls.length > 0 ? calls : null, content },
      };
    }),
  };
}
