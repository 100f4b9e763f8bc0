import type { StreamEvent } from "../../vendor.ts";
import {
  blockedResponse,
  callParts,
  candidateIndex,
  finishReason,
  type GenerateContentTurn,
  logprobsResult,
  outputTokens,
  responseHead,
  safetyRatings,
  signature,
  usageMetadata,
} from "./generate-content-answer.ts";
import type { Part } from "./request-body.ts";

/** What one event of a candidate says. */
interface Draft {
  readonly parts: readonly Part[];
  /** Text pieces in it, for log probabilities. */
  readonly pieces: readonly string[];
  /** Tokens that this event adds. */
  readonly candidates: number;
  readonly thoughts: number;
}

/** The events of a stream: each is a whole response, and the last of a candidate says why it ended. */
export function* generateContentStream(turn: GenerateContentTurn): Generator<StreamEvent> {
  if (turn.faults.contentFilter === "prompt") {
    yield { data: JSON.stringify(blockedResponse(turn)) };
    return;
  }
  const head = responseHead(turn);
  const count = turn.config.candidateCount ?? 1;
  for (let index = 0; index < count; index += 1) {
    const drafts = draftsOf(turn);
    const written = { candidates: 0, thoughts: turn.answer.reasoning.length > 0 ? 0 : turn.answer.reasoningTokens };
    for (const [position, draft] of drafts.entries()) {
      const isLast = position === drafts.length - 1;
      written.candidates += draft.candidates;
      written.thoughts += draft.thoughts;
      const candidate = {
        ...(draft.parts.length === 0 ? {} : { content: { parts: draft.parts, role: "model" } }),
        ...(isLast ? { finishReason: finishReason(turn), ...safetyRatings(turn) } : {}),
        ...logprobsResult(turn, draft.pieces),
        ...candidateIndex(turn, index),
      };
      const isFinal = isLast && index === count - 1;
      const response = {
        candidates: [candidate],
        ...usageOf(turn, isFinal ? outputTokens(turn) : written, isFinal),
        ...head,
      };
      yield { data: JSON.stringify(response) };
    }
  }
}

/** Vertex reports tokens at the end only (recorded), the Gemini API on every event. */
function usageOf(
  turn: GenerateContentTurn,
  written: { readonly candidates: number; readonly thoughts: number },
  isFinal: boolean,
): object {
  const { usage } = turn.faults;
  if (usage === "omit" || usage === "vendorExtra") return {};
  if (isFinal || usage === "everyChunk") return { usageMetadata: usageMetadata(turn, written) };
  if (usage === "onFinishChunk") return {};
  return turn.front === "vertex"
    ? { usageMetadata: { trafficType: "ON_DEMAND" } }
    : { usageMetadata: usageMetadata(turn, written) };
}

function draftsOf(turn: GenerateContentTurn): readonly Draft[] {
  const { answer, model } = turn;
  const nothing = { pieces: [], candidates: 0, thoughts: 0 };
  const drafts: Draft[] = [
    ...answer.reasoning.map((text): Draft => ({ ...nothing, parts: [{ text, thought: true }], thoughts: 1 })),
    ...answer.pieces.map((text): Draft => ({ ...nothing, parts: [{ text }], pieces: [text], candidates: 1 })),
  ];
  if (turn.faults.contentFilter === "answer") {
    // Half of the text has been said when the filter steps in.
    return [...drafts.slice(0, Math.floor(drafts.length / 2)), { ...nothing, parts: [] }];
  }
  const calls = callParts(turn);
  const callTokens = answer.outputTokens - answer.reasoningTokens;
  if (calls.length > 0) drafts.push({ ...nothing, parts: calls, candidates: callTokens });
  // Models that sign send the signature of a text in an empty last part (recorded).
  const closing: Part = { text: "" };
  if (model.signs && calls.length === 0 && answer.pieces.length > 0) {
    drafts.push({ ...nothing, parts: [{ ...closing, thoughtSignature: signature(turn, closing) }] });
  } else if (model.signs || drafts.length === 0) {
    drafts.push({ ...nothing, parts: [closing] });
  }
  return drafts;
}
