import type { Effort } from "@hub/provider";
import type { ModelRules, ReasoningRules } from "./model-rules.ts";

/*
 * Thinking: "Troubleshooting thinking" and the migration guides on platform.claude.com, 2026-11. Sampling: the same
 * guides; Opus 4.1 and later 4.x refuse `temperature` next to `top_p`. Structured outputs: the Bedrock user guide lists
 * Haiku, Sonnet and Opus 4.5 and Opus 4.6; Sonnet 4.6 after pydantic-ai's measurements, 2026-08; later ones answer 400,
 * "output_config.format: Extra inputs are not permitted" (presenton/presenton#939). Single calls: from 4.5 on
 * (BerriAI/litellm#34347). Cache points: Sonnet 3.5 has them for few accounts, and an hour is for 4.5 and later (user
 * guide, "Prompt caching").
 */
const CLAUDE_3: ModelRules = {
  forcedTools: "named",
  singleCalls: false,
  structuredOutputs: false,
  cachePoints: "nowhere",
  hourLongCache: false,
  sampling: "both",
  topK: "top_k",
  webSearch: false,
  reasoning: { kind: "none" },
};
/** Claude 2 and Instant, which know no tools. */
export const CLAUDE_2: ModelRules = { ...CLAUDE_3, forcedTools: "never" };

const ADAPTIVE: ReasoningRules & { kind: "adaptive" } = {
  kind: "adaptive",
  byDefault: false,
  off: "omit",
  hidden: false,
  efforts: ["low", "medium", "high", "max"],
};
const ALL_EFFORTS: readonly Effort[] = ["low", "medium", "high", "xhigh", "max"];
const HIDDEN = { ...ADAPTIVE, hidden: true, efforts: ALL_EFFORTS };
const BY_DEFAULT = { ...HIDDEN, byDefault: true, off: "disabled" as const };
const ALWAYS = { ...BY_DEFAULT, off: "never" as const };

const CLAUDE_3_5: ModelRules = { ...CLAUDE_3, cachePoints: "prompt and tools" };
const CLAUDE_4: ModelRules = { ...CLAUDE_3_5, reasoning: { kind: "budget" } };
const OPUS_4_1: ModelRules = { ...CLAUDE_4, sampling: "one" };
const CLAUDE_4_5: ModelRules = { ...OPUS_4_1, structuredOutputs: true, singleCalls: true, hourLongCache: true };
const CLAUDE_4_6: ModelRules = { ...CLAUDE_4_5, reasoning: ADAPTIVE };
const OPUS_4_7: ModelRules = { ...CLAUDE_4_6, structuredOutputs: false, sampling: "none", reasoning: HIDDEN };
const CLAUDE_5: ModelRules = { ...OPUS_4_7, reasoning: BY_DEFAULT };
const FABLE_5: ModelRules = { ...CLAUDE_5, reasoning: ALWAYS };
/** Also for ids that are not listed: they are newer than this list, and held to the strictest rules. */
const FABLE_5_1: ModelRules = { ...FABLE_5, forcedTools: "never" };

const RULES: Readonly<Record<string, ModelRules>> = {
  "haiku-3": CLAUDE_3,
  "sonnet-3": CLAUDE_3,
  "opus-3": CLAUDE_3,
  "haiku-3-5": CLAUDE_3_5,
  "sonnet-3-5": CLAUDE_3,
  "sonnet-3-7": CLAUDE_4,
  "sonnet-4": CLAUDE_4,
  "opus-4": CLAUDE_4,
  "opus-4-1": OPUS_4_1,
  "haiku-4-5": CLAUDE_4_5,
  "sonnet-4-5": CLAUDE_4_5,
  "opus-4-5": CLAUDE_4_5,
  "sonnet-4-6": CLAUDE_4_6,
  "opus-4-6": CLAUDE_4_6,
  "opus-4-7": OPUS_4_7,
  "opus-4-8": OPUS_4_7,
  "sonnet-5": CLAUDE_5,
  "opus-5": CLAUDE_5,
  "haiku-5-5": CLAUDE_5,
  "sonnet-5-5": { ...CLAUDE_5, forcedTools: "never", reasoning: { ...BY_DEFAULT, off: "between_tools" } },
  "opus-5-5": FABLE_5_1,
  "fable-5": FABLE_5,
  "fable-5-1": FABLE_5_1,
  "mythos-5": FABLE_5,
  "mythos-5-1": FABLE_5_1,
  "mythos-preview": { ...FABLE_5, reasoning: { ...ALWAYS, efforts: ADAPTIVE.efforts } },
};

/** `claude-3-5-sonnet-20241022-v2:0` has its version before the family, `claude-sonnet-4-5-20250929-v1:0` behind it. */
const MODEL_ID =
  /claude-(?:(?<earlyMajor>\d)(?:-(?<earlyMinor>\d))?-)?(?<family>[a-z]+)(?:-(?<major>\d{1,2}|preview)(?:-(?<minor>\d{1,2}))?(?!\w))?/;

/** The rules of a Claude model of the third generation or later. */
export function claudeRulesOf(model: string): ModelRules {
  const { family, earlyMajor, earlyMinor, major = earlyMajor, minor = earlyMinor } = MODEL_ID.exec(model)?.groups ?? {};
  const version = minor === undefined || minor === "0" ? major : `${major}-${minor}`;
  return RULES[`${family}-${version}`] ?? FABLE_5_1;
}
