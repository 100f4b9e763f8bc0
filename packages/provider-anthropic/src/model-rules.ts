import type { Effort } from "@hub/provider";

/** What a model accepts. Anthropic answers 400 to the rest, so that the same request differs from model to model. */
export interface ModelRules {
  /** Most tokens of one answer, thinking included; sent when the caller names no limit, for the field is required. */
  maxOutputTokens: number;
  /** `budget`: `{type: "enabled", budget_tokens}`. `adaptive`: `{type: "adaptive"}` with `output_config.effort`. */
  thinking: "none" | "budget" | "adaptive";
  /** Whether a request without `thinking` thinks. */
  thinksByDefault: boolean;
  /** What turns thinking off: leaving `thinking` out, a `thinking.type`, or nothing at all. */
  thinkingOff: "omit" | "disabled" | "between_tools" | "never";
  /** Whether thinking comes without its text unless `display` asks for it. */
  hidesThinking: boolean;
  /** Levels of `output_config.effort`, rising. */
  efforts: readonly Effort[];
  /** `temperature` and `top_p`: both, one of the two, or neither. */
  sampling: "both" | "one" | "none";
  /** Whether `tool_choice` may be `any` or `tool` (while no thinking budget is set: that never goes together). */
  forcedTools: boolean;
  /** Whether `output_config.format` and `strict` tools are known. */
  structuredOutputs: boolean;
}

/*
 * Sources. Limits and effort levels: models.dev, 2026-07-02, and the model pages of platform.claude.com (5.5: 2026-11).
 * Thinking: "Troubleshooting thinking", "Thinking in tool and multi-turn workflows" and the migration guides to
 * Sonnet 5.5, Opus 5.5 and Haiku 5.5 on platform.claude.com, 2026-11. Sampling: the migration guides; Opus 4.1 and
 * later 4.x refuse `temperature` together with `top_p`. Recorded proof, 2025-2026: Sonnet 4.0 takes both at once,
 * Opus 4.6 takes `tool_choice: any` with adaptive thinking, Sonnet 5 thinks unasked and hides the text.
 */
const CLAUDE_3: ModelRules = {
  maxOutputTokens: 4096,
  thinking: "none",
  thinksByDefault: false,
  thinkingOff: "omit",
  hidesThinking: false,
  efforts: [],
  sampling: "both",
  forcedTools: true,
  structuredOutputs: false,
};
const CLAUDE_3_5: ModelRules = { ...CLAUDE_3, maxOutputTokens: 8192 };
const CLAUDE_4: ModelRules = { ...CLAUDE_3, maxOutputTokens: 64_000, thinking: "budget" };
const OPUS_4: ModelRules = { ...CLAUDE_4, maxOutputTokens: 32_000 };
const CLAUDE_4_5: ModelRules = { ...CLAUDE_4, sampling: "one", structuredOutputs: true };
const CLAUDE_4_6: ModelRules = { ...CLAUDE_4_5, thinking: "adaptive", efforts: ["low", "medium", "high", "max"] };
const OPUS_4_7: ModelRules = {
  ...CLAUDE_4_6,
  maxOutputTokens: 128_000,
  efforts: ["low", "medium", "high", "xhigh", "max"],
  hidesThinking: true,
  sampling: "none",
};
const CLAUDE_5: ModelRules = { ...OPUS_4_7, thinksByDefault: true, thinkingOff: "disabled" };
const FABLE_5: ModelRules = { ...CLAUDE_5, thinkingOff: "never" };
const FABLE_5_1: ModelRules = { ...FABLE_5, forcedTools: false };

/** An id that is not listed is newer than this list: held to the strictest rules, with a limit that all models have. */
const UNKNOWN: ModelRules = { ...FABLE_5_1, maxOutputTokens: 64_000 };

const RULES: Readonly<Record<string, ModelRules>> = {
  "haiku-3": CLAUDE_3,
  "sonnet-3": CLAUDE_3,
  "opus-3": CLAUDE_3,
  "haiku-3-5": CLAUDE_3_5,
  "sonnet-3-5": CLAUDE_3_5,
  "sonnet-3-7": CLAUDE_4,
  "sonnet-4": CLAUDE_4,
  "opus-4": OPUS_4,
  "opus-4-1": { ...CLAUDE_4_5, maxOutputTokens: 32_000 },
  "haiku-4-5": CLAUDE_4_5,
  "sonnet-4-5": CLAUDE_4_5,
  "opus-4-5": CLAUDE_4_5,
  "sonnet-4-6": CLAUDE_4_6,
  "opus-4-6": { ...CLAUDE_4_6, maxOutputTokens: 128_000 },
  "opus-4-7": OPUS_4_7,
  "opus-4-8": OPUS_4_7,
  "sonnet-5": CLAUDE_5,
  "opus-5": CLAUDE_5,
  "haiku-5-5": CLAUDE_5,
  "sonnet-5-5": { ...CLAUDE_5, thinkingOff: "between_tools", forcedTools: false },
  "opus-5-5": FABLE_5_1,
  "fable-5": FABLE_5,
  "fable-5-1": FABLE_5_1,
  "mythos-5": FABLE_5,
  "mythos-5-1": FABLE_5_1,
  "mythos-preview": { ...FABLE_5, maxOutputTokens: 64_000, efforts: ["low", "medium", "high", "max"] },
};

/** `claude-3-5-sonnet-20241022` has its version before the family, `claude-sonnet-4-5-20250929` behind it. */
const MODEL_ID =
  /claude-(?:(?<earlyMajor>\d)(?:-(?<earlyMinor>\d))?-)?(?<family>[a-z]+)(?:-(?<major>\d{1,2}|preview)(?:-(?<minor>\d{1,2}))?(?![\w]))?/;

/** The rules of a model, by any of its ids: dated, `-latest`, or an alias such as `claude-sonnet-4-0`. */
export function rulesOf(model: string): ModelRules {
  const { family, earlyMajor, earlyMinor, major = earlyMajor, minor = earlyMinor } = MODEL_ID.exec(model)?.groups ?? {};
  const version = minor === undefined || minor === "0" ? major : `${major}-${minor}`;
  return RULES[`${family}-${version}`] ?? UNKNOWN;
}
