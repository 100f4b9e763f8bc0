import type { Answer } from "../../answer/answer.ts";
import { base16, base36, createSeededRandom, randomText, randomUuid, type SeededRandom } from "../../answer/seeded.ts";
import type { SandboxFaults } from "../../faults.ts";
import type { ChatBody } from "../../openai-compatible/chat-body.ts";
import type { StreamEvent } from "../../vendor.ts";
import type { GroqModel } from "./groq-models.ts";

/** Everything that a Groq answer is written from. */
export interface GroqTurn {
  readonly body: ChatBody;
  readonly model: GroqModel;
  readonly answer: Answer;
  /** Where the reasoning goes: its own field, `<think>` tags in the content, or nowhere. */
  readonly reasoningAs: "field" | "tags" | "nowhere";
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly faults: SandboxFaults;
  readonly random: SeededRandom;
  /** Seconds since 1970. */
  readonly now: number;
}

const finishes = { stop: "stop", stop_sequence: "stop", length: "length", tool_calls: "tool_calls" } as const;

/** Groq's usage block with its timings in seconds; the sum of the parts is the total. */
function usage(turn: GroqTurn, tokens: number, timing: readonly [number, number]): object {
  const [queueTime, promptTime] = timing;
  const completionTime = Number((tokens / 500).toFixed(9));
  const { reasoningTokens } = turn.answer;
  return {
    queue_time: queueTime,
    prompt_tokens: turn.promptTokens,
    prompt_time: promptTime,
    completion_tokens: tokens,
    completion_time: completionTime,
    total_tokens: turn.promptTokens + tokens,
    total_time: Number((promptTime + completionTime).toFixed(9)),
    ...(turn.cachedTokens > 0 ? { prompt_tokens_details: { cached_tokens: turn.cachedTokens } } : {}),
    ...(reasoningTokens > 0
      ? { completion_tokens_details: { reasoning_tokens: Math.min(tokens, reasoningTokens) } }
      : {}),
  };
}

function identity(turn: GroqTurn) {
  const { random } = turn;
  return {
    id: `chatcmpl-${randomUuid(random)}`,
    fingerprint: `fp_${randomText(createSeededRandom(turn.model.servedAs), 10, base16)}`,
    request: `req_01${randomText(random, 24, base36)}`,
    seed: Math.floor(random() * 2_147_483_647),
    timing: [Number((random() / 10).toFixed(9)), Number((turn.promptTokens / 20_000).toFixed(9))] as const,
  };
}

/** gpt-oss models name calls `fc_<uuid>`, the others nine characters (recorded). */
const callId = (turn: GroqTurn) =>
  turn.model.reasoning === "channel" ? `fc_${randomUuid(turn.random)}` : randomText(turn.random, 9, base36);

function contentPieces(turn: GroqTurn): readonly string[] {
  const { reasoning, pieces } = turn.answer;
  return turn.reasoningAs === "tags" && reasoning.length > 0
    ? ["<think>", "\n", ...reasoning, "\n", "</think>", "\n\n", ...pieces]
    : pieces;
}

const serviceTier = (turn: GroqTurn) =>
  turn.body.service_tier == null || turn.body.service_tier === "auto" ? "on_demand" : turn.body.service_tier;

/** A Groq answer to a request without `stream`. */
export function groqCompletion(turn: GroqTurn): object {
  const { answer, model, faults } = turn;
  const { id, fingerprint, request, seed, timing } = identity(turn);
  const calls = answer.toolCalls.map((call) => ({
    id: callId(turn),
    type: "function",
    function: { name: call.name, arguments: call.pieces.join("") },
  }));
  const inField = turn.reasoningAs === "field" && answer.reasoning.length > 0;
  const reported = usage(turn, answer.outputTokens, timing);
  return {
    id,
    object: "chat.completion",
    created: turn.now,
    model: model.servedAs,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          ...(calls.length === 0 ? { content: contentPieces(turn).join("") } : {}),
          ...(inField ? { reasoning: answer.reasoning.join("") } : {}),
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        logprobs: null,
        finish_reason: finishes[answer.finish],
      },
    ],
    ...(faults.usage === "omit" || faults.usage === "vendorExtra" ? {} : { usage: reported }),
    usage_breakdown: null,
    system_fingerprint: fingerprint,
    x_groq: { id: request, ...(faults.usage === "vendorExtra" ? { usage: reported } : {}), seed },
    service_tier: serviceTier(turn),
  };
}

/** The chunks of a Groq stream, `[DONE]` included: tool calls come whole, usage twice on the finish chunk. */
export function* groqStream(turn: GroqTurn): Generator<StreamEvent> {
  const { answer, model, faults } = turn;
  const { id, fingerprint, request, seed, timing } = identity(turn);
  const head = {
    id,
    object: "chat.completion.chunk",
    created: turn.now,
    model: model.servedAs,
    system_fingerprint: fingerprint,
  };
  const total = usage(turn, answer.outputTokens, timing);
  let tokens = 0;
  const chunk = (delta: object, extra: object = {}, finish: string | null = null): StreamEvent => ({
    data: JSON.stringify({
      ...head,
      choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
      ...(faults.usage === "everyChunk" ? { usage: usage(turn, tokens, timing) } : {}),
      ...extra,
    }),
  });
  const hasCalls = answer.toolCalls.length > 0;
  const opening = { role: "assistant", content: hasCalls && answer.reasoning.length === 0 ? null : "" };
  yield chunk(opening, { x_groq: { id: request, seed } });
  if (turn.reasoningAs === "field") {
    const channel = model.reasoning === "channel" ? { channel: "analysis" } : {};
    for (const piece of answer.reasoning) {
      tokens += 1;
      yield chunk({ reasoning: piece, ...channel });
    }
  }
  for (const piece of hasCalls ? [] : contentPieces(turn)) {
    tokens = Math.min(tokens + 1, answer.outputTokens);
    yield chunk({ content: piece });
  }
  for (const [index, call] of answer.toolCalls.entries()) {
    tokens += call.pieces.length;
    const written = { name: call.name, arguments: call.pieces.join("") };
    yield chunk({ tool_calls: [{ id: callId(turn), type: "function", function: written, index }] });
  }
  tokens = answer.outputTokens;
  const silent = faults.usage === "omit";
  const x_groq = { id: request, ...(silent || faults.usage === "onFinishChunk" ? {} : { usage: total }) };
  const top = silent || faults.usage === "vendorExtra" ? {} : { usage: total };
  yield chunk({}, { x_groq, ...top }, finishes[answer.finish]);
  if (turn.body.stream_options?.include_usage === true && faults.usage === undefined) {
    yield { data: JSON.stringify({ ...head, choices: [], usage: total, service_tier: serviceTier(turn) }) };
  }
  yield { data: "[DONE]" };
}
