/** What the sandbox knows of a Together model. Sizes are in tokens, and near the real ones. */
export interface TogetherModel {
  readonly id: string;
  readonly contextTokens: number;
  /** Thinks always, or never. */
  readonly reasoning: boolean;
  /** Answers that ended by themselves say `eos` instead of `stop` (Qwen and Mixtral, recorded). */
  readonly saysEos: boolean;
}

type Family = readonly [RegExp, number, { readonly reasoning?: boolean; readonly saysEos?: boolean }?];

const families: readonly Family[] = [
  [/^meta-llama\/Llama-3\.3-70B-Instruct-Turbo(-Free)?$/, 131_072],
  [/^meta-llama\/Meta-Llama-3\.1-(8B|70B|405B)-Instruct-Turbo$/, 131_072],
  [/^meta-llama\/Llama-3\.2-(3B|11B-Vision|90B-Vision)-Instruct-Turbo$/, 131_072],
  [/^meta-llama\/Llama-4-(Scout-17B-16E|Maverick-17B-128E)-Instruct(-FP8)?$/, 1_048_576],
  [/^Qwen\/Qwen2\.5-(7B|72B)-Instruct-Turbo$/, 32_768, { saysEos: true }],
  [/^Qwen\/Qwen3(\.\d)?-[\w.-]*(Thinking|A17B)[\w.-]*$/, 262_144, { reasoning: true, saysEos: true }],
  [/^Qwen\/Qwen3(\.\d)?-[\w.-]+$/, 262_144, { saysEos: true }],
  [/^mistralai\/Mixtral-8x7B-Instruct-v0\.1$/, 32_768, { saysEos: true }],
  [/^mistralai\/[\w.-]+$/, 32_768],
  [/^deepseek-ai\/DeepSeek-R1(-0528)?(-tput)?$/, 163_840, { reasoning: true }],
  [/^deepseek-ai\/DeepSeek-V3(\.\d)?(-\w+)?$/, 131_072],
  [/^openai\/gpt-oss-(20b|120b)$/, 131_072, { reasoning: true }],
  [/^moonshotai\/Kimi-K2[\w.-]*$/, 262_144],
  [/^zai-org\/GLM-[\w.-]+$/, 202_752, { reasoning: true }],
];

/** Looks a model id up; undefined where Together has none of that name. */
export function findTogetherModel(id: string): TogetherModel | undefined {
  const family = families.find(([pattern]) => pattern.test(id));
  if (family === undefined) return undefined;
  const [, contextTokens, { reasoning = false, saysEos = false } = {}] = family;
  return { id, contextTokens, reasoning, saysEos };
}

const ids = [
  "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo",
  "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8",
  "Qwen/Qwen2.5-72B-Instruct-Turbo",
  "deepseek-ai/DeepSeek-R1",
  "deepseek-ai/DeepSeek-V3",
  "openai/gpt-oss-120b",
];

/** The body of `GET /v1/models`: a bare array (ModelInfoList in Together's OpenAPI, 2026-04). */
export function listTogetherModels(now: number): readonly object[] {
  return ids.map((id) => ({
    id,
    object: "model",
    created: now,
    type: "chat",
    display_name: id.split("/")[1],
    organization: id.split("/")[0],
    context_length: findTogetherModel(id)?.contextTokens,
  }));
}
