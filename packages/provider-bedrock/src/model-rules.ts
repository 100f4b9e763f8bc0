import type { Effort } from "@hub/provider";
import { CLAUDE_2, claudeRulesOf } from "./claude-rules.ts";

/** How a model is told how much to reason. */
export type ReasoningRules =
  | { kind: "none" }
  /** `thinking: {type: "enabled", budget_tokens}`. */
  | { kind: "budget" }
  /** `thinking: {type: "adaptive"}` with `output_config.effort`. */
  | {
      kind: "adaptive";
      /** Whether a request without `thinking` thinks. */
      byDefault: boolean;
      /** What turns thinking off: leaving `thinking` out, a `thinking.type`, or nothing at all. */
      off: "omit" | "disabled" | "between_tools" | "never";
      /** Whether thinking comes without its text unless `display` asks for it. */
      hidden: boolean;
      /** Levels of effort, rising. */
      efforts: readonly Effort[];
    }
  /** `reasoningConfig: {type: "enabled", maxReasoningEffort}`, off without it. */
  | { kind: "nova" }
  /** One field with a level, rising. Nothing turns it off. */
  | { kind: "level"; field: string; levels: readonly Effort[] };

/** What a model accepts. Bedrock answers 400 to the rest, so that the same request differs from model to model. */
export interface ModelRules {
  /** The strongest `toolChoice`: one tool by its name, any of the tools, or none at all. */
  forcedTools: "named" | "any" | "never";
  /** Whether it can be kept from calling several tools at once, through a field of its own. */
  singleCalls: boolean;
  /** Whether `outputConfig.textFormat` and `strict` tools are known. */
  structuredOutputs: boolean;
  /** Where cache points may stand. */
  cachePoints: "nowhere" | "prompt" | "prompt and tools";
  /** Whether a cache point can last an hour. */
  hourLongCache: boolean;
  /** `temperature` and `topP`: both, one of the two, or neither. */
  sampling: "both" | "one" | "none";
  /** Where `top_k` goes among the model's own fields. */
  topK: "top_k" | "inferenceConfig.topK" | undefined;
  /** Whether it searches the web through a system tool. */
  webSearch: boolean;
  reasoning: ReasoningRules;
}

/**
 * A model that is not listed, or whose ARN does not name it: held to what all models have.
 *
 * Sources of the rules: the Bedrock user guide ("Structured outputs", "Prompt caching", "Tool use") and API reference,
 * 2026-11; the Nova 2 user guide, "Extended thinking"; langchain-aws' list of tool choices; what pydantic-ai's authors
 * measured on live Bedrock, 2026-07 and 2026-08 (its Bedrock model profiles); recorded traffic, 2024-2026.
 */
const PLAIN: ModelRules = {
  forcedTools: "never",
  singleCalls: false,
  structuredOutputs: false,
  cachePoints: "nowhere",
  hourLongCache: false,
  sampling: "both",
  topK: undefined,
  webSearch: false,
  reasoning: { kind: "none" },
};
const NOVA: ModelRules = {
  ...PLAIN,
  forcedTools: "named",
  cachePoints: "prompt",
  topK: "inferenceConfig.topK",
};
const STRUCTURED: ModelRules = { ...PLAIN, structuredOutputs: true };

/** The first pattern that a model's maker and name match decides. */
const FAMILIES: readonly (readonly [RegExp, ModelRules])[] = [
  // Nova Pro answers 400 to `reasoningConfig` (UKGovernmentBEIS/inspect_ai#5301).
  [/^amazon\.nova-2/, { ...NOVA, webSearch: true, reasoning: { kind: "nova" } }],
  [/^amazon\.nova-premier/, { ...NOVA, webSearch: true }],
  [/^amazon\.nova/, NOVA],
  [/^anthropic\.claude-(v\d|instant)/, CLAUDE_2],
  [
    /^openai\.gpt-oss/,
    { ...PLAIN, reasoning: { kind: "level", field: "reasoning_effort", levels: ["low", "medium", "high"] } },
  ],
  [
    /^qwen\.qwen3-32b/,
    { ...STRUCTURED, reasoning: { kind: "level", field: "reasoning_config", levels: ["low", "high"] } },
  ],
  [/^qwen\.qwen3/, STRUCTURED],
  [/^google\.gemma-3-(12|27)b/, STRUCTURED],
  [/^mistral\.mistral-large-3/, { ...STRUCTURED, forcedTools: "any" }],
  [/^mistral\.mistral-large/, { ...PLAIN, forcedTools: "any" }],
  [/^mistral\.(magistral-small|ministral-3|voxtral)/, STRUCTURED],
  [/^(moonshot(ai)?|zai)\./, { ...STRUCTURED, forcedTools: "any" }],
  [/^(minimax\.minimax-m2|nvidia\.nemotron-nano)/, STRUCTURED],
];

const MAKERS =
  "ai21|amazon|anthropic|cohere|deepseek|google|meta|minimax|mistral|moonshot(?:ai)?|nvidia|openai|qwen|writer|xai|zai";
/** In a model's id, in that of an inference profile (`us.` before it), or in the ARN of either. */
const MODEL = new RegExp(`(?:^|[./])((?:${MAKERS})\\.[a-z0-9].*)`);

/** The rules of a model, by its id, an inference profile's, or an ARN. */
export function rulesOf(model: string): ModelRules {
  const name = MODEL.exec(model)?.[1];
  if (name === undefined) return PLAIN;
  const family = FAMILIES.find(([pattern]) => pattern.test(name));
  if (family) return family[1];
  return name.startsWith("anthropic.") ? claudeRulesOf(name) : PLAIN;
}

/** Whether an id is one that only Bedrock has: a maker before the model, or an ARN. */
export function isBedrockId(model: string): boolean {
  return MODEL.test(model) || /^arn:aws[a-z-]*:(bedrock|sagemaker):/.test(model);
}

/** Whether the model's reasoning is signed, and goes back with the history. */
export function signsReasoning({ reasoning }: ModelRules): boolean {
  return reasoning.kind === "budget" || reasoning.kind === "adaptive";
}
