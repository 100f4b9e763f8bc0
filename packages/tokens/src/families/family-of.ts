import * as makers from "./makers.ts";
import { GPT_OSS, OPENAI, OPENAI_MODELS } from "./openai.ts";
import type { TokenizerFamily } from "./tokenizer-family.ts";

/** Families by the ids of models; the first that fits. */
type Rules = readonly (readonly [id: RegExp, TokenizerFamily])[];

const CLAUDE: Rules = [
  [/claude-(v2|instant|[23]-|(opus|sonnet|haiku)-4($|[-@]20|-[01](?!\d)))/, makers.CLAUDE],
  [/claude-(opus|sonnet|haiku)-4-[56]/, makers.CLAUDE_45],
  [/claude/, makers.CLAUDE_47],
];

/** Models that several vendors serve. */
const OPEN_MODELS: Rules = [
  [/gpt-oss/, GPT_OSS],
  [/llama-?4/, makers.LLAMA_4],
  [/llama/, makers.LLAMA],
  [/pixtral/, makers.PIXTRAL],
  [/(mi|ni|gi|de|co)stral|mixtral|vo?xtral/, makers.MISTRAL],
];

/** What each vendor serves, and what stands for the models that no rule knows. */
const VENDORS: ReadonlyMap<string, { readonly rules: Rules; readonly other: TokenizerFamily }> = new Map([
  ["openai", { rules: OPENAI_MODELS, other: OPENAI }],
  ["anthropic", { rules: CLAUDE, other: makers.CLAUDE_47 }],
  [
    "google",
    {
      rules: [
        [/gemini-2\.5/, makers.GEMINI_25],
        [/gemini-[12]/, makers.GEMINI_2],
      ],
      other: makers.GEMINI_3,
    },
  ],
  ["vertex", { rules: [...CLAUDE, [/gemini-[12]/, makers.VERTEX_GEMINI_2]], other: makers.VERTEX_GEMINI_3 }],
  ["xai", { rules: [], other: makers.GROK }],
  ["mistral", { rules: OPEN_MODELS, other: makers.MISTRAL }],
  ["groq", { rules: OPEN_MODELS, other: makers.OTHER }],
  ["together", { rules: OPEN_MODELS, other: makers.OTHER }],
  ["deepinfra", { rules: [...CLAUDE, ...OPEN_MODELS], other: makers.OTHER }],
  [
    "bedrock",
    { rules: [...CLAUDE, [/nova-2/, makers.NOVA_2], [/nova/, makers.NOVA], ...OPEN_MODELS], other: makers.OTHER },
  ],
]);

/**
 * What counts a model's tokens. A model that is not known gets its provider's default, one of an unknown provider the
 * family that costs most.
 *
 * @param provider the vendor that is called: `openai`, `bedrock`
 * @param modelId the model as that vendor calls it: `gpt-4o-mini`, `us.amazon.nova-lite-v1:0`
 */
export function familyOf(provider: string, modelId: string): TokenizerFamily {
  const vendor = VENDORS.get(provider);
  if (!vendor) return makers.OTHER;
  const id = modelId.toLowerCase();
  for (const [pattern, family] of vendor.rules) if (pattern.test(id)) return family;
  return vendor.other;
}
