import { Buffer } from "node:buffer";
import { type ChunkChoice, isJsonObject } from "@hub/protocol";
import { textOf } from "@hub/provider";

/** `logprobsResult` as OpenAI's log probabilities; `undefined` without any. */
export function toLogprobs(result: unknown): ChunkChoice["logprobs"] {
  if (!isJsonObject(result) || !Array.isArray(result.chosenCandidates)) return undefined;
  const alternatives = Array.isArray(result.topCandidates) ? result.topCandidates : [];
  const content = result.chosenCandidates.map((chosen, index) => ({
    ...toToken(chosen),
    top_logprobs: candidatesOf(alternatives[index]).map(toToken),
  }));
  return content.length > 0 ? { content, refusal: null } : undefined;
}

function candidatesOf(alternatives: unknown): unknown[] {
  return isJsonObject(alternatives) && Array.isArray(alternatives.candidates) ? alternatives.candidates : [];
}

/** Google leaves out a logarithm that is 0, as all zeros. */
function toToken(candidate: unknown): { token: string; logprob: number; bytes: number[] } {
  const { token, logProbability } = isJsonObject(candidate) ? candidate : {};
  const text = textOf(token);
  return {
    token: text,
    logprob: typeof logProbability === "number" ? logProbability : 0,
    bytes: [...Buffer.from(text)],
  };
}
