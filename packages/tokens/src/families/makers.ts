import { patched, tiled } from "../media/image-tokens.ts";
import { defineFamily } from "./define-family.ts";

/*
 * What is added around the caller's words is documented by no maker in full: these figures are fitted to recorded traffic
 * (`docs/token-estimates.md` has the errors), the bounds such that they hold there. Text is measured by OpenAI's
 * vocabularies and multiplied.
 */

/** Claude: 28 pixels square are a token, 1,568 pixels the longest side (platform.claude.com, "Vision"). */
const CLAUDE_MEDIA = {
  image: patched({ side: 28, longest: 1_568, most: 1_600 }),
  audioSecond: 32,
  page: { expected: 1_600, bound: 4_600 },
} as const;
const CLAUDE_FRAMES = {
  request: [3, 8],
  reasoning: [28, 36],
  message: [4, 5],
  toolCall: [52, 90],
  tools: [340, 560],
  tool: [20, 110],
  schema: [100, 160],
  schemaValue: [1, 6],
} as const;

/** Claude up to 4.1. */
export const CLAUDE = defineFamily("claude", {
  vocabulary: "o200k",
  text: [1.14, 1.35],
  frames: CLAUDE_FRAMES,
  media: CLAUDE_MEDIA,
});

/** Claude 4.5 and 4.6: more is said about tools. */
export const CLAUDE_45 = defineFamily("claude-4.5", {
  vocabulary: "o200k",
  text: [1.15, 1.35],
  frames: { ...CLAUDE_FRAMES, toolCall: [42, 90], tools: [500, 650], tool: [0, 110], schemaValue: [5, 7] },
  media: CLAUDE_MEDIA,
});

/** Claude since Opus 4.7: up to 1.35 times the tokens for the same text, and larger images (Anthropic's notes on 4.7). */
export const CLAUDE_47 = defineFamily("claude-4.7", {
  vocabulary: "o200k",
  text: [1.4, 1.75],
  frames: { ...CLAUDE_FRAMES, request: [10, 16], tools: [330, 650], tool: [15, 110], schemaValue: [10, 16] },
  media: {
    ...CLAUDE_MEDIA,
    image: patched({ side: 28, longest: 2_576, most: 4_784 }),
    page: { expected: 1_700, bound: 7_800 },
  },
});

/** Gemini up to 2.5: 258 tokens a tile, 32 a second (ai.google.dev, "Understand and count tokens"). */
const GEMINI_MEDIA = {
  image: tiled({ base: 258, tile: 258, side: 256, longest: 3_072, most: 16 }),
  audioSecond: 32,
  page: { expected: 258, bound: 560 },
} as const;
/** Gemini 3: 1,120 tokens an image, whatever its size (ai.google.dev, "Media resolution"). */
const GEMINI_3_MEDIA = { ...GEMINI_MEDIA, image: () => 1_120, page: { expected: 560, bound: 1_120 } } as const;
const GEMINI_FACTS = {
  vocabulary: "o200k",
  text: [0.95, 1.2],
  readsSchema: false,
  frames: {
    request: [0, 32],
    message: [1, 2],
    toolResult: [1, 6],
    tools: [0, 40],
    tool: [3, 20],
    schemaValue: [-0.7, 2],
  },
} as const;
/** From 2.5 on the Gemini API shows the model its tools in more words, and counts a call's signature for what was thought. */
const GEMINI_25_FACTS = {
  ...GEMINI_FACTS,
  text: [1.05, 1.3],
  signature: [0.17, 0.4],
  frames: { ...GEMINI_FACTS.frames, toolCall: [11, 24], schemaValue: [2.4, 6] },
} as const;

/** Gemini up to 2.0 at Google's Gemini API. */
export const GEMINI_2 = defineFamily("gemini-2", { ...GEMINI_FACTS, signature: [0.2, 0.5], media: GEMINI_MEDIA });
/** Gemini 2.5 at the Gemini API. */
export const GEMINI_25 = defineFamily("gemini-2.5", { ...GEMINI_25_FACTS, media: GEMINI_MEDIA });
/** Gemini 3 at the Gemini API. */
export const GEMINI_3 = defineFamily("gemini-3", { ...GEMINI_25_FACTS, media: GEMINI_3_MEDIA });
/** Gemini up to 2.5 at Vertex AI. */
export const VERTEX_GEMINI_2 = defineFamily("vertex-gemini-2", { ...GEMINI_FACTS, media: GEMINI_MEDIA });
/** Gemini 3 at Vertex AI. */
export const VERTEX_GEMINI_3 = defineFamily("vertex-gemini-3", { ...GEMINI_FACTS, media: GEMINI_3_MEDIA });

const SOME_MEDIA = {
  image: patched({ side: 28, longest: 2_576, most: 4_784, base: 64 }),
  audioSecond: 32,
  page: { expected: 1_500, bound: 4_600 },
} as const;

