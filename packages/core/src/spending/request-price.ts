import { costOf, InvalidUsageError, type Offer, UnknownPriceError } from "@hub/catalog";
import { type ChatRequest, isJsonObject, type Usage } from "@hub/protocol";

/** What of a request its price depends on, beyond tokens. */
export type PriceTerms = Pick<ChatRequest, "service_tier" | "web_search_options">;

/** What a request may cost at one offer, in nano-USD. */
export interface WorstPrice {
  /** Before the first token of output. */
  fixed: number;
  /** For each token of output. */
  perToken: number;
}

/** Enough tokens for a price per token without what rounding one of them would add. */
const MANY = 1_000_000;

/**
 * The most that a request can cost: every token of its prompt and of its answer at the dearest rate that it may meet.
 *
 * @throws UnknownPriceError
 */
export function worstPriceOf(request: ChatRequest, offer: Offer, promptTokens: number): WorstPrice {
  const options = pricingOf(request, request.service_tier);
  const prompt = plainUsage(promptTokens, 0);
  const prompts = worstPrompts(request, offer, promptTokens).map((details) => ({
    ...prompt,
    prompt_tokens_details: details,
  }));
  const fixed = Math.max(...[prompt, ...prompts].map((usage) => costOf(usage, offer, options)));
  const answer = plainUsage(promptTokens, MANY);
  const answers = worstAnswers(request, offer).map((details) => ({ ...answer, completion_tokens_details: details }));
  const dearest = Math.max(...[answer, ...answers].map((usage) => costOf(usage, offer, options)));
  return { fixed, perToken: Math.ceil((dearest - costOf(prompt, offer, options)) / MANY) };
}

/**
 * The price of what a vendor reports; at the plain rates where it reports a kind of token that the offer has no price for.
 *
 * @returns nano-USD; `undefined` where the offer has no price at all, or the report makes no sense
 */
export function priceOf(
  usage: Usage,
  offer: Offer,
  terms: PriceTerms,
  serviceTier: string | null | undefined,
): number | undefined {
  const options = pricingOf(terms, serviceTier);
  return (
    costOrNone(usage, offer, options) ??
    costOrNone(plainUsage(usage.prompt_tokens, usage.completion_tokens), offer, options)
  );
}

/** Usage with nothing but the totals. */
export function plainUsage(promptTokens: number, completionTokens: number): Usage {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

type Pricing = NonNullable<Parameters<typeof costOf>[2]>;

function pricingOf(terms: PriceTerms, serviceTier: string | null | undefined): Pricing {
  return { serviceTier: serviceTier ?? undefined, webSearches: terms.web_search_options ? 1 : 0 };
}

function costOrNone(usage: Usage, offer: Offer, options: Pricing): number | undefined {
  try {
    return costOf(usage, offer, options);
  } catch (error) {
    if (error instanceof UnknownPriceError || error instanceof InvalidUsageError) return undefined;
    throw error;
  }
}

type PromptDetails = NonNullable<Usage["prompt_tokens_details"]>;
type AnswerDetails = NonNullable<Usage["completion_tokens_details"]>;

function worstPrompts(request: ChatRequest, { price }: Offer, tokens: number): PromptDetails[] {
  const details: PromptDetails[] = [];
  const cacheLife = askedCacheLife(request);
  if (cacheLife && price?.cacheWrite !== undefined) details.push({ cache_write_tokens: tokens });
  if (cacheLife === "1h" && price?.cacheWrite1h !== undefined) {
    details.push({ cache_write_tokens: tokens, cache_write_1h_tokens: tokens });
  }
  if (price?.audioInput !== undefined && request.messages.some(hasAudio)) details.push({ audio_tokens: tokens });
  return details;
}

function worstAnswers({ modalities }: ChatRequest, { price }: Offer): AnswerDetails[] {
  const details: AnswerDetails[] = [];
  if (price?.reasoning !== undefined) details.push({ reasoning_tokens: MANY });
  if (price?.audioOutput !== undefined && modalities?.includes("audio")) details.push({ audio_tokens: MANY });
  return details;
}

function hasAudio({ content }: ChatRequest["messages"][number]): boolean {
  return Array.isArray(content) && content.some(({ type }) => type === "input_audio");
}

/** The longest time for which any part of a prompt is to be cached: `cache_control`, which vendors charge writing for. */
function askedCacheLife(request: ChatRequest): "5m" | "1h" | undefined {
  let longest: "5m" | "1h" | undefined;
  const look = (holder: object): void => {
    if (longest === "1h" || !("cache_control" in holder) || !isJsonObject(holder.cache_control)) return;
    longest = holder.cache_control.ttl === "1h" ? "1h" : "5m";
  };
  look(request);
  for (const message of request.messages) {
    look(message);
    if (Array.isArray(message.content)) message.content.forEach(look);
  }
  request.tools?.forEach(look);
  return longest;
}
