/** What the sandbox knows of an xAI model. Sizes are in tokens, and near the real ones. */
export interface XaiModel {
  /** The id that answers name. */
  readonly servedAs: string;
  readonly contextTokens: number;
  /** Thinks visibly (grok-3-mini, recorded), thinks without showing it, or not at all. */
  readonly reasoning: "shown" | "hidden" | "none";
  /** Takes `reasoning_effort`. */
  readonly effort: boolean;
  readonly vision: boolean;
  /** Takes `presence_penalty` and `frequency_penalty`: from grok-3 on no model does, at any value. */
  readonly penalties: boolean;
  /** Reports usage on every chunk of a stream (grok-2, recorded 2025-03); later models at the end only. */
  readonly usageOnEveryChunk: boolean;
}

type Family = Omit<XaiModel, "servedAs"> & { readonly pattern: RegExp; readonly servedAs?: string };

const plain = { reasoning: "none", effort: false, vision: false, penalties: false, usageOnEveryChunk: false } as const;
const old = { ...plain, penalties: true, usageOnEveryChunk: true };
const thinker = { ...plain, reasoning: "hidden", vision: true } as const;

/**
 * The first that matches decides. `reasoning_effort`: grok-3-mini, grok-4.20-multi-agent, grok-4.3
 * (NousResearch/hermes-agent#23088, 2026-05) and their successors.
 */
const families: readonly Family[] = [
  {
    pattern: /^grok-2-vision(-latest|-1212)?$/,
    ...old,
    servedAs: "grok-2-vision-1212",
    contextTokens: 32_768,
    vision: true,
  },
  { pattern: /^grok-2(-latest|-1212)?$/, ...old, servedAs: "grok-2-1212", contextTokens: 131_072 },
  {
    pattern: /^grok-3-mini(-fast)?(-latest|-beta)?$/,
    ...plain,
    servedAs: "grok-3-mini",
    contextTokens: 131_072,
    reasoning: "shown",
    effort: true,
  },
  { pattern: /^grok-3(-fast)?(-latest|-beta)?$/, ...plain, servedAs: "grok-3", contextTokens: 131_072 },
  { pattern: /^grok-code-fast-1(-\d+)?$/, ...plain, contextTokens: 256_000, reasoning: "shown" },
  { pattern: /^grok-4(-1)?-fast-non-reasoning(-latest)?$/, ...plain, contextTokens: 2_000_000, vision: true },
  { pattern: /^grok-4(-1)?-fast(-reasoning)?(-latest)?$/, ...thinker, contextTokens: 2_000_000 },
  { pattern: /^grok-4(-latest|-0709)?$/, ...thinker, servedAs: "grok-4-0709", contextTokens: 256_000 },
  { pattern: /^grok-4\.20-multi-agent(-\d{4})?$/, ...thinker, contextTokens: 2_000_000, effort: true },
  { pattern: /^grok-4\.20(-\d{4})?-non-reasoning$/, ...plain, contextTokens: 2_000_000, vision: true },
  { pattern: /^grok-4\.20(-\d{4})?(-reasoning)?$/, ...thinker, contextTokens: 2_000_000 },
  { pattern: /^grok-4\.[3-9](-latest)?$/, ...thinker, contextTokens: 1_000_000, effort: true },
];

/** Looks a model id up; undefined where xAI has none of that name. */
export function findXaiModel(id: string): XaiModel | undefined {
  const family = families.find(({ pattern }) => pattern.test(id));
  if (family === undefined) return undefined;
  const { pattern: _, ...model } = family;
  return { ...model, servedAs: family.servedAs ?? id };
}

const ids = [
  "grok-4.6",
  "grok-4.5",
  "grok-4.3",
  "grok-4.20-0309-non-reasoning",
  "grok-4-0709",
  "grok-3",
  "grok-3-mini",
];

/** The body of `GET /v1/models`. */
export function listXaiModels(now: number): object {
  return { object: "list", data: ids.map((id) => ({ id, object: "model", created: now, owned_by: "xai" })) };
}
