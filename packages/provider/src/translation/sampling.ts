import type { ChatRequest } from "@hub/protocol";
import type { DroppedParams } from "./dropped-params.ts";

/** What a model allows of `temperature` and `top_p`. */
export interface SamplingRules {
  /** Both, one of the two, or neither. */
  allowed: "both" | "one" | "none";
  /** Whether the model thinks, which leaves no temperature and only the highest `top_p`. */
  thinks: boolean;
}

/** Lowest `top_p` that goes with thinking ("Thinking: feature compatibility", platform.claude.com, 2026-11). */
const MIN_THINKING_TOP_P = 0.95;
const MAX_TEMPERATURE = 1;

/**
 * `temperature` and `top_p` as far as the model allows them, on a scale that ends at 1. 1 is the default of both, so
 * that leaving it out changes nothing and is not reported.
 */
export function boundedSampling(
  { temperature, top_p: topP }: ChatRequest,
  { allowed, thinks }: SamplingRules,
  dropped: DroppedParams,
): { temperature?: number; topP?: number } {
  const sampling: { temperature?: number; topP?: number } = {};
  const drop = (name: string, value: number) => {
    if (value !== 1) dropped.add(name);
  };

  if (typeof temperature === "number") {
    if (allowed === "none" || thinks) drop("temperature", temperature);
    else {
      sampling.temperature = Math.min(temperature, MAX_TEMPERATURE);
      if (temperature > MAX_TEMPERATURE) dropped.add("temperature");
    }
  }
  if (typeof topP === "number") {
    const oneTooMany = allowed === "one" && sampling.temperature !== undefined && sampling.temperature !== 1;
    if (allowed === "none" || oneTooMany || (thinks && topP < MIN_THINKING_TOP_P)) drop("top_p", topP);
    else {
      sampling.topP = topP;
      if (allowed === "one") delete sampling.temperature;
    }
  }
  return sampling;
}

/** The stop sequences that the vendor accepts; the others are dropped and reported. */
export function stopSequences(
  { stop }: ChatRequest,
  accepts: (sequence: string) => boolean,
  dropped: DroppedParams,
): string[] {
  const all = typeof stop === "string" ? [stop] : (stop ?? []);
  const valid = all.filter(accepts);
  if (valid.length < all.length) dropped.add("stop");
  return valid;
}
