import { modelOf } from "./entries.mjs";

// OpenAI's models on chat completions. Those that only the Responses API serves (the pro, codex and deep-research ones)
// are left out. Features: OpenAI's model pages and models.dev.

// Priority processing by OpenAI's page of it (2026-04): input, cached input and output, in micro-USD per million tokens.
const PRIORITY = {
  "gpt-4o": [4_250_000, 2_125_000, 17_000_000],
  "gpt-4o-2024-05-13": [8_750_000, undefined, 26_250_000],
  "gpt-4o-mini": [250_000, 125_000, 1_000_000],
  "gpt-4.1": [3_500_000, 875_000, 14_000_000],
  "gpt-4.1-mini": [700_000, 175_000, 2_800_000],
  "gpt-4.1-nano": [200_000, 50_000, 800_000],
  o3: [3_500_000, 875_000, 14_000_000],
  "o4-mini": [2_000_000, 500_000, 8_000_000],
  "gpt-5": [2_500_000, 250_000, 20_000_000],
  "gpt-5-mini": [450_000, 45_000, 3_600_000],
  "gpt-5.1": [2_500_000, 250_000, 20_000_000],
  "gpt-5.2": [3_500_000, 350_000, 28_000_000],
  "gpt-5.4": [5_000_000, 500_000, 30_000_000],
  "gpt-5.4-mini": [1_500_000, 150_000, 9_000_000],
  "gpt-5.5": [12_500_000, 1_250_000, 75_000_000],
};
// "Prompts with more than 272K input tokens are priced at 2x input and 1.5x output": the lists have it from before the
// prices of these two were cut.
const LONG_PROMPTS = {
  "gpt-5.6-terra": { above: 272000, input: 2, output: 1.5 },
  "gpt-5.6-luna": { above: 272000, input: 2, output: 1.5 },
};

const tiersOf = (id) => {
  const [input, cachedInput, output] = PRIORITY[id] ?? [];
  const priority = input && { input, output, ...(cachedInput && { cachedInput }) };
  return {
    ...(priority && { priority }),
    ...(LONG_PROMPTS[id] && { longPrompts: LONG_PROMPTS[id] }),
  };
};

const o = (id, name, released, context, output, features, aliases = []) =>
  modelOf(id.startsWith("o") ? "o" : "gpt", { open: false })(id, name, released, context, output, features, {
    openai: { id, aliases, ...tiersOf(id) },
  });
const gptOss = modelOf("gpt-oss", { open: true });

/** Models that search the web for every request: "$25.00 / 1k calls" (GPT-4o), "$10.00 / 1k calls" (GPT-5), in nano-USD. */
const search = (id, name, released, perRequest) => ({
  ...o(id, name, released, 128000, 16384, "schema"),
  offers: { openai: { id, aliases: [`${id}-${released}`], perRequest, webSearch: 0 } },
});

