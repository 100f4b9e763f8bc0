import type { VendorReply } from "../../vendor.ts";
import { openaiError } from "./openai-error.ts";

/** What the sandbox knows of an OpenAI chat model. Sizes are in tokens, and near the real ones. */
export interface OpenaiModel {
  /** The dated id that answers name. */
  readonly snapshot: string;
  readonly contextTokens: number;
  readonly outputTokens: number;
  /** Thinks before it answers: no `max_tokens`, no sampling parameters. */
  readonly reasoning: boolean;
  /** How much it thinks when the request does not say: not at all from gpt-5.1 on (Microsoft's model reference, 2026). */
  readonly defaultEffort: "none" | "medium";
  /** Refuses `stop`; o1 and o3-mini take it (recorded), later reasoning models do not. */
  readonly refusesStop: boolean;
  /** o1-mini and o1-preview take no system or developer message (recorded). */
  readonly refusesSystem: boolean;
  readonly audio: boolean;
  readonly search: boolean;
}

/** Undated ids and the snapshot each stood for when traffic was recorded. */
const snapshots: Readonly<Record<string, string>> = {
  "gpt-3.5-turbo": "gpt-3.5-turbo-0125",
  "gpt-4": "gpt-4-0613",
  "gpt-4-turbo": "gpt-4-turbo-2024-04-09",
  "gpt-4-turbo-preview": "gpt-4-0125-preview",
  "gpt-4o": "gpt-4o-2024-08-06",
  "gpt-4o-mini": "gpt-4o-mini-2024-07-18",
  "gpt-4o-audio-preview": "gpt-4o-audio-preview-2024-12-17",
  "gpt-4.1": "gpt-4.1-2025-04-14",
  "gpt-4.1-mini": "gpt-4.1-mini-2025-04-14",
  "gpt-4.1-nano": "gpt-4.1-nano-2025-04-14",
  "gpt-5": "gpt-5-2025-08-07",
  "gpt-5-mini": "gpt-5-mini-2025-08-07",
  "gpt-5-nano": "gpt-5-nano-2025-08-07",
  o1: "o1-2024-12-17",
  "o1-mini": "o1-mini-2024-09-12",
  o3: "o3-2025-04-16",
  "o3-mini": "o3-mini-2025-01-31",
  "o4-mini": "o4-mini-2025-04-16",
};

/** Families: the first that matches decides [pattern, context, output, reasoning]. */
const families: readonly (readonly [RegExp, number, number, boolean])[] = [
  [/^gpt-5(\.\d+)?-chat(-latest)?$/, 128_000, 16_384, false],
  [/^gpt-5(\.\d+)?(-[a-z]+)*(-\d{4}-\d{2}-\d{2})?$/, 400_000, 128_000, true],
  [/^o1-(mini|preview)(-\d{4}-\d{2}-\d{2})?$/, 128_000, 65_536, true],
  [/^o\d(-[a-z]+)*(-\d{4}-\d{2}-\d{2})?$/, 200_000, 100_000, true],
  [/^gpt-4\.1(-mini|-nano)?(-\d{4}-\d{2}-\d{2})?$/, 1_047_576, 32_768, false],
  [/^gpt-4\.5-preview(-\d{4}-\d{2}-\d{2})?$/, 128_000, 16_384, false],
  [/^gpt-4o-2024-05-13$/, 128_000, 4_096, false],
  [
    /^(chatgpt-4o-latest|gpt-4o(-mini)?(-audio-preview|-search-preview)?(-\d{4}-\d{2}-\d{2})?)$/,
    128_000,
    16_384,
    false,
  ],
  [/^gpt-audio(-mini)?(-\d{4}-\d{2}-\d{2})?$/, 128_000, 16_384, false],
  [/^gpt-4-(turbo|1106|0125|vision)(-preview)?(-\d{4}-\d{2}-\d{2})?$/, 128_000, 4_096, false],
  [/^gpt-4(-0613|-0314)?$/, 8_192, 8_192, false],
  [/^gpt-3\.5-turbo(-0125|-1106|-16k)?$/, 16_385, 4_096, false],
];

const retired = /^(gpt-3\.5-turbo-(0301|0613|16k-0613)|gpt-4-32k.*)$/;
const notChat =
  /^(gpt-3\.5-turbo-instruct.*|text-embedding-ada-002|text-davinci-\d+|davinci-002|babbage-002|whisper-1|tts-1(-hd)?|dall-e-[23])$/;
const noSampling = /^(text-embedding-3-.+|omni-moderation-.+|gpt-image-\d.*)$/;

/** Looks a model id up; the reply is OpenAI's error for ids that are no chat model (texts as recorded). */
export function findOpenaiModel(
  id: string,
):
  | { readonly model: OpenaiModel; readonly problem?: never }
  | { readonly problem: VendorReply; readonly model?: never } {
  if (notChat.test(id)) {
    const message =
      "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use v1/completions?";
    return { problem: openaiError(404, message, { param: "model" }) };
  }
  if (noSampling.test(id)) return { problem: openaiError(403, "You are not allowed to sample from this model") };
  if (retired.test(id)) {
    const message = `The model \`${id}\` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations`;
    return { problem: openaiError(404, message, { code: "model_not_found" }) };
  }
  const base = id.startsWith("ft:") ? (id.split(":")[1] ?? id) : id;
  const family = families.find(([pattern]) => pattern.test(base));
  if (family === undefined) {
    const message = `The model \`${id}\` does not exist or you do not have access to it.`;
    return { problem: openaiError(404, message, { code: "model_not_found" }) };
  }
  const [, contextTokens, outputTokens, reasoning] = family;
  return {
    model: {
      snapshot: base === id ? (snapshots[id] ?? id) : id,
      contextTokens,
      outputTokens,
      reasoning,
      defaultEffort: /^gpt-5\.[1-9]/.test(base) ? "none" : "medium",
      refusesStop: reasoning && !/^(o1|o3-mini)/.test(base),
      refusesSystem: /^o1-(mini|preview)/.test(base),
      audio: /audio/.test(base),
      search: /search/.test(base),
    },
  };
}

/** Ids that `GET /v1/models` lists. */
export const openaiModelIds: readonly string[] = Object.keys(snapshots);
