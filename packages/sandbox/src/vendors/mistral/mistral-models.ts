/** What the sandbox knows of a Mistral model. Sizes are in tokens, and near the real ones. */
export interface MistralModel {
  readonly id: string;
  readonly contextTokens: number;
  /** Thinks always (Magistral), when `reasoning_effort` asks for it, or never. */
  readonly reasoning: "always" | "adjustable" | "never";
  readonly vision: boolean;
  /** Which keys a tool call has: all, no `type`, or in streams neither `type` nor `index`; each form is recorded. */
  readonly callForm: "whole" | "untyped" | "bare";
}

type Family = readonly [RegExp, number, MistralModel["reasoning"], boolean, MistralModel["callForm"]];

/**
 * The first that matches decides. Adjustable reasoning: mistral-small-latest and mistral-medium-3-5 (docs.mistral.ai,
 * reasoning page, 2026-08); others refuse `reasoning_effort` (NousResearch/hermes-agent#11243).
 */
const families: readonly Family[] = [
  [/^magistral-(small|medium)(-latest|-\d{4})?$/, 131_072, "always", true, "untyped"],
  [/^mistral-small(-latest|-2603)?$/, 262_144, "adjustable", true, "bare"],
  [/^mistral-medium-3[.-]5$/, 262_144, "adjustable", true, "untyped"],
  [/^mistral-small-\d{4}$/, 131_072, "never", true, "bare"],
  [/^mistral-medium(-latest|-3|-3-1|-\d{4})?$/, 131_072, "never", true, "untyped"],
  [/^mistral-large(-latest|-\d{4})?$/, 262_144, "never", true, "whole"],
  [/^pixtral-(12b|large)(-latest|-\d{4})?$/, 131_072, "never", true, "untyped"],
  [/^ministral-(3b|8b|14b)(-latest|-\d{4})?$/, 131_072, "never", true, "whole"],
  [/^(labs-)?devstral-(small|medium)?-?(latest|\d{4})$/, 262_144, "never", false, "whole"],
  [/^codestral(-latest|-\d{4})?$/, 262_144, "never", false, "whole"],
  [/^(mistral-tiny|open-mistral-7b)(-\d{4})?$/, 32_768, "never", false, "whole"],
  [/^open-mi(stral-nemo|xtral-8x7b|xtral-8x22b)(-\d{4})?$/, 65_536, "never", false, "whole"],
];

/** Looks a model id up; undefined where Mistral has none of that name. */
export function findMistralModel(id: string): MistralModel | undefined {
  const family = families.find(([pattern]) => pattern.test(id));
  if (family === undefined) return undefined;
  const [, contextTokens, reasoning, vision, callForm] = family;
  return { id, contextTokens, reasoning, vision, callForm };
}

const ids = [
  "mistral-large-latest",
  "mistral-medium-latest",
  "mistral-medium-3-5",
  "mistral-small-latest",
  "magistral-medium-latest",
  "magistral-small-latest",
  "ministral-8b-latest",
  "codestral-latest",
  "devstral-medium-latest",
];

/** The body of `GET /v1/models` (ModelList in Mistral's OpenAPI, 2026-08). */
export function listMistralModels(now: number): object {
  const data = ids.map((id) => {
    const model = findMistralModel(id);
    return {
      id,
      object: "model",
      created: now,
      owned_by: "mistralai",
      capabilities: {
        completion_chat: true,
        completion_fim: id.startsWith("codestral"),
        function_calling: true,
        fine_tuning: false,
        vision: model?.vision === true,
        classification: false,
      },
      name: id,
      description: null,
      max_context_length: model?.contextTokens,
      aliases: [],
      deprecation: null,
      default_model_temperature: 0.3,
      type: "base",
    };
  });
  return { object: "list", data };
}
