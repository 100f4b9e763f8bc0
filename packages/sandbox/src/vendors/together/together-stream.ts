import { tokenLogprob } from "../../openai-compatible/chat-logprobs.ts";
import { eachChoice, takeTurns } from "../../openai-compatible/chat-turn.ts";
import type { StreamEvent } from "../../vendor.ts";
import {
  type TogetherTurn,
  togetherCallId,
  togetherFinish,
  togetherId,
  togetherSeed,
  togetherTokenId,
  togetherUsage,
  wantsLogprobs,
} from "./together-completion.ts";

interface Step {
  /** The choice but its index. */
  readonly choice: object;
  readonly last: boolean;
  /** Output tokens so far, for the fault that reports usage on every chunk. */
  readonly tokens: number;
}

/**
 * The chunks of a Together stream, `[DONE]` included. Text and tool calls come from two engines with different keys
 * (both recorded 2025-02); usage is null until the last chunk.
 */
export function* togetherStream(turn: TogetherTurn): Generator<StreamEvent> {
  const { faults, model, answer } = turn;
  const head = { id: togetherId(turn), object: "chat.completion.chunk", created: turn.now };
  const steps = answer.toolCalls.length > 0 ? callSteps : textSteps;
  const choices = eachChoice(turn.body, () => steps(turn));
  let finished = 0;
  for (const [index, step] of takeTurns(choices)) {
    if (step.last) finished += 1;
    const ends = faults.usage === undefined ? finished === choices.length : faults.usage === "onFinishChunk";
    const total = step.last && ends ? togetherUsage(turn) : null;
    const usage = faults.usage === "everyChunk" ? togetherUsage(turn, step.tokens) : total;
    yield {
      data: JSON.stringify({ ...head, choices: [{ index, ...step.choice }], model: model.id, usage }),
    };
  }
  yield { data: "[DONE]" };
}

/** Text: the role on each chunk, the text twice, an empty last chunk with the finish reason and the seed. */
function* textSteps(turn: TogetherTurn): Generator<Step, undefined> {
  const { answer, random } = turn;
  const spoken = (text: string, delta: object, finish: string | null = null) => ({
    text,
    logprobs: wantsLogprobs(turn) && text !== "" ? tokenLogprob(text, 0, random).logprob : null,
    finish_reason: finish,
    seed: finish === null ? null : togetherSeed(turn),
    delta: { token_id: togetherTokenId(turn), role: "assistant", ...delta, tool_calls: null },
  });
  let tokens = 0;
  for (const piece of answer.reasoning) {
    tokens += 1;
    yield { choice: spoken("", { content: "", reasoning: piece }), last: false, tokens };
  }
  for (const piece of answer.pieces) {
    tokens += 1;
    yield { choice: spoken(piece, { content: piece }), last: false, tokens };
  }
  yield { choice: spoken("", { content: "" }, togetherFinish(turn)), last: true, tokens: answer.outputTokens };
  return undefined;
}

/** Tool calls: the arguments in pieces, the finish reason on the last of them. */
function* callSteps(turn: TogetherTurn): Generator<Step, undefined> {
  const { answer } = turn;
  let tokens = 0;
  const step = (delta: object, finish: string | null = null): Step => ({
    choice: { delta, logprobs: null, finish_reason: finish },
    last: finish !== null,
    tokens: finish === null ? tokens : answer.outputTokens,
  });
  yield step({ role: "assistant", content: null });
  for (const piece of answer.reasoning) {
    tokens += 1;
    yield step({ role: "assistant", content: null, reasoning: piece });
  }
  for (const [index, call] of answer.toolCalls.entries()) {
    const named = { name: call.name, arguments: "" };
    yield step({ tool_calls: [{ index, id: togetherCallId(turn), type: "function", function: named }] });
    for (const [position, piece] of call.pieces.entries()) {
      tokens += 1;
      const ends = index === answer.toolCalls.length - 1 && position === call.pieces.length - 1;
      yield step({ tool_calls: [{ index, function: { arguments: piece } }] }, ends ? togetherFinish(turn) : null);
    }
  }
  return undefined;
}
