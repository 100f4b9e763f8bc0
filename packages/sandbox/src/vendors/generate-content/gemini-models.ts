/** What the sandbox knows of a Gemini model (ai.google.dev's model and thinking pages, read 2026-11). Sizes in tokens. */
export interface GeminiModel {
  readonly id: string;
  /** Generation as a number: 1.5, 2, 2.5, 3, 3.1. */
  readonly generation: number;
  readonly contextTokens: number;
  readonly outputTokens: number;
  /** How thinking is asked for; models of generation 3 take a budget too (recorded for gemini-3-pro-preview). */
  readonly thinking: "none" | "budget" | "level";
  /** Smallest and largest thinking budget; 0 turns thinking off where `canStopThinking`. */
  readonly budget: readonly [number, number];
  readonly canStopThinking: boolean;
  /** Whether it thinks when the request does not say. */
  readonly thinksByDefault: boolean;
  readonly levels: readonly string[];
  /** Signs function calls and wants the signatures back. */
  readonly signs: boolean;
  /** Takes functions together with a JSON answer or with Google's own tools. */
  readonly combinesTools: boolean;
  /** Fetches web pages and pictures by URL (recorded for gemini-2.5-flash). */
  readonly fetchesUrls: boolean;
}

const idPattern =
  /^gemini-(?:(?<generation>[1-9](?:\.\d)?)-(?<tier>pro|flash-lite|flash)(?<variant>(?:-[a-z0-9]+)*)|(?<latest>pro|flash-lite|flash)-latest)$/;

/** What the `-latest` names stand for here. */
const latestGeneration = 2.5;

/** Looks a model id up; undefined where it is no Gemini chat model. */
export function findGeminiModel(id: string): GeminiModel | undefined {
  const groups = idPattern.exec(id)?.groups;
  if (groups === undefined) return undefined;
  const generation = groups.latest === undefined ? Number(groups.generation) : latestGeneration;
  const tier = groups.latest ?? groups.tier ?? "";
  const isThinkingPreview = groups.variant?.includes("thinking") === true;
  const thinking = generation >= 3 ? "level" : generation >= 2.5 || isThinkingPreview ? "budget" : "none";
  return {
    id,
    generation,
    contextTokens: 1_048_576,
    outputTokens: generation >= 2.5 ? 65_536 : 8_192,
    thinking,
    budget: tier === "pro" ? [128, 32_768] : [0, 24_576],
    canStopThinking: tier !== "pro" && generation < 3,
    thinksByDefault: thinking !== "none" && tier !== "flash-lite",
    levels: tier === "pro" && generation === 3 ? ["LOW", "HIGH"] : levelsOf(tier),
    signs: generation >= 3,
    combinesTools: generation >= 3,
    fetchesUrls: generation >= 2.5,
  };
}

function levelsOf(tier: string): readonly string[] {
  return tier === "pro" ? ["LOW", "MEDIUM", "HIGH"] : ["MINIMAL", "LOW", "MEDIUM", "HIGH"];
}

/** Ids that the model list names. */
export const geminiModelIds: readonly string[] = [
  "gemini-2.0-flash",
  "gemini-2.5-flash-lite",
  "gemini-2.5-flash",
  "gemini-2.5-pro",
  "gemini-3-flash-preview",
  "gemini-3-pro-preview",
  "gemini-3.5-flash",
];