export default {
  maker: "openai",
  models: [
    o("gpt-3.5-turbo", "GPT-3.5 Turbo", "2023-03-01", 16385, 4096, "tools", ["gpt-3.5-turbo-0125"]),
    o("gpt-4", "GPT-4", "2023-03-14", 8192, 8192, "tools", ["gpt-4-0613"]),
    o("gpt-4-turbo", "GPT-4 Turbo", "2024-04-09", 128000, 4096, "image tools", ["gpt-4-turbo-2024-04-09"]),
    o("gpt-4o", "GPT-4o", "2024-05-13", 128000, 16384, "image file tools schema", [
      "gpt-4o-2024-08-06",
      "gpt-4o-2024-11-20",
    ]),
    // The first snapshot costs twice as much and knows no JSON schema.
    o("gpt-4o-2024-05-13", "GPT-4o (2024-05-13)", "2024-05-13", 128000, 4096, "image tools"),
    o("gpt-4o-mini", "GPT-4o mini", "2024-07-18", 128000, 16384, "image file tools schema", ["gpt-4o-mini-2024-07-18"]),
    search("gpt-4o-search-preview", "GPT-4o Search Preview", "2025-03-11", 25_000_000),
    search("gpt-4o-mini-search-preview", "GPT-4o mini Search Preview", "2025-03-11", 25_000_000),
    o("gpt-4.1", "GPT-4.1", "2025-04-14", 1047576, 32768, "image file tools schema", ["gpt-4.1-2025-04-14"]),
    o("gpt-4.1-mini", "GPT-4.1 mini", "2025-04-14", 1047576, 32768, "image file tools schema", [
      "gpt-4.1-mini-2025-04-14",
    ]),
    o("gpt-4.1-nano", "GPT-4.1 nano", "2025-04-14", 1047576, 32768, "image tools schema", ["gpt-4.1-nano-2025-04-14"]),
    o("o1", "o1", "2024-12-05", 200000, 100000, "image file tools schema reasoning", ["o1-2024-12-17"]),
    o("o3", "o3", "2025-04-16", 200000, 100000, "image file tools schema reasoning", ["o3-2025-04-16"]),
    o("o3-mini", "o3-mini", "2024-12-20", 200000, 100000, "tools schema reasoning", ["o3-mini-2025-01-31"]),
    o("o4-mini", "o4-mini", "2025-04-16", 200000, 100000, "image tools schema reasoning", ["o4-mini-2025-04-16"]),
    o("gpt-5", "GPT-5", "2025-08-07", 400000, 128000, "image tools schema reasoning", ["gpt-5-2025-08-07"]),
    o("gpt-5-mini", "GPT-5 mini", "2025-08-07", 400000, 128000, "image tools schema reasoning", [
      "gpt-5-mini-2025-08-07",
    ]),
    o("gpt-5-nano", "GPT-5 nano", "2025-08-07", 400000, 128000, "image tools schema reasoning", [
      "gpt-5-nano-2025-08-07",
    ]),
    // OpenAI's page gives it no functions and no reasoning, and a smaller window than models.dev does.
    o("gpt-5-chat-latest", "GPT-5 Chat", "2025-08-07", 128000, 16384, "image schema"),
    search("gpt-5-search-api", "GPT-5 Search API", "2025-10-14", 10_000_000),
    o("gpt-5.1", "GPT-5.1", "2025-11-13", 400000, 128000, "image tools schema reasoning", ["gpt-5.1-2025-11-13"]),
    o("gpt-5.1-chat-latest", "GPT-5.1 Chat", "2025-11-13", 128000, 16384, "image tools schema reasoning"),
    o("gpt-5.2", "GPT-5.2", "2025-12-11", 400000, 128000, "image tools schema reasoning", ["gpt-5.2-2025-12-11"]),
    o("gpt-5.2-chat-latest", "GPT-5.2 Chat", "2025-12-11", 128000, 16384, "image tools schema reasoning"),
    o("gpt-5.3-chat-latest", "GPT-5.3 Chat", "2026-03-03", 128000, 16384, "image tools schema"),
    o("gpt-5.4", "GPT-5.4", "2026-03-05", 1050000, 128000, "image file tools schema reasoning", ["gpt-5.4-2026-03-05"]),
    o("gpt-5.4-mini", "GPT-5.4 mini", "2026-03-17", 400000, 128000, "image tools schema reasoning", [
      "gpt-5.4-mini-2026-03-17",
    ]),
    o("gpt-5.4-nano", "GPT-5.4 nano", "2026-03-17", 400000, 128000, "image tools schema reasoning", [
      "gpt-5.4-nano-2026-03-17",
    ]),
    o("gpt-5.5", "GPT-5.5", "2026-04-23", 1050000, 128000, "image file tools schema reasoning", ["gpt-5.5-2026-04-23"]),
    o("gpt-5.6-sol", "GPT-5.6 Sol", "2026-07-09", 1050000, 128000, "image tools schema reasoning", [
      "gpt-5.6",
      "gpt-5.6-2026-07-09",
      "gpt-5.6-sol-2026-07-09",
    ]),
    o("gpt-5.6-terra", "GPT-5.6 Terra", "2026-07-09", 1050000, 128000, "image tools schema reasoning", [
      "gpt-5.6-terra-2026-07-09",
    ]),
    o("gpt-5.6-luna", "GPT-5.6 Luna", "2026-07-09", 1050000, 128000, "image tools schema reasoning", [
      "gpt-5.6-luna-2026-07-09",
    ]),
    o("gpt-6-astra", "GPT-6 Astra", "2026-09-03", 1050000, 128000, "image tools schema reasoning"),
    o("gpt-6-sol", "GPT-6 Sol", "2026-09-22", 1050000, 128000, "image tools schema reasoning"),
    o("gpt-6-luna", "GPT-6 Luna", "2026-09-22", 1050000, 128000, "image tools schema reasoning"),
    o("gpt-6.2-astra", "GPT-6.2 Astra", "2026-11-17", 1050000, 128000, "image tools schema reasoning"),
    o("gpt-6.2-sol", "GPT-6.2 Sol", "2026-11-17", 1050000, 128000, "image tools schema reasoning"),
    {
      ...o("gpt-audio", "GPT Audio", "2025-08-28", 128000, 16384, "audio tools", ["gpt-audio-2025-08-28"]),
      made: "text audio",
    },
    {
      ...o("gpt-audio-mini", "GPT Audio mini", "2025-10-06", 128000, 16384, "audio tools", [
        "gpt-audio-mini-2025-10-06",
        "gpt-audio-mini-2025-12-15",
      ]),
      made: "text audio",
    },
    { ...o("gpt-audio-1.5", "GPT Audio 1.5", "2026-02-23", 128000, 16384, "audio tools"), made: "text audio" },
    gptOss("gpt-oss-120b", "gpt-oss 120B", "2025-08-05", 131072, 16384, "tools schema reasoning", {
      // Groq's documentation of structured outputs names it.
      groq: { id: "openai/gpt-oss-120b", schema: true },
      together: "openai/gpt-oss-120b",
      bedrock: "openai.gpt-oss-120b-1:0",
      deepinfra: ["openai/gpt-oss-120b", "openai/gpt-oss-120b-Turbo"],
    }),
    gptOss("gpt-oss-20b", "gpt-oss 20B", "2025-08-05", 131072, 16384, "tools schema reasoning", {
      groq: "openai/gpt-oss-20b",
      together: "openai/gpt-oss-20b",
      bedrock: "openai.gpt-oss-20b-1:0",
      deepinfra: "openai/gpt-oss-20b",
    }),
  ],
};
