import { describe, expect, it } from "vitest";
import { z } from "zod";
import { modelDataSchema } from "./catalog-schema.ts";
import { createCatalog } from "./create-catalog.ts";
import { SHIPPED_MODELS } from "./shipped-models.ts";
import type { Price, Rates } from "./types.ts";

const { models } = createCatalog();
const all = models.flatMap((model) =>
  model.offers.map((offer) => ({ model, offer, name: `${offer.provider}/${offer.id}` })),
);
const VENDORS = [
  "openai",
  "anthropic",
  "groq",
  "together",
  "google",
  "vertex",
  "xai",
  "mistral",
  "bedrock",
  "deepinfra",
];

/** Every set of rates that a price has, with where it is. */
function ratesOf(price: Price): [where: string, rates: Rates][] {
  const tiers = Object.entries({ "": price, ...price.serviceTiers });
  return tiers.flatMap(([name, tier]) => [
    [name, tier] as [string, Rates],
    ...(tier.longPrompts ?? []).map((rates): [string, Rates] => [`${name} above ${rates.above}`, rates]),
  ]);
}

/** The names of the offers for which something does not hold. */
function exceptions(holds: (one: (typeof all)[number]) => boolean): string[] {
  return all.filter((one) => !holds(one)).map(({ name }) => name);
}

describe("the shipped catalog", () => {
  it("is of the schema's form", () => {
    const result = z.array(modelDataSchema()).safeParse(SHIPPED_MODELS);
    expect(result.success ? [] : result.error.issues.slice(0, 5)).toEqual([]);
  });

  it("has at least 150 chat models, of all vendors", () => {
    expect(models.length).toBeGreaterThanOrEqual(150);
    expect(new Set(all.map(({ offer }) => offer.provider))).toEqual(new Set(VENDORS));
  });

  it("has at least 40 models of open weights that two vendors still have", () => {
    const vendorsOf = (model: (typeof models)[number]) =>
      new Set(model.offers.filter(({ deprecated }) => !deprecated).map(({ provider }) => provider));
    expect(models.filter((model) => model.openWeights && vendorsOf(model).size >= 2).length).toBeGreaterThanOrEqual(40);
  });

  it("has nothing but chat models", () => {
    const others = /embed|rerank|whisper|tts|transcri|moderation|guard|image|imagen|dall-e|sora|veo|realtime|ocr/i;
    expect(all.filter(({ offer }) => others.test(offer.id)).map(({ name }) => name)).toEqual([]);
    expect(exceptions(({ offer }) => offer.input.includes("text") && offer.output.includes("text"))).toEqual([]);
  });

  it("has a price for all but systems that choose their models themselves", () => {
    expect(exceptions(({ offer }) => offer.price !== undefined)).toEqual([
      "groq/groq/compound",
      "groq/groq/compound-mini",
    ]);
  });

  it("gives a model the most of its offers, and its offers no less than something", () => {
    expect(exceptions(({ offer }) => offer.maxOutputTokens <= offer.contextTokens)).toEqual([]);
    expect(exceptions(({ model, offer }) => offer.contextTokens <= model.contextTokens)).toEqual([]);
    for (const model of models) {
      for (const feature of ["tools", "structuredOutput", "reasoning"] as const) {
        expect(model[feature]).toBe(model.offers.some((offer) => offer[feature]));
      }
      for (const offer of model.offers) expect(model.input).toEqual(expect.arrayContaining([...offer.input]));
    }
    expect(models.filter(({ offers }) => offers.length === 0)).toEqual([]);
  });

  it("has no date in the future of its price lists, and none before the first GPT", () => {
    const days = all.flatMap(({ model, offer }) => [
      offer.date,
      offer.released ?? offer.date,
      model.released ?? offer.date,
    ]);
    for (const day of days) expect(day >= "2018-06-11" && day <= "2026-11-22").toBe(true);
  });
});

