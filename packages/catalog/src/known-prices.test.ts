import { expect, it } from "vitest";
import { costOf } from "./cost-of.ts";
import { createCatalog } from "./create-catalog.ts";
import { usageOf } from "./test-support.ts";

// Written by hand from the vendors' own pricing pages as they were in 2026, in USD per million tokens: input, output,
// cached input, and of Anthropic writing to the cache for five minutes and for an hour.
const catalog = createCatalog();

it.each([
  // openai.com/api/pricing
  ["openai", "gpt-4o", [2.5, 10, 1.25]],
  ["openai", "gpt-4o-mini", [0.15, 0.6, 0.075]],
  ["openai", "gpt-4.1", [2, 8, 0.5]],
  ["openai", "gpt-4.1-mini", [0.4, 1.6, 0.1]],
  ["openai", "gpt-4.1-nano", [0.1, 0.4, 0.025]],
  ["openai", "o3", [2, 8, 0.5]],
  ["openai", "gpt-5", [1.25, 10, 0.125]],
  ["openai", "gpt-5-nano", [0.05, 0.4, 0.005]],
  // After the cut of 2026-07-30.
  ["openai", "gpt-5.6-luna", [0.2, 1.2, 0.02]],
  // claude.com/pricing
  ["anthropic", "claude-haiku-4-5", [1, 5, 0.1, 1.25, 2]],
  ["anthropic", "claude-sonnet-4-5-20250929", [3, 15, 0.3, 3.75, 6]],
  ["anthropic", "claude-sonnet-4-6", [3, 15, 0.3, 3.75, 6]],
  ["anthropic", "claude-opus-4-5", [5, 25, 0.5, 6.25, 10]],
  // The introductory price, which stayed.
  ["anthropic", "claude-sonnet-5", [2, 10, 0.2, 2.5, 4]],
  ["anthropic", "claude-opus-5-5", [4, 20, 0.2, 5, 8]],
  ["anthropic", "claude-haiku-5-5", [0.1, 0.5, 0.01, 0.125, 0.2]],
  ["bedrock", "global.anthropic.claude-sonnet-4-5-20250929-v1:0", [3, 15, 0.3, 3.75, 6]],
  ["bedrock", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", [3.3, 16.5, 0.33, 4.125, 6.6]],
  // aws.amazon.com/bedrock/pricing
  ["bedrock", "amazon.nova-pro-v1:0", [0.8, 3.2, 0.2]],
  ["bedrock", "meta.llama3-3-70b-instruct-v1:0", [0.72, 0.72]],
  // ai.google.dev/pricing
  ["google", "gemini-2.5-pro", [1.25, 10, 0.125]],
  ["google", "gemini-2.5-flash", [0.3, 2.5, 0.03]],
  ["vertex", "gemini-2.5-flash-lite", [0.1, 0.4, 0.01]],
  // groq.com/pricing
  ["groq", "llama-3.3-70b-versatile", [0.59, 0.79]],
  ["groq", "llama-3.1-8b-instant", [0.05, 0.08]],
  ["groq", "openai/gpt-oss-120b", [0.15, 0.6, 0.075]],
  // together.ai/pricing
  ["together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", [0.88, 0.88]],
  // mistral.ai/pricing
  ["mistral", "mistral-large-2512", [0.5, 1.5, 0.05]],
  // docs.x.ai/docs/models
  ["xai", "grok-4", [3, 15, 0.75]],
] as const)("%s/%s costs what its vendor says", (provider, id, usd) => {
  const { price } = catalog.offer(provider, id)?.offer ?? {};
  const { input, output, cachedInput, cacheWrite, cacheWrite1h } = price ?? {};
  const rates = [input, output, cachedInput, cacheWrite, cacheWrite1h].slice(0, usd.length);
  expect(rates).toEqual(usd.map((rate) => Math.round(rate * 1e6)));
});

it("Gemini 2.5 Pro costs 2.50 and 15.00 with prompts of more than 200,000 tokens, from the first token on", () => {
  const { offer } = catalog.offer("google", "gemini-2.5-pro") ?? {};
  if (!offer) throw new Error("It is not there.");
  expect(costOf(usageOf(200_000, 1000), offer)).toBe(250_000_000 + 10_000_000);
  expect(costOf(usageOf(200_001, 1000), offer)).toBe(500_002_500 + 15_000_000);
});

it("speaking to Gemini 2.5 Flash costs 1.00, to Gemini 2.5 Pro as much as writing", () => {
  const rateOf = (id: string) => catalog.offer("google", id)?.offer.price?.audioInput;
  expect(rateOf("gemini-2.5-flash")).toBe(1_000_000);
  expect(rateOf("gemini-2.5-pro")).toBe(1_250_000);
});

it("GPT-5 costs half with flex and twice as much with priority", () => {
  const { offer } = catalog.offer("openai", "gpt-5") ?? {};
  if (!offer) throw new Error("It is not there.");
  const usage = usageOf(1_000_000, 0, { cached_tokens: 200_000 });
  expect(costOf(usage, offer)).toBe(1_000_000_000 + 25_000_000);
  expect(costOf(usage, offer, { serviceTier: "flex" })).toBe(500_000_000 + 12_500_000);
  expect(costOf(usage, offer, { serviceTier: "priority" })).toBe(2_000_000_000 + 50_000_000);
});

it("a search costs a cent at Anthropic and at OpenAI, 3.5 at Google with Gemini 2.5 and 1.4 with Gemini 3", () => {
  const searchOf = (provider: string, id: string) => catalog.offer(provider, id)?.offer.price?.webSearch;
  expect(searchOf("anthropic", "claude-sonnet-4-6")).toBe(10_000_000);
  expect(searchOf("openai", "gpt-4.1")).toBe(10_000_000);
  expect(searchOf("google", "gemini-2.5-flash")).toBe(35_000_000);
  expect(searchOf("google", "gemini-3.1-pro-preview")).toBe(14_000_000);
});
