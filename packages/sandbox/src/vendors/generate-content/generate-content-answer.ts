import type { Answer } from "../../answer/answer.ts";
import { randomText, type SeededRandom } from "../../answer/seeded.ts";
import { signThinking } from "../../answer/thinking-signature.ts";
import type { SandboxFaults } from "../../faults.ts";
import { tokenLogprob } from "../../openai-compatible/chat-logprobs.ts";
import type { GeminiModel } from "./gemini-models.ts";
import type { PromptTokens } from "./prompt-tokens.ts";
import type { GenerationConfig, Part } from "./request-body.ts";
import type { Front } from "./request-message.ts";
import { signedText } from "./turn-rules.ts";

/** Everything that an answer is written from. */
export interface GenerateContentTurn {
  readonly front: Front;
  readonly model: GeminiModel;
  readonly config: GenerationConfig;
  readonly answer: Answer;
  readonly prompt: PromptTokens;
  readonly faults: SandboxFaults;
  readonly random: SeededRandom;
  /** Seconds since 1970. */
  readonly now: number;
}

/** The fields that every response has, whole or streamed. */
export function responseHead({ front, model, now, random }: GenerateContentTurn): object {
  const time = front === "vertex" ? { createTime: new Date(now * 1_000).toISOString() } : {};
  return { modelVersion: model.id, ...time, responseId: randomText(random, 23) };
}

/** Usage; output tokens are those written so far. */
export function usageMetadata(
  turn: GenerateContentTurn,
  written: { readonly candidates: number; readonly thoughts: number },
): object {
  const { prompt, front, config } = turn;
  const candidates = written.candidates * (config.candidateCount ?? 1);
  const modalities = (counts: Iterable<readonly [string, number]>) =>
    [...counts].map(([modality, tokenCount]) => ({ modality, tokenCount }));
  return {
    promptTokenCount: prompt.total,
    ...(candidates > 0 ? { candidatesTokenCount: candidates } : {}),
    totalTokenCount: prompt.total + candidates + written.thoughts,
    ...(prompt.cached > 0 ? { cachedContentTokenCount: prompt.cached } : {}),
    ...(front === "vertex" ? { trafficType: "ON_DEMAND" } : {}),
    promptTokensDetails: modalities(prompt.byModality),
    ...(prompt.cached > 0 && front === "gemini" ? { cacheTokensDetails: modalities([["TEXT", prompt.cached]]) } : {}),
    ...(front === "vertex" && candidates > 0 ? { candidatesTokensDetails: modalities([["TEXT", candidates]]) } : {}),
    ...(written.thoughts > 0 ? { thoughtsTokenCount: written.thoughts } : {}),
  };
}

/** Output tokens of a finished answer. */
export function outputTokens({ answer }: GenerateContentTurn): { candidates: number; thoughts: number } {
  return { candidates: answer.outputTokens - answer.reasoningTokens, thoughts: answer.reasoningTokens };
}

/** Function calls as parts, whole. A call whose arguments the token limit cut is not sent. */
export function callParts(turn: GenerateContentTurn): readonly Part[] {
  return turn.answer.toolCalls.flatMap((call, index): Part[] => {
    const args = parseArguments(call.pieces.join(""));
    if (args === undefined) return [];
    const { signs } = turn.model;
    // Ids came with Gemini 3 on the Gemini API (recorded); Vertex and older models send none.
    const id = signs && turn.front === "gemini" ? { id: randomText(turn.random, 8).toLowerCase() } : {};
    const part: Part = { functionCall: { ...id, name: call.name, args } };
    return [signs && index === 0 ? { ...part, thoughtSignature: signature(turn, part) } : part];
  });
}

