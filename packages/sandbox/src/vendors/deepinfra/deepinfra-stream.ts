import { eachChoice, takeTurns } from "../../openai-compatible/chat-turn.ts";
import type { StreamEvent } from "../../vendor.ts";
import {
  type DeepinfraTurn,
  deepinfraCallId,
  deepinfraFinish,
  deepinfraId,
  deepinfraLogprobs,
  deepinfraUsage,
} from "./deepinfra-completion.ts";
import { spacedJson } from "./spaced-json.ts";

interface Step {
  readonly delta: object;
  readonly logprobs?: object;
  readonly finish?: string;
  /** Output tokens so far. */
  readonly tokens: number;
}

/**
 * The chunks of a DeepInfra stream, `[DONE]` included: spaces after commas and colons, `usage` null until the last
 * chunk (M-Lai-ai/LLM-Provider-reference, the one public transcript, 2024-11).
 */
export function* deepinfraStream(turn: DeepinfraTurn): Generator<StreamEvent> {
  const { body, faults } = turn;
  const head = {
    id: deepinfraId(turn),
    object: "chat.completion.chunk",
    created: turn.now,
    model: turn.model.id,
  };
  const continuous = faults.usage === undefined && body.stream_options?.continuous_usage_stats === true;
  const everyChunk = faults.usage === "everyChunk" || continuous;
  const choices = eachChoice(body, () => steps(turn));
  let finished = 0;
  for (const [index, { delta, logprobs, finish = null, tokens }] of takeTurns(choices)) {
    if (finish !== null) finished += 1;
    const ends = faults.usage === undefined ? finished === choices.length : faults.usage === "onFinishChunk";
    const total = finish !== null && ends ? deepinfraUsage(turn) : null;
    const usage = everyChunk ? deepinfraUsage(turn, tokens) : total;
    yield { data: spacedJson({ ...head, choices: [{ index, delta, ...logprobs, finish_reason: finish }], usage }) };
  }
  yield { data: "[DONE]" };
}

function* steps(turn: DeepinfraTurn): Generator<Step, undefined> {
  const { answer } = turn;
  let tokens = 0;
  const said = (content: string | null, more: object = {}) => ({
    role: "assistant",
    content,
    tool_calls: null,
    ...more,
  });
  yield { delta: said(""), tokens };
  for (const piece of answer.reasoning) {
    tokens += 1;
    yield { delta: said("", { reasoning_content: piece }), tokens };
  }
  for (const piece of answer.pieces) {
    tokens += 1;
    yield { delta: said(piece), logprobs: deepinfraLogprobs(turn, [piece]), tokens };
  }
  for (const [index, call] of answer.toolCalls.entries()) {
    const named = { name: call.name, arguments: "" };
    const opening = [{ index, id: deepinfraCallId(turn), type: "function", function: named }];
    yield { delta: said(null, { tool_calls: opening }), tokens };
    for (const piece of call.pieces) {
      tokens += 1;
      yield { delta: said(null, { tool_calls: [{ index, function: { arguments: piece } }] }), tokens };
    }
  }
  yield { delta: {}, finish: deepinfraFinish[answer.finish], tokens: answer.outputTokens };
  return undefined;
}
