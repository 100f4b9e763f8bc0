/** What the sandbox knows of a Groq model. Sizes are in tokens, and near the real ones. */
export interface GroqModel {
  /** The id that answers name. */
  readonly servedAs: string;
  readonly contextTokens: number;
  readonly outputTokens: number;
  /** How the model thinks: not at all, in `<think>` tags that Groq can parse away, or on its own channel (gpt-oss). */
  readonly reasoning: "none" | "tags" | "channel";
  readonly vision: boolean;
  /** Caches prompts by itself (console.groq.com/docs/prompt-caching: gpt-oss and Kimi). */
  readonly caching: boolean;
}

type Family = readonly [RegExp, number, number, GroqModel["reasoning"], boolean];

const families: readonly Family[] = [
  [/^openai\/gpt-oss-(20b|120b|safeguard-20b)$/, 131_072, 65_536, "channel", false],
  [/^qwen\/qwen-?3[\w.-]*$/, 131_072, 40_960, "tags", false],
  [/^(qwen-qwq-32b|deepseek-r1-distill-[\w.-]+)$/, 131_072, 131_072, "tags", false],
  [/^meta-llama\/llama-4-(maverick-17b-128e|scout-17b-16e)-instruct$/, 131_072, 8_192, "none", true],
  [/^llama-3\.(1-8b-instant|3-70b-versatile|3-70b-specdec|1-70b-versatile)$/, 131_072, 131_072, "none", false],
  [/^llama-3\.2-[\w.-]+-preview$/, 131_072, 8_192, "none", true],
  [/^llama3-(8b|70b)-8192$/, 8_192, 8_192, "none", false],
  [/^meta-llama\/llama-(guard|prompt-guard)[\w.-]+$/, 131_072, 1_024, "none", true],
  [/^(gemma2-9b-it|mixtral-8x7b-32768|mistral-saba-24b|allam-2-7b)$/, 32_768, 8_192, "none", false],
  [/^moonshotai\/kimi-k2-[\w.-]+$/, 262_144, 16_384, "none", false],
  [/^(compound-beta(-mini)?|groq\/compound(-mini)?)$/, 131_072, 8_192, "none", false],
];

const renamed: Readonly<Record<string, string>> = {
  "compound-beta": "groq/compound",
  "compound-beta-mini": "groq/compound-mini",
};

/** Looks a model id up; undefined where Groq has none of that name. */
export function findGroqModel(id: string): GroqModel | undefined {
  const family = families.find(([pattern]) => pattern.test(id));
  if (family === undefined) return undefined;
  const [, contextTokens, outputTokens, reasoning, vision] = family;
  const caching = /gpt-oss|kimi-k2/.test(id);
  return { servedAs: renamed[id] ?? id, contextTokens, outputTokens, reasoning, vision, caching };
}

/** Ids that `GET /openai/v1/models` lists. */
export const groqModelIds: readonly string[] = [
  "llama-3.1-8b-instant",
  "llama-3.3-70b-versatile",
  "meta-llama/llama-4-maverick-17b-128e-instruct",
  "meta-llama/llama-4-scout-17b-16e-instruct",
  "openai/gpt-oss-120b",
  "openai/gpt-oss-20b",
  "qwen/qwen3-32b",
  "moonshotai/kimi-k2-instruct-0905",
  "groq/compound",
];
