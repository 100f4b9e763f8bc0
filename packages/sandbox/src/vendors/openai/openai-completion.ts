import type { Answer } from "../../answer/answer.ts";
import { base16, createSeededRandom, randomText, type SeededRandom } from "../../answer/seeded.ts";
import type { SandboxFaults } from "../../faults.ts";
import type { ChatBody } from "../../openai-compatible/chat-body.ts";
import { tokenLogprob } from "../../openai-compatible/chat-logprobs.ts";
import { speak, wantsSpeech } from "./openai-audio.ts";
import type { OpenaiModel } from "./openai-models.ts";

/** Everything that an OpenAI answer is written from. */
export interface OpenaiTurn {
  readonly body: ChatBody;
  readonly model: OpenaiModel;
  readonly answer: Answer;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly faults: SandboxFaults;
  readonly random: SeededRandom;
  /** Seconds since 1970. */
  readonly now: number;
}

/** OpenAI's names for how an answer ended. */
const openaiFinish = {
  stop: "stop",
  stop_sequence: "stop",
  length: "length",
  tool_calls: "tool_calls",
} as const;

/** How a turn ended, in OpenAI's words; legacy `functions` have their own. */
export function openaiFinishReason(turn: OpenaiTurn): string {
  if (turn.faults.contentFilter === "answer") return "content_filter";
  const legacy = (turn.body.functions?.length ?? 0) > 0 && turn.answer.finish === "tool_calls";
  return legacy ? "function_call" : openaiFinish[turn.answer.finish];
}

/** OpenAI's usage block: cached tokens inside the prompt, reasoning tokens inside the completion. */
export function openaiUsage(turn: OpenaiTurn, completionTokens: number = turn.answer.outputTokens): object {
  const completion = completionTokens * (turn.body.n ?? 1);
  return {
    prompt_tokens: turn.promptTokens,
    completion_tokens: completion,
    total_tokens: turn.promptTokens + completion,
    prompt_tokens_details: { cached_tokens: turn.cachedTokens, audio_tokens: 0 },
    completion_tokens_details: {
      reasoning_tokens: Math.min(completion, turn.answer.reasoningTokens * (turn.body.n ?? 1)),
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** The service tier that answers name. */
export function openaiServiceTier(body: ChatBody): string {
  return body.service_tier == null || body.service_tier === "auto" ? "default" : body.service_tier;
}

/** Names the backend: one per model here. Reasoning models have none (recorded as null). */
export function openaiFingerprint(model: OpenaiModel): string | null {
  return model.reasoning ? null : `fp_${randomText(createSeededRandom(model.snapshot), 10, base16)}`;
}

/** An OpenAI answer to a request without `stream`. */
export function openaiCompletion(turn: OpenaiTurn): object {
  const { body, model, random } = turn;
  const choices = Array.from({ length: body.n ?? 1 }, (_, index) => ({
    index,
    message: message(turn),
    logprobs:
      body.logprobs === true
        ? {
            content: turn.answer.pieces.map((piece) => tokenLogprob(piece, body.top_logprobs ?? 0, random)),
            refusal: null,
          }
        : null,
    finish_reason: openaiFinishReason(turn),
  }));
  return {
    id: `chatcmpl-${randomText(random, 29)}`,
    object: "chat.completion",
    created: turn.now,
    model: model.snapshot,
    choices: model.reasoning ? choices.map(({ logprobs: _, ...choice }) => choice) : choices,
    ...(turn.faults.usage === "omit" || turn.faults.usage === "vendorExtra" ? {} : { usage: openaiUsage(turn) }),
    service_tier: openaiServiceTier(body),
    system_fingerprint: openaiFingerprint(model),
  };
}

function message(turn: OpenaiTurn): object {
  const { answer, body, random } = turn;
  const calls = answer.toolCalls;
  if (calls.length === 0 && wantsSpeech(turn)) {
    return { role: "assistant", content: null, refusal: null, annotations: [], audio: speak(turn) };
  }
  if (calls.length === 0) {
    return { role: "assistant", content: answer.pieces.join(""), refusal: null, annotations: [] };
  }
  const written = (pieces: readonly string[]) => pieces.join("");
  const first = calls[0];
  if (body.functions?.length && first !== undefined) {
    const call = { name: first.name, arguments: written(first.pieces) };
    return { role: "assistant", content: null, function_call: call, refusal: null, annotations: [] };
  }
  return {
    role: "assistant",
    content: null,
    tool_calls: calls.map((call) => {
      const id = `call_${randomText(random, 24)}`;
      return call.kind === "custom"
        ? { id, type: "custom", custom: { name: call.name, input: written(call.pieces) } }
        : { id, type: "function", function: { name: call.name, arguments: written(call.pieces) } };
    }),
    refusal: null,
    annotations: [],
  };
}
