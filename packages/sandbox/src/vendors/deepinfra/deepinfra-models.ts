/** What the sandbox knows of a DeepInfra model. Sizes are in tokens, and near the real ones. */
export interface DeepinfraModel {
  readonly id: string;
  readonly contextTokens: number;
  /** Thinks unless it is told not to, or never. */
  readonly reasoning: boolean;
  readonly tools: boolean;
  /** Counts reasoning beside the completion: Gemini and Gemma (vercel/ai's DeepInfra tests: 84 + 1,081 of 1,184). */
  readonly reasoningBesideCompletion: boolean;
}

type Family = readonly [
  RegExp,
  number,
  Partial<Pick<DeepinfraModel, "reasoning" | "tools" | "reasoningBesideCompletion">>?,
];

const google = { reasoning: true, reasoningBesideCompletion: true };

const families: readonly Family[] = [
  [/^meta-llama\/(Meta-)?Llama-3\.[1-3]-[\w.-]*Instruct(-Turbo)?$/, 131_072],
  [/^meta-llama\/Llama-4-(Scout|Maverick)-17B-[\w.-]+$/, 327_680],
  [/^deepseek-ai\/DeepSeek-R1[\w.-]*$/, 163_840, { reasoning: true }],
  [/^deepseek-ai\/DeepSeek-V[\w.-]+$/, 163_840],
  [/^Qwen\/Qwen3(\.\d)?-[\w.-]*Instruct[\w.-]*$/, 262_144],
  [/^Qwen\/(QwQ-32B|Qwen3(\.\d)?-[\w.-]+)$/, 131_072, { reasoning: true }],
  [/^Qwen\/Qwen2\.5-[\w.-]+$/, 32_768],
  [/^openai\/gpt-oss-(20b|120b)(-Turbo)?$/, 131_072, { reasoning: true }],
  [/^moonshotai\/Kimi-K2[\w.-]*$/, 262_144],
  [/^zai-org\/GLM-[\w.-]+$/, 202_752, { reasoning: true }],
  [/^google\/gemini-2\.5-(flash|pro)$/, 1_000_000, google],
  [/^google\/gemma-[\w.-]+$/, 131_072, { reasoningBesideCompletion: true }],
  // truefoundry/models#944 (2026): no tools.
  [/^mistralai\/Mistral-Small-24B-Instruct-2501$/, 32_768, { tools: false }],
  [/^mistralai\/(Mistral|Mixtral|Devstral)-[\w.-]+$/, 32_768],
  [/^NousResearch\/Hermes-3-[\w.-]+$/, 131_072, { tools: false }],
];

/** Looks a model id up; undefined where DeepInfra has none of that name. */
export function findDeepinfraModel(id: string): DeepinfraModel | undefined {
  const family = families.find(([pattern]) => pattern.test(id));
  if (family === undefined) return undefined;
  const [, contextTokens, facts] = family;
  return { id, contextTokens, reasoning: false, tools: true, reasoningBesideCompletion: false, ...facts };
}

const ids = [
  "meta-llama/Llama-3.3-70B-Instruct-Turbo",
  "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo",
  "deepseek-ai/DeepSeek-V3",
  "deepseek-ai/DeepSeek-R1-0528",
  "Qwen/Qwen3-235B-A22B-Instruct-2507",
  "openai/gpt-oss-120b",
  "google/gemini-2.5-flash",
];

/** The body of `GET /v1/openai/models`. */
export function listDeepinfraModels(now: number): object {
  const data = ids.map((id) => ({
    id,
    object: "model",
    created: now,
    owned_by: "deepinfra",
    root: id,
    parent: null,
    metadata: { context_length: findDeepinfraModel(id)?.contextTokens },
  }));
  return { object: "list", data };
}
