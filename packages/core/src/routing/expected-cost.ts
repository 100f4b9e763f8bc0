import type { Offer } from "@hub/catalog";
import { type ChatRequest, maxOutputTokens } from "@hub/protocol";
import { plainUsage, priceOf } from "../spending/request-price.ts";

/** How long an answer is taken to be when vendors are compared, unless it may not be that long. In tokens. */
const TYPICAL_OUTPUT_TOKENS = 500;

/**
 * What a request will probably cost at an offer.
 *
 * @param promptTokens how long its prompt probably is
 * @param cachedTokens how much of that is probably in the vendor's cache
 * @returns nano-USD; `undefined` where the price is not known
 */
export function expectedCostOf(
  request: ChatRequest,
  offer: Offer,
  promptTokens: number,
  cachedTokens: number,
): number | undefined {
  const limit = Math.min(maxOutputTokens(request) ?? TYPICAL_OUTPUT_TOKENS, offer.maxOutputTokens);
  const usage = plainUsage(promptTokens, Math.min(limit, TYPICAL_OUTPUT_TOKENS) * (request.n ?? 1));
  if (cachedTokens > 0) usage.prompt_tokens_details = { cached_tokens: Math.min(cachedTokens, promptTokens) };
  return priceOf(usage, offer, request, request.service_tier);
}
