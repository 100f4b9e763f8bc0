import { createCatalog, type Offer } from "@hub/catalog";
import { simulateRouting } from "@hub/router/testing";
import { describe, expect, it } from "vitest";
import { classifyFailure } from "./classify-failure.ts";

/** The three vendors that sell a model of the shipped catalog for the least, by its prices. */
function targetsOf(name: string) {
  const cheapest = new Map<string, Offer>();
  for (const offer of createCatalog().model(name)?.offers ?? []) {
    const known = cheapest.get(offer.provider);
    if (offer.price && (!known || sumOf(offer) < sumOf(known))) cheapest.set(offer.provider, offer);
  }
  return [...cheapest.values()]
    .sort((a, b) => sumOf(a) - sumOf(b))
    .slice(0, 3)
    .map((offer) => ({ name: offer.provider, ...nanoUsdOf(offer) }));
}

const sumOf = ({ price }: Offer) => (price ? price.input + price.output : Number.POSITIVE_INFINITY);

/** The catalog has pico-USD for each token. */
const nanoUsdOf = ({ price }: Offer) => ({
  inputNanoUsd: (price?.input ?? 0) / 1_000,
  outputNanoUsd: (price?.output ?? 0) / 1_000,
});

describe.each(["llama-3.3-70b", "gpt-oss-120b"])(
  "10,000 requests for %s at the catalog's prices, with outages, rate limits and latency drift",
  (name) => {
    it("are answered, for nearly the least that was possible, and without pestering who is down", async () => {
      const targets = targetsOf(name);
      expect(targets).toHaveLength(3);
      const result = await simulateRouting({ targets, seed: 3, router: { classify: classifyFailure } });
      expect(result.answerable).toBeGreaterThan(9_500);
      expect(result.successRate).toBeGreaterThanOrEqual(0.999);
      expect(result.costRatio).toBeLessThanOrEqual(1.02);
      expect(result.sentWhileOpen).toBe(0);
      expect(result.worstMinuteAttempts).toBeLessThanOrEqual(2);
    });
  },
);
