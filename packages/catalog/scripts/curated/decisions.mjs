// Which list to believe where they disagree and neither their number nor caution decides. The first that fits counts.
const GENAI = "pydantic/genai-prices";
const MODELS_DEV = "anomalyco/models.dev";
const PORTKEY = "Portkey-AI/models";

/** Changes that were announced, are in a list with their date, and did not come. */
export const cancelledChanges = [
  // Anthropic kept the introductory price: its pages of late September 2026 still have it.
  { id: /claude-sonnet-5/, start: "2026-09-01" },
];

export default [
  {
    provider: "openai",
    id: /^gpt-5\.6-(luna|terra)$/,
    take: PORTKEY,
    why: "OpenAI cut the prices by 80 % and 20 % on 2026-07-30",
  },
  {
    provider: "openai",
    id: /^gpt-audio-mini$/,
    take: GENAI,
    why: "Portkey has a tenth under this name, and the same under the dated one",
  },
  {
    provider: "xai",
    id: /^grok-4\.20-0309-non-reasoning$/,
    take: MODELS_DEV,
    why: "two lists have this price for its reasoning twin, which always cost the same",
  },
  {
    provider: "bedrock",
    id: /claude-3-7-sonnet/,
    take: GENAI,
    why: "Portkey has the prices of reading and writing the cache in each other's place",
  },
  {
    provider: "mistral",
    id: /^ministral-8b-2512$/,
    take: PORTKEY,
    why: "the others have the price of the 8B model before it",
  },
  {
    provider: "together",
    id: /^(Qwen\/Qwen3\.5-|MiniMaxAI\/MiniMax-M2\.5)/,
    take: MODELS_DEV,
    why: "Portkey's decimal point slipped, by a factor of ten or a thousand",
  },
  {
    provider: "bedrock",
    id: /^(us|eu|jp|au)\.anthropic\.claude-(?!opus-4-1)/,
    take: GENAI,
    why: "requests that stay in a region cost a tenth more than global ones (Anthropic's pricing page)",
  },
];
