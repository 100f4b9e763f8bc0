import { describe, expect, it } from "vitest";
import { costOf } from "./cost-of.ts";
import { createCatalog } from "./create-catalog.ts";
import { parseCatalogOverrides } from "./parse-catalog-overrides.ts";
import { usageOf } from "./test-support.ts";

const MODEL = {
  id: "my-llama",
  name: "My Llama",
  family: "llama",
  maker: "acme",
  openWeights: true,
  contextTokens: 32_768,
  maxOutputTokens: 8192,
  input: ["text"],
  output: ["text"],
  tools: true,
  structuredOutput: false,
  reasoning: false,
};
const OFFER = {
  provider: "acme",
  id: "llama-prod",
  price: { input: 0.1, output: 0.3 },
  source: "contract",
  date: "2026-11-22",
};
const shipped = createCatalog();
const withModels = (...models: unknown[]) => createCatalog(parseCatalogOverrides(JSON.stringify({ models })));

describe("a catalog", () => {
  it("finds models by id, alias and any vendor's id, in any case", () => {
    const model = shipped.model("llama-3.3-70b");
    expect(model?.name).toBe("Llama 3.3 70B");
    for (const name of ["LLAMA-3.3-70B", "llama-3.3-70b-versatile", "meta-llama/llama-3.3-70b-instruct-turbo"]) {
      expect(shipped.model(name)).toBe(model);
    }
    expect(shipped.model("claude-sonnet-4.6")).toBe(shipped.model("claude-sonnet-4-6"));
  });

  it("finds offers by vendor and id or alias, in any case", () => {
    const found = shipped.offer("openai", "gpt-4o");
    expect(found?.offer.id).toBe("gpt-4o");
    expect(found?.model).toBe(shipped.model("gpt-4o"));
    expect(shipped.offer("OpenAI", "GPT-4o-2024-11-20")).toBe(found);
    expect(shipped.offer("groq", "gpt-4o")).toBeUndefined();
    expect(shipped.offer("nobody", "gpt-4o")).toBeUndefined();
  });

  it.each(["", "no-such-model", "__proto__", "constructor", "toString"])("has no model %j", (name) => {
    expect(shipped.model(name)).toBeUndefined();
    expect(shipped.offer("openai", name)).toBeUndefined();
    expect(shipped.offer(name, "gpt-4o")).toBeUndefined();
  });

  it("is sorted and frozen through and through", () => {
    const ids = shipped.models.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted());
    const frozen = (value: unknown): boolean =>
      typeof value !== "object" || value === null || (Object.isFrozen(value) && Object.values(value).every(frozen));
    expect(frozen(shipped)).toBe(true);
    expect(frozen(shipped.offer("google", "gemini-2.5-pro"))).toBe(true);
    expect(frozen(withModels({ ...MODEL, offers: [OFFER] }))).toBe(true);
  });

  it("has the features of each offer resolved, and the most of them for the model", () => {
    const model = shipped.model("gpt-oss-120b");
    const bedrock = shipped.offer("bedrock", "openai.gpt-oss-120b-1:0")?.offer;
    expect(bedrock?.contextTokens).toBe(128_000);
    expect(model?.contextTokens).toBe(131_072);
    for (const offer of model?.offers ?? []) expect(offer).toMatchObject({ tools: true, input: ["text"] });
  });
});

