import { type ClaudeModel, findClaudeModel } from "../anthropic/anthropic-models.ts";

/** What the sandbox knows of a model on Bedrock (Bedrock's model and Converse feature pages, read 2026-11). */
export interface BedrockModel {
  readonly id: string;
  readonly maker: string;
  /** What Anthropic's own checks need; undefined for other makers and for Claude 2. */
  readonly claude: ClaudeModel | undefined;
  /** Sizes in tokens. */
  readonly contextTokens: number;
  readonly outputTokens: number;
  readonly system: boolean;
  readonly tools: boolean;
  readonly forcedTools: boolean;
  readonly images: boolean;
  readonly documents: boolean;
  readonly video: boolean;
  readonly s3: boolean;
  readonly caching: boolean;
  readonly textFormat: boolean;
  /** Thinks on every request and shows it, without a signature. */
  readonly alwaysReasons: boolean;
  /** Wants a user message first, and user and assistant in turn. */
  readonly strictTurns: boolean;
  /** Answers only under the id of an inference profile, such as `us.…`. */
  readonly needsProfile: boolean;
}

const all = {
  claude: undefined,
  contextTokens: 128_000,
  outputTokens: 8_192,
  system: true,
  tools: true,
  forcedTools: true,
  images: true,
  documents: true,
  video: false,
  s3: false,
  caching: false,
  textFormat: true,
  alwaysReasons: false,
  strictTurns: true,
  needsProfile: false,
} satisfies Omit<BedrockModel, "id" | "maker">;

const idPattern = /^(?:(?:us|eu|apac|au|jp|ca|us-gov|global)\.)?(?<maker>[a-z0-9]+)\.(?<name>[a-z0-9][a-z0-9.:-]*)$/;
const profileArn =
  /^arn:aws(?:-[a-z-]+)?:bedrock:[a-z0-9-]{1,20}:[0-9]{0,12}:(?<kind>[a-z-]+)\/(?<id>[a-zA-Z0-9.:-]+)$/;

/** Abilities by maker and name: the first that matches counts. */
const families: readonly (readonly [string, RegExp, Partial<BedrockModel>])[] = [
  [
    "amazon",
    /^nova-2-[a-z]+-v\d:0$/,
    { contextTokens: 1_000_000, outputTokens: 65_535, video: true, s3: true, caching: true, textFormat: false },
  ],
  [
    "amazon",
    /^nova-micro-v1:0$/,
    { outputTokens: 10_000, images: false, documents: false, caching: true, textFormat: false },
  ],
  [
    "amazon",
    /^nova-(lite|pro|premier)-v1:0$/,
    { contextTokens: 300_000, outputTokens: 10_000, video: true, s3: true, caching: true, textFormat: false },
  ],
  [
    "amazon",
    /^titan-text-(express-v1|lite-v1|premier-v1:0)$/,
    { contextTokens: 8_192, system: false, tools: false, images: false, textFormat: false, strictTurns: false },
  ],
  ["meta", /^llama4-[a-z0-9-]+-v1:0$/, { needsProfile: true, forcedTools: false, textFormat: false }],
  ["meta", /^llama3-[a-z0-9-]+-v1:0$/, { forcedTools: false, images: false, textFormat: false }],
  [
    "openai",
    /^gpt-oss-(20|120)b-1:0$/,
    { outputTokens: 128_000, images: false, documents: false, alwaysReasons: true },
  ],
  [
    "deepseek",
    /^r1-v1:0$/,
    { outputTokens: 32_768, tools: false, images: false, alwaysReasons: true, needsProfile: true, textFormat: false },
  ],
  ["deepseek", /^v3(\.\d)?(-v1:0)?$/, { outputTokens: 81_920, images: false }],
  ["moonshot", /^kimi-[a-z0-9.-]+$/, { outputTokens: 65_536, images: false, alwaysReasons: true }],
  [
    "anthropic",
    /^claude-(v2(:1)?|instant-v1)$/,
    { contextTokens: 200_000, outputTokens: 4_096, tools: false, images: false, textFormat: false },
  ],
  ["mistral", /^[a-z0-9.:-]+$/, {}],
  ["qwen", /^qwen3-[a-z0-9.:-]+$/, { images: false }],
  ["google", /^gemma-3-[a-z0-9-]+$/, {}],
  ["writer", /^palmyra-[a-z0-9.:-]+$/, { images: false }],
];

/** Looks up a model id, a profile id or an ARN of either; undefined where there is no such model. */
export function findBedrockModel(id: string): BedrockModel | undefined {
  const arn = profileArn.exec(id)?.groups;
  // Nothing tells what model an application's own profile stands for.
  if (arn?.kind === "application-inference-profile") return { ...all, id, maker: "application", caching: true };
  const bare = arn?.id ?? id;
  const groups = idPattern.exec(bare)?.groups;
  const { maker = "", name = "" } = groups ?? {};
  const claude = maker === "anthropic" ? findClaudeModel(name.replace(/-v\d(:\d)?$/, "")) : undefined;
  if (claude !== undefined) return claudeModel(id, claude);
  const family = families.find(([owner, pattern]) => owner === maker && pattern.test(name));
  return family === undefined ? undefined : { ...all, ...family[2], id, maker };
}

/** Claude on Bedrock: several restrictions of the Converse API were lifted for it (recorded). */
function claudeModel(id: string, claude: ClaudeModel): BedrockModel {
  return {
    ...all,
    id,
    maker: "anthropic",
    claude,
    contextTokens: claude.contextTokens,
    outputTokens: claude.outputTokens,
    caching: claude.version >= 3.5,
    textFormat: claude.version >= 4.5,
    strictTurns: false,
    needsProfile: claude.version >= 3.7,
  };
}

/** Whether an id names a profile (or an ARN does) and not the bare model. */
export function isProfile(id: string): boolean {
  return /^(us|eu|apac|au|jp|ca|us-gov|global)\./.test(id) || id.includes("inference-profile/");
}
