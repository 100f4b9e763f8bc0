import { eachChoice, takeTurns } from "../../openai-compatible/chat-turn.ts";
import type { StreamEvent } from "../../vendor.ts";
import { type XaiTurn, xaiCalls, xaiFingerprint, xaiFinish, xaiId, xaiLogprobs, xaiUsage } from "./xai-completion.ts";

interface Step {
  readonly delta: object;
  readonly logprobs?: object;
  readonly finish?: string;
  /** Output tokens so far, reasoning included. */
  readonly tokens: number;
}

/**
 * The chunks of an xAI stream, `[DONE]` included. grok-2 has the usage on every chunk; later models send it in a chunk
 * of its own when `include_usage` asks for it, else not at all (both recorded).
 */
export function* xaiStream(turn: XaiTurn): Generator<StreamEvent> {
  const { body, model, faults } = turn;
  const head = { id: xaiId(turn), object: "chat.completion.chunk", created: turn.now, model: model.servedAs };
  const tail = { system_fingerprint: xaiFingerprint(turn) };
  const everyChunk = faults.usage === "everyChunk" || (faults.usage === undefined && model.usageOnEveryChunk);
  const chunk = (choices: readonly object[], usage?: object): StreamEvent => ({
    data: JSON.stringify({ ...head, choices, ...(usage === undefined ? {} : { usage }), ...tail }),
  });
  for (const [index, step] of takeTurns(eachChoice(body, () => steps(turn)))) {
    const { delta, finish } = step;
    const atEnd = faults.usage === "onFinishChunk" && finish !== undefined;
    yield chunk(
      [{ index, delta, ...step.logprobs, ...(finish === undefined ? {} : { finish_reason: finish }) }],
      everyChunk ? xaiUsage(turn, step.tokens) : atEnd ? xaiUsage(turn) : undefined,
    );
  }
  const asked = body.stream_options?.include_usage === true && faults.usage === undefined;
  if (asked && !everyChunk) yield chunk([], xaiUsage(turn));
  yield { data: "[DONE]" };
}

function* steps(turn: XaiTurn): Generator<Step, undefined> {
  const { answer, model } = turn;
  const finish = xaiFinish[answer.finish];
  const calls = xaiCalls(turn);
  let tokens = answer.reasoning.length > 0 ? 0 : answer.reasoningTokens;
  let started = false;
  // The role is on the first chunk; grok-2 has it on each (recorded).
  const role = () => {
    const first = !started;
    started = true;
    return first || model.usageOnEveryChunk ? { role: "assistant" } : {};
  };
  for (const piece of answer.reasoning) {
    tokens += 1;
    yield { delta: { reasoning_content: piece, ...role() }, tokens };
  }
  for (const piece of answer.pieces) {
    tokens += 1;
    yield { delta: { content: piece, ...role() }, logprobs: xaiLogprobs(turn, [piece]), tokens };
  }
  for (const [index, call] of calls.entries()) {
    tokens += answer.toolCalls[index]?.pieces.length ?? 0;
    const delta = { ...role(), tool_calls: [{ ...call, index }] };
    // grok-2 ends with its last call (recorded).
    if (model.usageOnEveryChunk && index === calls.length - 1) {
      yield { delta, finish, tokens: answer.outputTokens };
      return undefined;
    }
    yield { delta, tokens };
  }
  yield { delta: { ...role() }, finish, tokens: answer.outputTokens };
  return undefined;
}