describe("overrides", () => {
  it("add models", () => {
    const catalog = withModels({ ...MODEL, aliases: ["llama-of-ours"], offers: [OFFER] });
    expect(catalog.models).toHaveLength(shipped.models.length + 1);
    const offer = catalog.offer("acme", "llama-prod")?.offer;
    expect(offer).toMatchObject({
      tools: true,
      aliases: [],
      sources: ["contract"],
      price: { input: 100_000, output: 300_000 },
    });
    expect(catalog.model("LLAMA-of-ours")?.offers).toEqual([offer]);
    expect(catalog.model("llama-prod")?.id).toBe("my-llama");
  });

  it("give a model what any of its offers has, and each offer its own", () => {
    const able = { ...OFFER, id: "able", tools: true, reasoning: true, structuredOutput: true };
    const plain = { ...OFFER, id: "plain", tools: false, maxOutputTokens: 100 };
    for (const offers of [
      [able, plain],
      [plain, able],
    ]) {
      const catalog = withModels({ ...MODEL, offers });
      const most = { tools: true, reasoning: true, structuredOutput: true, maxOutputTokens: 8192 };
      expect(catalog.model("my-llama")).toMatchObject(most);
      expect(catalog.offer("acme", "able")?.offer).toMatchObject(most);
      expect(catalog.offer("acme", "plain")?.offer).toMatchObject({
        tools: false,
        reasoning: false,
        maxOutputTokens: 100,
      });
    }
  });

  it("add models without offers, and offers without a price, which nobody takes for free", () => {
    const { price: _, ...unpriced } = OFFER;
    const catalog = withModels({ ...MODEL, offers: [] }, { ...MODEL, id: "other", offers: [unpriced] });
    expect(catalog.model("my-llama")).toMatchObject({ offers: [], contextTokens: 32_768 });
    const offer = catalog.offer("acme", "llama-prod")?.offer;
    expect(offer && "price" in offer && offer.price).toBeUndefined();
    expect(() => costOf(usageOf(1, 1), offer as never)).toThrow("no price of acme/llama-prod");
  });

  it("replace the price of an offer as a whole, and nothing else of it", () => {
    const price = { input: 1.8, output: 7.2 };
    const catalog = withModels({
      id: "gpt-4.1",
      offers: [{ provider: "openai", id: "gpt-4.1", price, source: "contract", date: "2026-11-01" }],
    });
    const before = shipped.offer("openai", "gpt-4.1")?.offer;
    expect(catalog.offer("openai", "gpt-4.1-2025-04-14")?.offer).toEqual({
      ...before,
      price: { input: 1_800_000, output: 7_200_000 },
      sources: ["contract"],
      date: "2026-11-01",
    });
    expect(shipped.offer("openai", "gpt-4.1")?.offer).toBe(before);
  });

  it("replace fields of a model, for all the offers that it had", () => {
    const catalog = withModels({ id: "GPT-OSS-120B", contextTokens: 65_536, maxOutputTokens: 8192, tools: false });
    const model = catalog.model("gpt-oss-120b");
    expect(model).toMatchObject({ id: "gpt-oss-120b", contextTokens: 65_536, maxOutputTokens: 8192, tools: false });
    for (const offer of model?.offers ?? []) expect(offer).toMatchObject({ contextTokens: 65_536, tools: false });
  });

  it("add offers to a model", () => {
    const offer = { ...OFFER, contextTokens: 4_000_000, input: ["text", "audio"] };
    const catalog = withModels({ id: "llama-3.3-70b", offers: [offer] });
    const before = shipped.model("llama-3.3-70b")?.offers ?? [];
    expect(catalog.model("llama-3.3-70b")?.offers).toHaveLength(before.length + 1);
    expect(catalog.model("llama-3.3-70b")).toMatchObject({ contextTokens: 4_000_000, input: ["text", "audio"] });
  });

  it("make an alias with a price of its own an offer of its own", () => {
    const price = { input: 2, output: 8 };
    const catalog = withModels({ id: "gpt-4o", offers: [{ provider: "openai", id: "gpt-4o-2024-08-06", price }] });
    expect(catalog.offer("openai", "gpt-4o-2024-08-06")?.offer).toMatchObject({
      price: { input: 2_000_000 },
      aliases: [],
      tools: true,
    });
    expect(catalog.offer("openai", "gpt-4o")?.offer).toMatchObject({
      price: { input: 2_500_000 },
      aliases: ["gpt-4o-2024-11-20"],
    });
    expect(catalog.model("gpt-4o-2024-08-06")?.id).toBe("gpt-4o");
  });

  it("count one after the other where a model comes twice", () => {
    const [first, second] = [
      { provider: "openai", id: "gpt-4o", price: { input: 1, output: 2 } },
      { provider: "openai", id: "gpt-4o", price: { input: 3, output: 4 } },
    ];
    const catalog = withModels({ id: "gpt-4o", offers: [first] }, { id: "gpt-4o", offers: [second] });
    expect(catalog.offer("openai", "gpt-4o")?.offer.price).toEqual({ input: 3_000_000, output: 4_000_000 });
  });
});
