import { randomText } from "../../answer/seeded.ts";
import { tokenLogprob } from "../../openai-compatible/chat-logprobs.ts";
import type { StreamEvent } from "../../vendor.ts";
import { spokenDeltas, wantsSpeech } from "./openai-audio.ts";
import {
  type OpenaiTurn,
  openaiFingerprint,
  openaiFinishReason,
  openaiServiceTier,
  openaiUsage,
} from "./openai-completion.ts";

interface Step {
  readonly delta: object;
  readonly logprobs?: object;
  readonly finish?: string;
  /** Output tokens so far, for the fault that reports usage on every chunk. */
  readonly tokens: number;
}

/** The chunks of an OpenAI stream, `[DONE]` included. Choices of `n > 1` take turns, as in recorded streams. */
export function* openaiStream(turn: OpenaiTurn): Generator<StreamEvent> {
  const { body, model, random, faults } = turn;
  const asked = body.stream_options?.include_usage === true;
  const own = asked && faults.usage === undefined;
  const finish = openaiFinishReason(turn);
  const head = {
    id: `chatcmpl-${randomText(random, 29)}`,
    object: "chat.completion.chunk",
    created: turn.now,
    model: model.snapshot,
    service_tier: openaiServiceTier(body),
    system_fingerprint: openaiFingerprint(model),
  };
  // Random padding against length analysis of encrypted streams; on unless the request turns it off.
  const obfuscate = body.stream_options?.include_obfuscation !== false;
  const tail = () => (obfuscate ? { obfuscation: randomText(random, 1 + Math.floor(random() * 16)) } : {});
  const chunk = (choices: readonly object[], usage: object | null | undefined): StreamEvent => ({
    data: JSON.stringify({ ...head, choices, ...(usage === undefined ? {} : { usage }), ...tail() }),
  });
  const usageOf = (step: Step): object | null | undefined => {
    if (faults.usage === "everyChunk") return openaiUsage(turn, step.tokens);
    if (faults.usage === "onFinishChunk" && step.finish !== undefined) return openaiUsage(turn);
    return asked ? null : undefined;
  };
  const iterators = Array.from({ length: body.n ?? 1 }, () => steps(turn, finish));
  let open = iterators.length;
  while (open > 0) {
    open = 0;
    for (const [index, iterator] of iterators.entries()) {
      const { value: step, done } = iterator.next();
      if (done === true) continue;
      open += 1;
      const logprobs = model.reasoning ? {} : { logprobs: step.logprobs ?? null };
      yield chunk([{ index, delta: step.delta, ...logprobs, finish_reason: step.finish ?? null }], usageOf(step));
    }
  }
  if (own) yield chunk([], openaiUsage(turn));
  yield { data: "[DONE]" };
}

function* steps(turn: OpenaiTurn, finish: string): Generator<Step, undefined> {
  const { answer, body, random } = turn;
  const legacy = (body.functions?.length ?? 0) > 0;
  let tokens = answer.reasoningTokens;
  if (answer.toolCalls.length === 0 && wantsSpeech(turn)) {
    yield { delta: { role: "assistant", content: null, refusal: null }, tokens };
    for (const delta of spokenDeltas(turn)) yield { delta, tokens };
  } else if (answer.toolCalls.length === 0) {
    const scored = (pieces: readonly string[]) =>
      body.logprobs === true
        ? {
            logprobs: {
              content: pieces.map((piece) => tokenLogprob(piece, body.top_logprobs ?? 0, random)),
              refusal: null,
            },
          }
        : {};
    yield { delta: { role: "assistant", content: "", refusal: null }, ...scored([]), tokens };
    for (const piece of answer.pieces) {
      tokens += 1;
      yield { delta: { content: piece }, ...scored([piece]), tokens };
    }
  } else {
    const opening = { role: "assistant", content: null };
    // One call rides on the first chunk; several come after it (both as recorded).
    const single = answer.toolCalls.length === 1;
    if (!single) yield { delta: opening, tokens };
    for (const [index, call] of answer.toolCalls.entries()) {
      const id = `call_${randomText(random, 24)}`;
      const [starts, grows] = callDeltas(legacy, index, id, call);
      yield { delta: single ? { ...opening, ...starts, refusal: null } : starts, tokens };
      for (const piece of call.pieces) {
        tokens += 1;
        yield { delta: grows(piece), tokens };
      }
    }
  }
  yield { delta: {}, finish, tokens };
  return undefined;
}

function callDeltas(
  legacy: boolean,
  index: number,
  id: string,
  call: { readonly name: string; readonly kind: string },
): readonly [object, (piece: string) => object] {
  const { name } = call;
  if (legacy) {
    return [{ function_call: { name, arguments: "" } }, (piece) => ({ function_call: { arguments: piece } })];
  }
  if (call.kind === "custom") {
    return [
      { tool_calls: [{ index, id, type: "custom", custom: { name, input: "" } }] },
      (piece) => ({ tool_calls: [{ index, custom: { input: piece } }] }),
    ];
  }
  return [
    { tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] },
    (piece) => ({ tool_calls: [{ index, function: { arguments: piece } }] }),
  ];
}
