// Prices of models that came out after the lists were made: input, output, cached input and writing to the cache, in USD
// per million tokens. Each is the vendor's own page, or what at least two others report of it.
const ANTHROPIC = "platform.claude.com/docs/en/about-claude/pricing";
const OPENAI = "developers.openai.com/api/docs/pricing, as reported";
const GOOGLE = "ai.google.dev/gemini-api/docs/pricing, as reported";

const twiceAbove = (above) => ({ above, input: 2, output: 1.5 });
const gemini = {
  // "Through December 31, 2026": twice that afterwards.
  "gemini-3.8-flash": { usd: [0.75, 3.75], webSearch: 14_000_000, source: GOOGLE, date: "2026-10-07" },
  "gemini-4-hydrogen": { usd: [1.5, 7.5], source: GOOGLE, date: "2026-11-12" },
};

export default {
  anthropic: {
    "claude-fable-5-1": { usd: [10, 50, 0.25, 12.5], source: ANTHROPIC, date: "2026-09-22" },
    "claude-opus-5-5": { usd: [4, 20, 0.2, 5], source: ANTHROPIC, date: "2026-09-22" },
    // Reading the cache was 0.20 before 2026-10-07.
    "claude-sonnet-5-5": { usd: [2, 10, 0.1, 2.5], source: ANTHROPIC, date: "2026-10-24" },
    "claude-haiku-5-5": {
      usd: [0.1, 0.5, 0.01, 0.125],
      longPrompts: { above: 100000, input: 5, output: 5 },
      source: ANTHROPIC,
      date: "2026-10-24",
    },
  },
  openai: {
    "gpt-6-astra": { usd: [10, 50, 1, 12.5], longPrompts: twiceAbove(272000), source: OPENAI, date: "2026-09-05" },
    "gpt-6-sol": { usd: [2, 10, 0.2, 2.5], longPrompts: twiceAbove(272000), source: OPENAI, date: "2026-09-22" },
    "gpt-6-luna": { usd: [0.1, 0.5, 0.01, 0.125], longPrompts: twiceAbove(272000), source: OPENAI, date: "2026-09-22" },
    // Writing to the cache is 1.25 times input in the family.
    "gpt-6.2-astra": { usd: [8, 40, 0.4, 10], longPrompts: twiceAbove(272000), source: OPENAI, date: "2026-11-18" },
    "gpt-6.2-sol": { usd: [2, 10, 0.1, 2.5], longPrompts: twiceAbove(272000), source: OPENAI, date: "2026-11-18" },
  },
  google: gemini,
  vertex: gemini,
};