function parseArguments(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The signature of a part: only Gemini 3 and later make one. */
export function signature(turn: GenerateContentTurn, part: Part): string {
  return signThinking(signedText(part), randomText(turn.random, 16));
}

/** Why the answer ended; calls of functions are an ordinary stop. */
export function finishReason(turn: GenerateContentTurn): string {
  if (turn.faults.contentFilter === "answer") return "SAFETY";
  return turn.answer.finish === "length" ? "MAX_TOKENS" : "STOP";
}

/** The ratings that come with a blocked candidate (recorded). */
export function safetyRatings(turn: GenerateContentTurn): object {
  if (turn.faults.contentFilter !== "answer") return {};
  const rating = (name: string, probability: string) => ({ category: `HARM_CATEGORY_${name}`, probability });
  return {
    safetyRatings: [
      { ...rating("HATE_SPEECH", "HIGH"), blocked: true },
      rating("DANGEROUS_CONTENT", "NEGLIGIBLE"),
      rating("HARASSMENT", "NEGLIGIBLE"),
      rating("SEXUALLY_EXPLICIT", "NEGLIGIBLE"),
    ],
  };
}

/** Log probabilities of some tokens, where they were asked for. */
export function logprobsResult(turn: GenerateContentTurn, pieces: readonly string[]): object {
  const { responseLogprobs, logprobs = 0 } = turn.config;
  if (responseLogprobs !== true) return {};
  const tokens = pieces.map((piece) => tokenLogprob(piece, logprobs, turn.random));
  const entry = ({ token, logprob }: { readonly token: string; readonly logprob: number }) => ({
    token,
    tokenId: [...token].reduce((id, letter) => (id * 31 + (letter.codePointAt(0) ?? 0)) % 256_000, 7),
    logProbability: logprob,
  });
  return {
    logprobsResult: {
      chosenCandidates: tokens.map(entry),
      ...(logprobs > 0
        ? { topCandidates: tokens.map(({ top_logprobs = [] }) => ({ candidates: top_logprobs.map(entry) })) }
        : {}),
    },
  };
}

/** Where a candidate stands in the list; Vertex leaves zeros out. */
export function candidateIndex({ front }: GenerateContentTurn, index: number): object {
  return front === "vertex" && index === 0 ? {} : { index };
}

/** The response to a prompt that the safety filter blocked: no candidates. */
export function blockedResponse(turn: GenerateContentTurn): object {
  const usage = { promptTokenCount: turn.prompt.total, totalTokenCount: turn.prompt.total };
  return {
    promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
    usageMetadata: turn.front === "vertex" ? { ...usage, trafficType: "ON_DEMAND" } : usage,
    ...responseHead(turn),
  };
}

/** The answer to generateContent. */
export function generateContentResponse(turn: GenerateContentTurn): object {
  if (turn.faults.contentFilter === "prompt") return blockedResponse(turn);
  const { usage } = turn.faults;
  const candidates = Array.from({ length: turn.config.candidateCount ?? 1 }, (_, index) => ({
    ...(turn.faults.contentFilter === "answer" ? {} : { content: wholeContent(turn) }),
    finishReason: finishReason(turn),
    ...safetyRatings(turn),
    ...(turn.front === "vertex" ? { avgLogprobs: -0.25 } : {}),
    ...logprobsResult(turn, turn.answer.pieces),
    ...candidateIndex(turn, index),
  }));
  return {
    candidates,
    ...(usage === "omit" || usage === "vendorExtra" ? {} : { usageMetadata: usageMetadata(turn, outputTokens(turn)) }),
    ...responseHead(turn),
  };
}

/** The content of a whole answer; without `parts` where the token limit left room for none (recorded). */
function wholeContent(turn: GenerateContentTurn): object {
  const { answer, model } = turn;
  const text = answer.pieces.join("");
  const textPart: Part = { text };
  const parts: Part[] = [
    ...(answer.reasoning.length > 0 ? [{ text: answer.reasoning.join(""), thought: true }] : []),
    ...(text === "" ? [] : [model.signs ? { ...textPart, thoughtSignature: signature(turn, textPart) } : textPart]),
    ...callParts(turn),
  ];
  return parts.length === 0 ? { role: "model" } : { parts, role: "model" };
}
