/** What the sandbox knows of a Claude model. */
export interface ClaudeModel {
  /** The id that answers name: aliases without a date resolve to a dated one where such exists. */
  readonly servedAs: string;
  readonly family: "opus" | "sonnet" | "haiku" | "fable" | "mythos";
  /** Generation as a number: 3.5, 4.6, 5. */
  readonly version: number;
  readonly contextTokens: number;
  readonly outputTokens: number;
  /** Refuses temperature, top_p and top_k whatever their value (Anthropic's model pages, read 2026-11). */
  readonly refusesSampling: boolean;
  /** Refuses temperature together with top_p. */
  readonly refusesBothSampling: boolean;
  /** Refuses a conversation that ends with an assistant message. */
  readonly refusesPrefill: boolean;
  readonly thinking: readonly ("enabled" | "adaptive")[];
  /** Accepted values of `output_config.effort`, in the order in which the API lists them. */
  readonly efforts: readonly string[];
}

const idPattern =
  /^claude-(?:(?<oldMajor>\d)(?:-(?<oldMinor>\d))?-(?<oldFamily>opus|sonnet|haiku)|(?<family>opus|sonnet|haiku|fable|mythos)-(?:(?<major>\d)(?:-(?<minor>\d{1,2}))?|preview))(?:-latest|-\d{8})?$/;

/** Aliases and what each stood for when traffic was recorded. */
const aliases: Readonly<Record<string, string>> = {
  "claude-3-5-haiku-latest": "claude-3-5-haiku-20241022",
  "claude-3-5-sonnet-latest": "claude-3-5-sonnet-20241022",
  "claude-3-7-sonnet-latest": "claude-3-7-sonnet-20250219",
  "claude-3-opus-latest": "claude-3-opus-20240229",
  "claude-haiku-4-5": "claude-haiku-4-5-20251001",
  "claude-opus-4-0": "claude-opus-4-20250514",
  "claude-opus-4-1": "claude-opus-4-1-20250805",
  "claude-opus-4-5": "claude-opus-4-5-20251101",
  "claude-sonnet-4-0": "claude-sonnet-4-20250514",
  "claude-sonnet-4-5": "claude-sonnet-4-5-20250929",
};

/** Looks a model id up; undefined where it is of no Claude family. */
export function findClaudeModel(id: string): ClaudeModel | undefined {
  const groups = idPattern.exec(id)?.groups;
  if (groups === undefined) return undefined;
  const family = (groups.oldFamily ?? groups.family) as ClaudeModel["family"];
  const major = Number(groups.oldMajor ?? groups.major ?? 5);
  const version = major + Number(groups.oldMinor ?? groups.minor ?? 0) / 10;
  const newest = family === "fable" || family === "mythos";
  const refusesSampling = newest || version >= (family === "opus" ? 4.7 : family === "sonnet" ? 5 : 5.5);
  return {
    servedAs: aliases[id] ?? id,
    family,
    version,
    contextTokens: newest || version >= 4.6 ? 1_000_000 : 200_000,
    outputTokens: outputTokens(family, version),
    refusesSampling,
    refusesBothSampling: version >= 4.5,
    refusesPrefill: newest || version >= 4.6,
    thinking: thinkingForms(version, refusesSampling),
    efforts: efforts(family, version),
  };
}

function outputTokens(family: ClaudeModel["family"], version: number): number {
  if (version < 3.5) return 4_096;
  if (version < 3.7) return 8_192;
  if (version >= 4.6) return 128_000;
  return family === "opus" && version < 4.5 ? 32_000 : 64_000;
}

/** Budgets until 4.6, adaptive from 4.6 on; 4.6 takes both. */
function thinkingForms(version: number, refusesSampling: boolean): ClaudeModel["thinking"] {
  if (version < 3.7) return [];
  if (version < 4.6) return ["enabled"];
  return refusesSampling ? ["adaptive"] : ["enabled", "adaptive"];
}

/** As recorded for opus-4-6: "Supported levels: high, low, max, medium."; the rest from the effort page. */
function efforts(family: ClaudeModel["family"], version: number): readonly string[] {
  if (version >= 4.7) return ["high", "low", "max", "medium", "xhigh"];
  if (version >= 4.6) return ["high", "low", "max", "medium"];
  return family === "opus" && version >= 4.5 ? ["high", "low", "medium"] : [];
}

/** Ids that `GET /v1/models` lists, with their display names. */
export const claudeModels: readonly (readonly [string, string])[] = [
  ["claude-opus-4-8", "Claude Opus 4.8"],
  ["claude-sonnet-5", "Claude Sonnet 5"],
  ["claude-opus-4-6", "Claude Opus 4.6"],
  ["claude-sonnet-4-6", "Claude Sonnet 4.6"],
  ["claude-haiku-4-5-20251001", "Claude Haiku 4.5"],
  ["claude-sonnet-4-5-20250929", "Claude Sonnet 4.5"],
  ["claude-opus-4-1-20250805", "Claude Opus 4.1"],
  ["claude-sonnet-4-20250514", "Claude Sonnet 4"],
];
