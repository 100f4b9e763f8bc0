import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costOf } from "./cost-of.ts";
import { InvalidUsageError } from "./invalid-usage-error.ts";
import { offerAt, usageOf } from "./test-support.ts";
import type { Price, Rates } from "./types.ts";
import { UnknownPriceError } from "./unknown-price-error.ts";

const RATES: Rates = {
  input: 1_000_000,
  output: 2_000_000,
  cachedInput: 100_000,
  cacheWrite: 1_250_000,
  cacheWrite1h: 2_000_000,
  reasoning: 3_000_000,
  audioInput: 10_000_000,
  cachedAudioInput: 5_000_000,
  audioOutput: 20_000_000,
  imageInput: 4_000_000,
  imageOutput: 30_000_000,
};

describe("costOf charges", () => {
  it("input and output by their rates", () => {
    expect(costOf(usageOf(1000, 100), offerAt(RATES))).toBe(1_000_000 + 200_000);
  });

  it.each([
    ["what was read from the cache", usageOf(1000, 0, { cached_tokens: 400 }), 600_000 + 40_000],
    ["what was written to it", usageOf(1000, 0, { cache_write_tokens: 400 }), 600_000 + 500_000],
    [
      "what was written for an hour",
      usageOf(1000, 0, { cache_write_tokens: 400, cache_write_1h_tokens: 100 }),
      600_000 + 375_000 + 200_000,
    ],
    ["reasoning, within the completion", usageOf(0, 100, {}, { reasoning_tokens: 60 }), 80_000 + 180_000],
    ["audio", usageOf(100, 100, { audio_tokens: 10 }, { audio_tokens: 20 }), 90_000 + 100_000 + 160_000 + 400_000],
    ["images", usageOf(100, 100, { image_tokens: 10 }, { image_tokens: 20 }), 90_000 + 40_000 + 160_000 + 600_000],
    [
      "cached audio, once there is no more text that the cache could have had",
      usageOf(100, 0, { audio_tokens: 60, cached_tokens: 50 }),
      40 * 100 + 10 * 5_000 + 50 * 10_000,
    ],
  ])("%s", (_, usage, expected) => {
    expect(costOf(usage, offerAt(RATES))).toBe(expected);
  });

  it("as input or output what has no rate of its own", () => {
    const plain = offerAt({ input: 1_000_000, output: 2_000_000 });
    const usage = usageOf(
      100,
      100,
      { cached_tokens: 10, cache_write_tokens: 20, cache_write_1h_tokens: 10, image_tokens: 30 },
      { reasoning_tokens: 50 },
    );
    expect(costOf(usage, plain)).toBe(costOf(usageOf(100, 100), plain));
  });

  it("requests and searches", () => {
    const offer = offerAt({ ...RATES, perRequest: 5_000, webSearch: 10_000_000 });
    expect(costOf(usageOf(0, 0), offer)).toBe(5_000);
    expect(costOf(usageOf(0, 0), offer, { requests: 3, webSearches: 2 })).toBe(15_000 + 20_000_000);
    expect(costOf(usageOf(0, 0), offer, { requests: 0 })).toBe(0);
  });

  it("the whole request by the rates of its length", () => {
    const longPrompts = [
      { above: 1000, input: 2_000_000, output: 4_000_000 },
      { above: 5000, input: 3_000_000, output: 6_000_000 },
    ];
    const offer = offerAt({ ...RATES, longPrompts });
    expect(costOf(usageOf(1000, 10), offer)).toBe(1_000_000 + 20_000);
    expect(costOf(usageOf(1001, 10), offer)).toBe(2_002_000 + 40_000);
    expect(costOf(usageOf(5001, 10), offer)).toBe(15_003_000 + 60_000);
    // A tier has rates of its own: what it does not name is not taken from the one below.
    expect(costOf(usageOf(1001, 0, { cached_tokens: 1001 }), offer)).toBe(2_002_000);
  });

  it("the tier that served it, with its own rates for long prompts", () => {
    const flex = { input: 500_000, output: 1_000_000, longPrompts: [{ above: 10, input: 700_000, output: 1_400_000 }] };
    const offer = offerAt({ ...RATES, serviceTiers: { flex } });
    expect(costOf(usageOf(10, 1), offer, { serviceTier: "flex" })).toBe(5_000 + 1_000);
    expect(costOf(usageOf(100, 1), offer, { serviceTier: "flex" })).toBe(70_000 + 1_400);
    for (const serviceTier of ["default", "auto", "standard", "on_demand", undefined]) {
      expect(costOf(usageOf(10, 1), offer, { serviceTier })).toBe(10_000 + 2_000);
    }
  });

  it("nothing where the vendor says so", () => {
    const offer = offerAt({ input: 0, output: 0, free: true });
    expect(costOf(usageOf(1000, 1000), offer, { serviceTier: "flex" })).toBe(0);
  });

  it("a part of a nano-USD as a whole one, once for all parts", () => {
    const offer = offerAt({ input: 300, output: 300 });
    expect(costOf(usageOf(1, 1), offer)).toBe(1);
    expect(costOf(usageOf(2, 2), offer)).toBe(2);
    expect(costOf(usageOf(5, 5), offer)).toBe(3);
  });
});