describe("the shipped prices", () => {
  const priced = all.flatMap(({ offer, name }) => (offer.price ? [{ offer, price: offer.price, name }] : []));
  const wrong = (holds: (rates: Rates, price: Price) => boolean): string[] =>
    priced.flatMap(({ price, name }) =>
      ratesOf(price)
        .filter(([, rates]) => !holds(rates, price))
        .map(([where]) => `${name} ${where}`),
    );

  it("are above zero, unless the vendor says that it is free", () => {
    expect(
      wrong(
        (rates, { free }) =>
          free === true || Object.entries(rates).every(([name, rate]) => rate !== 0 || name === "webSearch"),
      ),
    ).toEqual([]);
    // Models that search for every request charge it with the request.
    expect(priced.filter(({ price }) => price.webSearch === 0 && !price.perRequest)).toEqual([]);
    expect(priced.filter(({ price }) => price.perRequest === 0)).toEqual([]);
  });

  it("are plausible: from a tenth of a cent to $200 per million tokens, output no cheaper than a third of input", () => {
    expect(wrong(({ input, output }) => input >= 1_000 && output <= 200_000_000 && output * 3 >= input)).toEqual([]);
  });

  it("ask no more for reading the cache than for input, and no less for writing it", () => {
    expect(wrong(({ input, cachedInput = 0 }) => cachedInput <= input)).toEqual([]);
    expect(wrong(({ audioInput, cachedAudioInput = 0 }) => cachedAudioInput <= (audioInput ?? 0))).toEqual([]);
    expect(
      wrong(
        ({ input, cacheWrite = input, cacheWrite1h = cacheWrite }) => cacheWrite >= input && cacheWrite1h >= cacheWrite,
      ),
    ).toEqual([]);
  });

  it("name every rate of what cannot be charged without: audio, and an hour of cache where writing costs more", () => {
    const lacking = priced.filter(({ offer, price }) =>
      ratesOf(price).some(
        ([, rates]) =>
          (offer.input.includes("audio") && rates.audioInput === undefined) ||
          (offer.output.includes("audio") && rates.audioOutput === undefined) ||
          (offer.provider === "anthropic" && rates.cacheWrite1h === undefined),
      ),
    );
    expect(lacking.map(({ name }) => name)).toEqual([]);
  });

  it("rise with the length of the prompt, up to what the offer takes", () => {
    for (const { offer, price } of priced) {
      let before: Rates & { above?: number } = price;
      for (const tier of price.longPrompts ?? []) {
        expect(tier.above).toBeGreaterThan(before.above ?? 0);
        expect(tier.above).toBeLessThan(offer.contextTokens);
        expect(tier.input).toBeGreaterThanOrEqual(before.input);
        expect(tier.output).toBeGreaterThanOrEqual(before.output);
        before = tier;
      }
    }
  });

  it("are lower for flex and higher for priority", () => {
    for (const { price } of priced) {
      const { flex = price, priority = price } = price.serviceTiers ?? {};
      expect(flex.input).toBeLessThanOrEqual(price.input);
      expect(priority.output).toBeGreaterThanOrEqual(price.output);
    }
  });
});

describe("the shipped names", () => {
  it("mean one thing each", () => {
    const owners = new Map<string, Set<string>>();
    const add = (name: string, owner: string) => {
      const key = name.toLowerCase();
      owners.set(key, (owners.get(key) ?? new Set()).add(owner));
    };
    for (const model of models) for (const name of [model.id, ...model.aliases]) add(name, model.id);
    for (const { model, offer } of all) for (const name of [offer.id, ...offer.aliases]) add(name, model.id);
    expect([...owners].filter(([, { size }]) => size > 1)).toEqual([]);
  });

  it("are one vendor's for one offer each, in no offer twice", () => {
    const names = all.flatMap(({ offer }) =>
      [offer.id, ...offer.aliases].map((id) => `${offer.provider}/${id}`.toLowerCase()),
    );
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("of models have no vendor, no version of a vendor and no capitals", () => {
    expect(models.filter(({ id }) => !/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(id)).map(({ id }) => id)).toEqual([]);
  });

  it.each([
    ["llama-3-70b", "llama-3-70b"],
    ["llama-4-maverick", "llama-4-maverick"],
    ["gpt-4.1-mini", "gpt-4.1-mini"],
    ["gpt-4.1-mini-2025-04-14", "gpt-4.1-mini"],
    ["gpt-4o-2024-11-20", "gpt-4o"],
    ["claude-sonnet-4-6", "claude-sonnet-4-6"],
    ["claude-sonnet-4.6", "claude-sonnet-4-6"],
    ["claude-sonnet-4-5-20250929", "claude-sonnet-4-5"],
    ["claude-sonnet-4-5", "claude-sonnet-4-5"],
    ["us.anthropic.claude-sonnet-4-5-20250929-v1:0", "claude-sonnet-4-5"],
    ["eu.anthropic.claude-sonnet-4-6", "claude-sonnet-4-6"],
    ["anthropic.claude-opus-4-6-v1", "claude-opus-4-6"],
    ["META-LLAMA/Llama-3.3-70B-Instruct-Turbo", "llama-3.3-70b"],
    ["openai.gpt-oss-120b-1:0", "gpt-oss-120b"],
    ["mistral-large-latest", "mistral-large-3"],
    ["grok-4.20", "grok-4.20-0309-reasoning"],
  ])("%s is %s", (name, id) => {
    expect(createCatalog().model(name)?.id).toBe(id);
  });
});

describe("models that only look alike", () => {
  it.each([
    ["Qwen/Qwen3-235B-A22B-Instruct-2507", "Qwen/Qwen3-235B-A22B-Thinking-2507"],
    ["grok-4.20-0309-reasoning", "grok-4.20-0309-non-reasoning"],
    ["moonshotai/Kimi-K2-Instruct-0905", "moonshotai/Kimi-K2-Thinking"],
    ["deepseek-ai/DeepSeek-R1", "deepseek-ai/DeepSeek-R1-0528"],
    ["deepseek-ai/DeepSeek-V3", "deepseek-ai/DeepSeek-V3.1"],
    ["gpt-4o", "gpt-4o-2024-05-13"],
    ["meta.llama3-2-11b-instruct-v1:0", "meta.llama3-2-90b-instruct-v1:0"],
  ])("%s and %s are two", (a, b) => {
    const catalog = createCatalog();
    expect(catalog.model(a)).toBeDefined();
    expect(catalog.model(b)).toBeDefined();
    expect(catalog.model(a)).not.toBe(catalog.model(b));
  });
});
