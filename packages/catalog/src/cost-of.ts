import type { Usage } from "@hub/protocol";
import { countTokens, type TokenCounts } from "./count-tokens.ts";
import { countOf, InvalidUsageError } from "./invalid-usage-error.ts";
import type { Offer, Price, Rates, TieredRates } from "./types.ts";
import { UnknownPriceError } from "./unknown-price-error.ts";

/** What usage does not tell. */
export interface CostOptions {
  /** The tier that the vendor says it served. Absent, `default`, `auto`, `standard`, `on_demand`: its standard one. */
  serviceTier?: string | undefined;
  /** Requests that the vendor charges for. Default 1. */
  requests?: number | undefined;
  /** Web searches that the vendor made. Default 0. */
  webSearches?: number | undefined;
}

/**
 * What a request cost, in nano-USD: exact, and rounded up once, at the end.
 *
 * Cached, written, audio and image tokens are parts of `prompt_tokens`; reasoning, audio and image tokens are parts of
 * `completion_tokens`. Parts that exceed their whole, as some vendors report them, are cut down to it. Tokens written to
 * the cache for an hour are read from `prompt_tokens_details.cache_write_1h_tokens`, a part of `cache_write_tokens`.
 *
 * @throws UnknownPriceError where the offer has no price, or none for this tier or for a kind of use that was made.
 * @throws InvalidUsageError for counts that are no whole numbers from 0 to 2^53-1, and for a cost beyond that.
 */
export function costOf(usage: Usage, offer: Offer, options: CostOptions = STANDARD): number {
  const { price } = offer;
  const requests = countOf(options.requests ?? 1, "requests");
  const webSearches = countOf(options.webSearches ?? 0, "webSearches");
  const tokens = countTokens(usage);
  if (price === undefined) throw unknownPrice(offer, "price");
  if (webSearches > 0 && price.webSearch === undefined) throw unknownPrice(offer, "webSearch");

  const rates = ratesFor(tokens.prompt, tierOf(offer, price, options.serviceTier));
  const { perRequest = 0, webSearch = 0 } = price;
  let pico = 0;
  for (const kind of KINDS) if (tokens[kind] > 0) pico += tokens[kind] * rateOf(kind, rates, offer);
  const rest = pico % 1000;
  const nano = (pico - rest) / 1000 + (rest > 0 ? 1 : 0) + requests * perRequest + webSearches * webSearch;
  // Where the sums are safe integers, each product and each sum before them was exact.
  if (pico <= Number.MAX_SAFE_INTEGER && nano <= Number.MAX_SAFE_INTEGER) return nano;

  let exact = 0n;
  for (const kind of KINDS) if (tokens[kind] > 0) exact += product(tokens[kind], rateOf(kind, rates, offer));
  exact = (exact + 999n) / 1000n + product(requests, perRequest) + product(webSearches, webSearch);
  if (exact > Number.MAX_SAFE_INTEGER) throw new InvalidUsageError("The cost exceeds 2^53-1 nano-USD.");
  return Number(exact);
}

const STANDARD: CostOptions = {};

/** Vendors' names for the tier that has no name in the catalog. */
const STANDARD_TIERS: ReadonlySet<string> = new Set(["default", "auto", "standard", "on_demand"]);

function tierOf(offer: Offer, price: Price, name: string | undefined): TieredRates {
  if (name === undefined || STANDARD_TIERS.has(name) || price.free) return price;
  const { serviceTiers = {} } = price;
  const tier = Object.hasOwn(serviceTiers, name) ? serviceTiers[name] : undefined;
  if (tier === undefined) throw unknownPrice(offer, "serviceTier");
  return tier;
}

function ratesFor(promptTokens: number, tier: TieredRates): Rates {
  return tier.longPrompts?.findLast(({ above }) => promptTokens > above) ?? tier;
}

/** What is charged by the token, each by the rate of its name. */
const KINDS = [
  "input",
  "cachedInput",
  "cacheWrite",
  "cacheWrite1h",
  "audioInput",
  "cachedAudioInput",
  "imageInput",
  "output",
  "reasoning",
  "audioOutput",
  "imageOutput",
] as const satisfies readonly (keyof Rates & keyof TokenCounts)[];

/** A rate, or what stands in for it where the vendor names none. Nothing does for what is seldom sold at another's price. */
function rateOf(kind: (typeof KINDS)[number], rates: Rates, offer: Offer): number {
  const rate = rates[kind] ?? substituteOf(kind, rates);
  if (rate === undefined) throw unknownPrice(offer, kind);
  return rate;
}

function substituteOf(kind: (typeof KINDS)[number], rates: Rates): number | undefined {
  switch (kind) {
    case "cachedInput":
    case "cacheWrite":
    case "imageInput":
      return rates.input;
    case "cacheWrite1h":
      // Whoever asks more for writing asks still more for an hour.
      return rates.cacheWrite === undefined ? rates.input : undefined;
    case "cachedAudioInput":
      return rates.audioInput;
    case "reasoning":
      return rates.output;
    default:
      return undefined;
  }
}

function product(a: number, b: number): bigint {
  return BigInt(a) * BigInt(b);
}

function unknownPrice(offer: Offer, kind: string): UnknownPriceError {
  return new UnknownPriceError(offer.provider, offer.id, kind);
}