describe("costOf does not guess", () => {
  const kindOf = (price: Price | undefined, usage = usageOf(10, 10), options = {}): string | undefined => {
    try {
      costOf(usage, offerAt(price), options);
      return undefined;
    } catch (error) {
      expect(error).toBeInstanceOf(UnknownPriceError);
      expect(error).toMatchObject({ code: "unknown_price", provider: "acme", offer: "acme-1" });
      return (error as UnknownPriceError).kind;
    }
  };
  const plain = { input: 1, output: 1 };

  it("an unknown price", () => {
    expect(kindOf(undefined)).toBe("price");
    expect(kindOf(undefined, usageOf(0, 0))).toBe("price");
  });

  it("what searches, tiers, audio and made images cost", () => {
    expect(kindOf(plain, usageOf(1, 1), { webSearches: 1 })).toBe("webSearch");
    expect(kindOf(plain, usageOf(1, 1), { serviceTier: "priority" })).toBe("serviceTier");
    expect(kindOf({ ...plain, serviceTiers: {} }, usageOf(1, 1), { serviceTier: "constructor" })).toBe("serviceTier");
    expect(kindOf(plain, usageOf(1, 1, { audio_tokens: 1 }))).toBe("audioInput");
    expect(kindOf(plain, usageOf(1, 1, {}, { audio_tokens: 1 }))).toBe("audioOutput");
    expect(kindOf(plain, usageOf(1, 1, {}, { image_tokens: 1 }))).toBe("imageOutput");
  });

  it("what an hour of cache costs, of a vendor who charges for writing", () => {
    const usage = usageOf(10, 0, { cache_write_tokens: 5, cache_write_1h_tokens: 5 });
    expect(kindOf({ ...plain, cacheWrite: 2 }, usage)).toBe("cacheWrite1h");
    expect(kindOf(plain, usage)).toBeUndefined();
  });
});

describe("costOf meets odd numbers", () => {
  it("cuts parts down to their whole, and charges what is left of it for the dearer ones", () => {
    const offer = offerAt(RATES);
    expect(costOf(usageOf(10, 0, { cached_tokens: 500 }), offer)).toBe(1_000);
    expect(costOf(usageOf(10, 0, { cache_write_tokens: 8, cached_tokens: 8 }), offer)).toBe(8 * 1_250 + 2 * 100);
    expect(costOf(usageOf(10, 0, { cache_write_1h_tokens: 10 }), offer)).toBe(10_000);
    expect(costOf(usageOf(0, 10, {}, { reasoning_tokens: 84 }), offer)).toBe(30_000);
    expect(costOf(usageOf(0, 0, { audio_tokens: 5, image_tokens: 5 }, { audio_tokens: 5 }), offer)).toBe(0);
  });

  it("takes details that are missing or null for none", () => {
    const totals = { prompt_tokens: 10, completion_tokens: 0, total_tokens: 10 };
    expect(costOf(totals, offerAt(RATES))).toBe(10_000);
    expect(costOf({ ...totals, prompt_tokens_details: null }, offerAt(RATES))).toBe(10_000);
    expect(costOf({ ...totals, prompt_tokens_details: { cached_tokens: null } }, offerAt(RATES))).toBe(10_000);
  });

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, "5" as unknown as number])("refuses %s", (odd) => {
    const offer = offerAt({ ...RATES, webSearch: 1 });
    expect(() => costOf(usageOf(odd, 0), offer)).toThrow(InvalidUsageError);
    expect(() => costOf(usageOf(0, odd), offer)).toThrow(InvalidUsageError);
    expect(() => costOf(usageOf(0, 0, { cached_tokens: odd }), offer)).toThrow(InvalidUsageError);
    expect(() => costOf(usageOf(0, 0, {}, { reasoning_tokens: odd }), offer)).toThrow(InvalidUsageError);
    expect(() => costOf(usageOf(0, 0), offer, { requests: odd })).toThrow(InvalidUsageError);
    expect(() => costOf(usageOf(0, 0), offer, { webSearches: odd })).toThrow("Expected webSearches to be");
  });

  it("refuses a cost that no safe integer holds", () => {
    const offer = offerAt({ ...RATES, input: 100_000_000_000 });
    const most = Math.floor(Number.MAX_SAFE_INTEGER / 100_000_000);
    expect(costOf(usageOf(most, 0), offer)).toBe(most * 100_000_000);
    expect(() => costOf(usageOf(most + 1, 0), offer)).toThrow(InvalidUsageError);
    expect(() => costOf(usageOf(0, 0), offerAt({ ...RATES, perRequest: 10 }), { requests: 2 ** 52 })).toThrow(
      "exceeds 2^53-1",
    );
  });
});

