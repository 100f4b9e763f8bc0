import { eachChoice, takeTurns } from "../../openai-compatible/chat-turn.ts";
import type { StreamEvent } from "../../vendor.ts";
import {
  type MistralTurn,
  mistralCalls,
  mistralFinish,
  mistralId,
  mistralUsage,
  thinkingChunk,
} from "./mistral-completion.ts";

interface Step {
  readonly delta: object;
  readonly finish?: string;
  /** Output tokens so far, for the fault that reports usage on every chunk. */
  readonly tokens: number;
}

const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

/** The chunks of a Mistral stream, `[DONE]` included: calls whole on the last chunk, which has the usage. */
export function* mistralStream(turn: MistralTurn): Generator<StreamEvent> {
  const { faults, random } = turn;
  const head = { id: mistralId(turn), object: "chat.completion.chunk", created: turn.now, model: turn.model.id };
  const choices = eachChoice(turn.body, () => steps(turn));
  let opened = 0;
  let finished = 0;
  for (const [index, step] of takeTurns(choices)) {
    if (step.finish !== undefined) finished += 1;
    // With several choices only the very last chunk has the usage.
    const last = step.finish !== undefined && finished === choices.length;
    const atEnd = faults.usage === undefined ? last : faults.usage === "onFinishChunk" && step.finish !== undefined;
    const usage =
      faults.usage === "everyChunk" ? mistralUsage(turn, step.tokens) : atEnd ? mistralUsage(turn) : undefined;
    // Padding against length analysis of encrypted streams: a start of the alphabet, not on the first chunk (recorded).
    const padding = opened < choices.length ? {} : { p: alphabet.slice(0, 1 + Math.floor(random() * alphabet.length)) };
    opened += 1;
    yield {
      data: JSON.stringify({
        ...head,
        choices: [{ index, delta: step.delta, finish_reason: step.finish ?? null }],
        ...(usage === undefined ? {} : { usage }),
        ...padding,
      }),
    };
  }
  yield { data: "[DONE]" };
}

function* steps(turn: MistralTurn): Generator<Step, undefined> {
  const { answer } = turn;
  const finish = mistralFinish[answer.finish];
  let tokens = 0;
  yield { delta: { role: "assistant", content: "" }, tokens };
  for (const piece of answer.reasoning) {
    tokens += 1;
    yield { delta: { content: [thinkingChunk(piece)] }, tokens };
  }
  if (answer.toolCalls.length > 0) {
    yield { delta: { tool_calls: mistralCalls(turn, true) }, finish, tokens: answer.outputTokens };
    return undefined;
  }
  for (const piece of answer.pieces) {
    tokens += 1;
    yield { delta: { content: piece }, tokens };
  }
  yield { delta: { content: "" }, finish, tokens: answer.outputTokens };
  return undefined;
}
