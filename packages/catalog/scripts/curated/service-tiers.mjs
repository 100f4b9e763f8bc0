// Service tiers whose rates are a share of the standard ones, in percent. What others charge for theirs is in no list.
export default [
  // "Pricing matches the on-demand tier" (Groq's documentation of flex processing, 2026-11).
  { providers: ["groq"], model: /./, tiers: { flex: 100 } },
  // "50% discount", and 80 % more (Google's documentation of inference tiers and its pricing page, 2026).
  { providers: ["google", "vertex"], model: /^gemini-(2\.5|3)/, tiers: { flex: 50, priority: 180 } },
  // "Tokens are priced at Batch API rates", which are half (OpenAI's guide to flex processing).
  {
    providers: ["openai"],
    model: /^(o3|o4-mini|gpt-5(\.[1245])?|gpt-5(\.4)?-(mini|nano)|gpt-5\.6-.*|gpt-6.*)$/,
    tiers: { flex: 50 },
  },
];