/** The same by whole numbers of any size, for usage whose parts fit into their whole and do not overlap. */
function reference(usage: ReturnType<typeof usageOf>, { perRequest = 0, webSearch = 0, ...rates }: Price): bigint {
  const prompt = usage.prompt_tokens_details as Record<string, number>;
  const completion = usage.completion_tokens_details as Record<string, number>;
  const n = (value: number | undefined): bigint => BigInt(value ?? 0);
  const {
    cached_tokens: cached,
    cache_write_tokens: written,
    cache_write_1h_tokens: hour,
    audio_tokens,
    image_tokens,
  } = prompt;
  const text = n(usage.prompt_tokens) - n(cached) - n(written) - n(audio_tokens) - n(image_tokens);
  const answer = n(usage.completion_tokens) - n(completion.reasoning_tokens) - n(completion.audio_tokens);
  const pico =
    text * n(rates.input) +
    n(cached) * n(rates.cachedInput) +
    (n(written) - n(hour)) * n(rates.cacheWrite) +
    n(hour) * n(rates.cacheWrite1h) +
    n(audio_tokens) * n(rates.audioInput) +
    n(image_tokens) * n(rates.imageInput) +
    answer * n(rates.output) +
    n(completion.reasoning_tokens) * n(rates.reasoning) +
    n(completion.audio_tokens) * n(rates.audioOutput);
  return (pico + 999n) / 1000n + n(perRequest) + n(webSearch);
}

describe("costOf is exact", () => {
  const rate = fc.oneof(fc.nat(20_000_000), fc.nat(100_000_000_000));
  const rates = fc.record({
    input: rate,
    output: rate,
    cachedInput: rate,
    cacheWrite: rate,
    cacheWrite1h: rate,
    reasoning: rate,
    audioInput: rate,
    audioOutput: rate,
    imageInput: rate,
    perRequest: rate,
    webSearch: rate,
  });
  const tokens = fc.oneof({ weight: 5, arbitrary: fc.nat(2_000_000) }, fc.nat(50_000_000_000));
  const parts = fc.tuple(tokens, tokens, tokens, tokens, tokens, tokens, tokens, tokens, tokens);

  it("for any usage and price, as whole numbers of any size have it", () => {
    const check = (price: Price, [text, cached, short, hour, audio, image, answer, thought, spoken]: number[]) => {
      const sum = (...counts: (number | undefined)[]) => counts.reduce<number>((all, one) => all + (one ?? 0), 0);
      const usage = usageOf(
        sum(text, cached, short, hour, audio, image),
        sum(answer, thought, spoken),
        {
          cached_tokens: sum(cached),
          cache_write_tokens: sum(short, hour),
          cache_write_1h_tokens: sum(hour),
          audio_tokens: sum(audio),
          image_tokens: sum(image),
        },
        { reasoning_tokens: sum(thought), audio_tokens: sum(spoken) },
      );
      const expected = reference(usage, price);
      if (expected > Number.MAX_SAFE_INTEGER) {
        expect(() => costOf(usage, offerAt(price), { webSearches: 1 })).toThrow(InvalidUsageError);
      } else {
        expect(BigInt(costOf(usage, offerAt(price), { webSearches: 1 }))).toBe(expected);
      }
    };
    fc.assert(fc.property(rates, parts, check), { numRuns: 3000, seed: 5 });
  });

  it("never negative and never above the dearest rate for every token, whatever the details say", () => {
    const details = fc.dictionary(
      fc.constantFrom("cached_tokens", "cache_write_tokens", "cache_write_1h_tokens", "audio_tokens", "image_tokens"),
      fc.nat(5000),
    );
    const ofCompletion = fc.dictionary(
      fc.constantFrom("reasoning_tokens", "audio_tokens", "image_tokens"),
      fc.nat(5000),
    );
    const check = (prompt: number, completion: number, a: Record<string, number>, b: Record<string, number>) => {
      const cost = costOf(usageOf(prompt, completion, a, b), offerAt(RATES));
      expect(cost).toBeGreaterThanOrEqual(prompt * 100 + completion * 2_000);
      expect(cost).toBeLessThanOrEqual(prompt * 10_000 + completion * 30_000);
    };
    fc.assert(fc.property(fc.nat(2000), fc.nat(2000), details, ofCompletion, check), { numRuns: 2000, seed: 5 });
  });

  // A million take some seconds: HUB_TEST_HEAVY=1.
  const charges = process.env.HUB_TEST_HEAVY ? 1_000_000 : 50_000;

  it(`in the sum of ${charges} charges`, () => {
    let state = 42;
    const random = (below: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state % below;
    };
    let sum = 0;
    let exact = 0n;
    for (let index = 0; index < charges; index++) {
      const price = { ...RATES, input: 1 + random(3_000_000), output: 1 + random(15_000_000), webSearch: random(1000) };
      const usage = usageOf(random(200_000), random(8_000));
      sum += costOf(usage, offerAt(price), { webSearches: 1 });
      exact += reference(usage, price);
    }
    expect(BigInt(sum)).toBe(exact);
  });
});
