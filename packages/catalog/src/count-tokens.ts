import type { Usage } from "@hub/protocol";
import { countOf } from "./invalid-usage-error.ts";
import type { Rates } from "./types.ts";

/** Tokens by the rate that they are charged at. Apart from `prompt`, which is the sum of its parts, they do not overlap. */
export interface TokenCounts extends Required<Rates> {
  prompt: number;
}

/**
 * Splits usage into counts that add up to its totals. Parts are cut down to what is left of their whole, and the rest is
 * taken for what costs most: writing before reading the cache, and text for what was cached before audio and images.
 *
 * @throws InvalidUsageError for counts that are no whole numbers from 0 to 2^53-1.
 */
export function countTokens(usage: Usage): TokenCounts {
  const prompt = countOf(usage.prompt_tokens, "prompt_tokens");
  const completion = countOf(usage.completion_tokens, "completion_tokens");
  const ofPrompt = usage.prompt_tokens_details;
  const ofCompletion = usage.completion_tokens_details;

  const audio = Math.min(count(ofPrompt, "audio_tokens"), prompt);
  const image = Math.min(count(ofPrompt, "image_tokens"), prompt - audio);
  const text = prompt - audio - image;
  const written = Math.min(count(ofPrompt, "cache_write_tokens"), text);
  const writtenForAnHour = Math.min(count(ofPrompt, "cache_write_1h_tokens"), written);
  const cached = count(ofPrompt, "cached_tokens");
  const cachedText = Math.min(cached, text - written);
  const cachedAudio = Math.min(cached - cachedText, audio);

  const audioAnswer = Math.min(count(ofCompletion, "audio_tokens"), completion);
  const imageAnswer = Math.min(count(ofCompletion, "image_tokens"), completion - audioAnswer);
  const reasoning = Math.min(count(ofCompletion, "reasoning_tokens"), completion - audioAnswer - imageAnswer);
  return {
    prompt,
    input: text - written - cachedText,
    cachedInput: cachedText,
    cacheWrite: written - writtenForAnHour,
    cacheWrite1h: writtenForAnHour,
    audioInput: audio - cachedAudio,
    cachedAudioInput: cachedAudio,
    imageInput: image,
    output: completion - audioAnswer - imageAnswer - reasoning,
    reasoning,
    audioOutput: audioAnswer,
    imageOutput: imageAnswer,
  };
}

function count(details: Record<string, unknown> | null | undefined, field: string): number {
  return countOf(details?.[field] ?? 0, field);
}
