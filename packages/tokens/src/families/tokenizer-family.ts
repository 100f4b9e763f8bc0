import type { MediaRules } from "../media/media-tokens.ts";
import type { Frame } from "../prompt/walk-prompt.ts";

/** OpenAI's vocabularies, by which text is measured for all vendors. */
export type Vocabulary = "o200k" | "cl100k";

/** What a vendor's count is likely to be, and at worst, for one of what we count. */
export interface Likely {
  readonly expected: number;
  readonly bound: number;
}

/** What counts a model's tokens. Treat as opaque but for `id`. */
export interface TokenizerFamily {
  /** For logs. */
  readonly id: string;
  readonly vocabulary: Vocabulary;
  /** Whether that vocabulary is the model's own, so that its tokenizer counts the model's text exactly. */
  readonly isOwn: boolean;
  /** Tokens of the model for a token of the vocabulary. */
  readonly text: Likely;
  /** Tokens that the vendor adds at each place. */
  readonly frames: Readonly<Record<Frame, Likely>>;
  /** Tokens for a character of a tool call's signature. */
  readonly signature: Likely;
  /** Whether the schema of the answer is part of the prompt. */
  readonly readsSchema: boolean;
  readonly media: MediaRules;
}
