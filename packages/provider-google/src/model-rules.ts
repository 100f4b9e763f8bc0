import type { ThinkingLevel } from "./wire-types.ts";

/** How a model is told how much to think. */
export type Thinking =
  | { kind: "none" }
  /** Tokens, between two bounds; `off`: whether 0 is allowed as well. */
  | { kind: "budget"; min: number; max: number; off: boolean }
  /** One of these, rising. */
  | { kind: "levels"; levels: readonly ThinkingLevel[] };

/** What a model accepts. Google answers 400 to the rest, or takes no notice of it. */
export interface ModelRules {
  thinking: Thinking;
  /** Whether `temperature`, `topP` and `topK` have an effect. */
  sampling: boolean;
  penalties: boolean;
  /** Most answers to one request. */
  maxCandidates: number;
  /** Whether the first function call of each step has to have its signature. */
  needsSignatures: boolean;
  /** Whether an answer can be held to JSON: not at all, without tools only, or always. */
  json: "never" | "alone" | "always";
  /** Whether functions go together with Google's own tools. */
  functionsWithSearch: boolean;
  /** Whether results of functions may hold images and files. */
  mediaInResults: boolean;
  systemInstruction: boolean;
}

/*
 * Sources. Thinking: ai.google.dev "Gemini thinking" and docs.cloud.google.com "Thinking" (levels per model), 2026-11.
 * Sampling, penalties, candidates: ai.google.dev "What's new in Gemini 3.6 Flash and 3.5 Flash-Lite" (2026-08):
 * sampling fields are ignored from these models on, `candidate_count` is unsupported in Gemini 3.x, penalties are an
 * error. JSON and search with functions: recorded with gemini-3-flash-preview; before, "Function calling with a response
 * mime type: 'application/json' is unsupported" and "Tool use with function calling is unsupported". Signatures:
 * ai.google.dev "Thought signatures". Gemma 3: "Developer instruction is not enabled", "JSON mode is not enabled".
 */
const GEMINI_2: ModelRules = {
  thinking: { kind: "none" },
  sampling: true,
  penalties: true,
  maxCandidates: 8,
  needsSignatures: false,
  json: "alone",
  functionsWithSearch: false,
  mediaInResults: false,
  systemInstruction: true,
};
const GEMMA_3: ModelRules = { ...GEMINI_2, json: "never", systemInstruction: false };
const FLASH_2_5: ModelRules = { ...GEMINI_2, thinking: { kind: "budget", min: 1, max: 24_576, off: true } };
const LITE_2_5: ModelRules = { ...GEMINI_2, thinking: { kind: "budget", min: 512, max: 24_576, off: true } };
const PRO_2_5: ModelRules = { ...GEMINI_2, thinking: { kind: "budget", min: 128, max: 32_768, off: false } };
const FLASH_3: ModelRules = {
  ...GEMINI_2,
  thinking: { kind: "levels", levels: ["MINIMAL", "LOW", "MEDIUM", "HIGH"] },
  penalties: false,
  maxCandidates: 1,
  needsSignatures: true,
  json: "always",
  functionsWithSearch: true,
  mediaInResults: true,
};
const PRO_3: ModelRules = { ...FLASH_3, thinking: { kind: "levels", levels: ["LOW", "HIGH"] } };
const PRO_3_1: ModelRules = { ...FLASH_3, thinking: { kind: "levels", levels: ["LOW", "MEDIUM", "HIGH"] } };
const FLASH_3_6: ModelRules = { ...FLASH_3, sampling: false };
const FLASH_3_7: ModelRules = { ...PRO_3_1, sampling: false };
const GEMINI_4: ModelRules = {
  ...FLASH_3_7,
  thinking: { kind: "levels", levels: ["LOW", "MEDIUM", "HIGH", "XHIGH"] },
};
/** Ids without a version, such as `gemini-flash-latest`: what the newest models all take. */
const UNVERSIONED = FLASH_3_7;

/** From which version on rules hold, newest first; `variant` is looked for in what follows the version in the id. */
const GENERATIONS: readonly { major: number; minor: number; variant?: RegExp; rules: ModelRules }[] = [
  { major: 4, minor: 0, rules: GEMINI_4 },
  { major: 3, minor: 7, rules: FLASH_3_7 },
  { major: 3, minor: 6, rules: FLASH_3_6 },
  { major: 3, minor: 5, variant: /lite/, rules: FLASH_3_6 },
  { major: 3, minor: 1, variant: /pro/, rules: PRO_3_1 },
  { major: 3, minor: 0, variant: /pro/, rules: PRO_3 },
  { major: 3, minor: 0, rules: FLASH_3 },
  { major: 2, minor: 5, variant: /pro/, rules: PRO_2_5 },
  { major: 2, minor: 5, variant: /lite/, rules: LITE_2_5 },
  { major: 2, minor: 5, rules: FLASH_2_5 },
  { major: 0, minor: 0, rules: GEMINI_2 },
];

const GEMINI = /^gemini-(?<major>\d{1,3})(?:\.(?<minor>\d{1,3}))?(?<variant>.*)$/;
const GEMMA = /^gemma-(?<major>\d{1,3})/;
/** Models that paint or speak. They think as they please, if at all, and miss no signatures. */
const NOT_FOR_TEXT = /image|tts|audio/;

/** The rules of a model, by any of its ids: `gemini-…`, `models/gemini-…`, or a resource name. */
export function rulesOf(model: string): ModelRules {
  const id = model.slice(model.lastIndexOf("/") + 1);
  const gemma = GEMMA.exec(id)?.groups;
  if (gemma) return Number(gemma.major) < 4 ? GEMMA_3 : GEMINI_2;
  const { major, minor = "0", variant = "" } = GEMINI.exec(id)?.groups ?? {};
  if (major === undefined) return UNVERSIONED;
  const isFrom = (from: { major: number; minor: number }) =>
    Number(major) > from.major || (Number(major) === from.major && Number(minor) >= from.minor);
  const found = GENERATIONS.find((entry) => isFrom(entry) && (entry.variant?.test(variant) ?? true));
  const rules = found?.rules ?? UNVERSIONED;
  return NOT_FOR_TEXT.test(variant) ? { ...rules, thinking: { kind: "none" }, needsSignatures: false } : rules;
}