/** Llama 3, whose vocabulary has OpenAI's older one in it. Its template begins with a knowledge date. */
export const LLAMA = defineFamily("llama", {
  vocabulary: "cl100k",
  text: [1, 1.05],
  frames: {
    request: [30, 50],
    message: [3, 6],
    name: [2, 4],
    toolCall: [16, 40],
    toolResult: [0, 8],
    tools: [125, 180],
    tool: [8, 40],
    schema: [40, 200],
    schemaValue: [4, 6],
  },
  media: SOME_MEDIA,
});

/** Llama 4: tiles of 336 pixels, of 144 tokens each, and one of the whole. */
export const LLAMA_4 = defineFamily("llama-4", {
  vocabulary: "o200k",
  text: [1, 1.1],
  frames: {
    request: [5, 12],
    message: [5, 6],
    name: [2, 4],
    toolCall: [37, 50],
    toolResult: [0, 8],
    tools: [640, 720],
    tool: [20, 250],
    schema: [40, 200],
    schemaValue: [3, 5],
  },
  media: { ...SOME_MEDIA, image: tiled({ base: 150, tile: 146, side: 336, longest: 5_376, most: 16 }) },
});

/** Grok: 256 tokens a tile of 448 pixels, and at most six (docs.x.ai, "Image understanding"). */
export const GROK = defineFamily("grok", {
  vocabulary: "o200k",
  text: [1, 1.15],
  frames: {
    request: [2, 8],
    message: [5, 6],
    name: [2, 4],
    toolCall: [29, 45],
    toolResult: [0, 8],
    tools: [210, 250],
    tool: [20, 60],
    schema: [80, 130],
    schemaValue: [1, 3],
  },
  media: { ...SOME_MEDIA, image: tiled({ base: 0, tile: 256, side: 448, longest: 2_688, most: 7 }) },
});

/** Mistral: a patch of 28 pixels (16 with Pixtral) is a token, and so is the end of each row (mistral-common). */
export const MISTRAL = defineFamily("mistral", {
  vocabulary: "o200k",
  text: [1.1, 1.4],
  frames: {
    request: [0, 4],
    message: [3, 5],
    name: [1, 3],
    toolCall: [2, 20],
    toolResult: [0, 16],
    tools: [6, 12],
    tool: [18, 24],
    schema: [0, 100],
    schemaValue: [3, 5],
  },
  media: { ...SOME_MEDIA, image: patched({ side: 28, longest: 1_540, most: 3_025, factor: 1.06 }) },
});
/** Pixtral, Mistral's older model for images. */
export const PIXTRAL = defineFamily("pixtral", {
  ...({ vocabulary: "o200k", text: [1.1, 1.4] } as const),
  frames: {
    message: [3, 5],
    toolCall: [2, 20],
    toolResult: [0, 16],
    tools: [6, 12],
    tool: [18, 24],
    schemaValue: [3, 5],
  },
  media: { ...SOME_MEDIA, image: patched({ side: 16, longest: 1_024, most: 4_096, factor: 1.06 }) },
});

const NOVA_FACTS = {
  vocabulary: "o200k",
  text: [1.1, 1.4],
  frames: {
    request: [0, 16],
    message: [2, 10],
    toolCall: [31, 60],
    toolResult: [0, 20],
    tools: [345, 450],
    tool: [0, 40],
    schema: [40, 200],
    schemaValue: [4, 6],
  },
} as const;
const NOVA_MEDIA = { ...SOME_MEDIA, page: { expected: 3_500, bound: 4_600 } } as const;

/** Amazon Nova: small images cost much as well. */
export const NOVA = defineFamily("nova", {
  ...NOVA_FACTS,
  media: { ...NOVA_MEDIA, image: patched({ side: 28, most: 1_100, base: 1_600 }) },
});
/** Amazon Nova 2. */
export const NOVA_2 = defineFamily("nova-2", {
  ...NOVA_FACTS,
  media: { ...NOVA_MEDIA, image: patched({ side: 28, most: 2_200, base: 500 }) },
});

/** Whatever is not known: as much as any of the others. */
export const OTHER = defineFamily("other", {
  vocabulary: "o200k",
  text: [1.15, 1.75],
  frames: {
    request: [8, 75],
    reasoning: [0, 36],
    message: [4, 14],
    name: [2, 4],
    toolCall: [30, 90],
    toolResult: [0, 20],
    tools: [200, 720],
    tool: [15, 250],
    schema: [80, 200],
    schemaValue: [3, 16],
  },
  signature: [0, 0.45],
  media: {
    image: patched({ side: 16, longest: 2_576, most: 12_000 }),
    audioSecond: 32,
    page: { expected: 1_600, bound: 7_800 },
  },
});
