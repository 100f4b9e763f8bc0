import { type ImageRule, patched, tiled } from "../media/image-tokens.ts";
import { defineFamily } from "./define-family.ts";
import type { TokenizerFamily } from "./tokenizer-family.ts";

/*
 * A message is 4 tokens with its role, the answer's beginning 3 (OpenAI's cookbook, "How to count tokens with tiktoken");
 * what tools and calls are written as is not documented and is fitted to recorded traffic. Images as OpenAI's guide
 * "Images and vision" has it, 2026-08.
 */
const CHAT = {
  request: [3, 3],
  message: [4, 4],
  name: [1, 2],
  toolCall: [8, 13],
  toolResult: [0, 3],
  tools: [17, 28],
  tool: [0, 4],
  schema: [22, 26],
  schemaValue: [0.25, 1],
} as const;

/** Models that reason are told more about their tools. */
const REASONING = { ...CHAT, request: [2, 2], toolCall: [12, 14], tools: [98, 165], schema: [28, 34] } as const;

function define(id: string, image: ImageRule, frames: typeof CHAT | typeof REASONING, vocabulary: "o200k" | "cl100k") {
  const media = { image, audioSecond: 10, page: { expected: 1_000, bound: 3_000 } };
  return defineFamily(id, { vocabulary, isOwn: true, text: [1, 1], frames, media });
}

const tiles = (base: number, tile: number) =>
  tiled({ base, tile, side: 512, longest: 2_048, shorter: 768, most: 8, low: true });
const patches = (factor: number) => patched({ side: 32, most: 1_536, factor });

const GPT_4 = define("openai-gpt-4", tiles(85, 170), CHAT, "cl100k");
const GPT_4O = define("openai-gpt-4o", tiles(85, 170), CHAT, "o200k");
const GPT_4O_MINI = define("openai-gpt-4o-mini", tiles(2_833, 5_667), CHAT, "o200k");
const GPT_41_MINI = define("openai-gpt-4.1-mini", patches(1.62), CHAT, "o200k");
const GPT_41_NANO = define("openai-gpt-4.1-nano", patches(2.46), CHAT, "o200k");
const O_SERIES = define("openai-o-series", tiles(75, 150), REASONING, "o200k");
const O4_MINI = define("openai-o4-mini", patches(1.72), REASONING, "o200k");
const GPT_5 = define("openai-gpt-5", tiles(70, 140), REASONING, "o200k");
const GPT_5_MINI = define("openai-gpt-5-mini", patches(1.62), REASONING, "o200k");
const GPT_5_NANO = define("openai-gpt-5-nano", patches(2.46), REASONING, "o200k");
/** Newer models take images of up to 6,000 pixels as they are, unless `detail` says otherwise. */
const NEWEST_IMAGES = patched({ side: 32, longest: 6_000, most: 35_344, mostHigh: 2_500, mostLow: 256, factor: 1.2 });

/** Stands for OpenAI's models that are not named here. */
export const OPENAI = define("openai", NEWEST_IMAGES, REASONING, "o200k");

/** OpenAI's models by their ids; the first that fits. */
export const OPENAI_MODELS: readonly (readonly [id: RegExp, TokenizerFamily])[] = [
  [/^gpt-3\.5|^gpt-4(?![.o])/, GPT_4],
  [/^gpt-4o-mini/, GPT_4O_MINI],
  [/^gpt-4\.1-mini/, GPT_41_MINI],
  [/^gpt-4\.1-nano/, GPT_41_NANO],
  [/^(chat)?gpt-4|^gpt-audio/, GPT_4O],
  [/^o4-mini/, O4_MINI],
  [/^o[13]/, O_SERIES],
  [/^gpt-5-mini/, GPT_5_MINI],
  [/^gpt-5-nano/, GPT_5_NANO],
  [/^gpt-5(-|$)|^gpt-5\.1/, GPT_5],
];

/** OpenAI's open models, whoever serves them: the text is OpenAI's, with a long preamble of the format "harmony". */
export const GPT_OSS = defineFamily("gpt-oss", {
  vocabulary: "o200k",
  isOwn: true,
  text: [1, 1],
  frames: {
    request: [62, 75],
    message: [7, 14],
    name: [1, 3],
    toolCall: [0, 16],
    toolResult: [0, 10],
    tools: [20, 40],
    tool: [5, 10],
    schema: [70, 110],
    schemaValue: [0.6, 2],
  },
  media: { image: NEWEST_IMAGES, audioSecond: 32, page: { expected: 1_000, bound: 3_000 } },
});
