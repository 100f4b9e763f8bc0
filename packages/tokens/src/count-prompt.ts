import { setImmediate } from "node:timers/promises";
import type { ChatRequest } from "@hub/protocol";
import { createMeter, estimatePrompt } from "./estimate-prompt.ts";
import { type CountText, loadTokenizer } from "./exact/load-tokenizer.ts";
import { sliceText } from "./exact/text-slices.ts";
import type { TokenizerFamily } from "./families/tokenizer-family.ts";
import { walkPrompt } from "./prompt/walk-prompt.ts";

/** How long a prompt is. */
export interface PromptCount {
  /** Whole tokens to reserve, never more than the bound of `estimatePrompt`. */
  readonly tokens: number;
  /** Whether the vendor is to count the same: not where images, tools or very long words are in it. */
  readonly exact: boolean;
}

/** How to count. */
export interface CountPromptOptions {
  /** Ends the counting. */
  readonly signal?: AbortSignal | undefined;
}

/** Most characters that are tokenized; those behind are bounded. Takes about half a second. */
const MOST_CHARACTERS = 2_000_000;
/** Milliseconds of work after which others get their turn. */
const TURN_MS = 3;
/** Tokens that a cut within a word may hide; it mostly adds one. */
const CUT_TOKENS = 1;

/**
 * Counts a prompt's text with the model's own tokenizer, where that is OpenAI's, in turns of a few milliseconds; the rest
 * of it, and all prompts of other models, are taken at the bound of `estimatePrompt`.
 *
 * @throws the signal's reason when that is aborted
 */
export async function countPrompt(
  request: ChatRequest,
  family: TokenizerFamily,
  { signal }: CountPromptOptions = {},
): Promise<PromptCount> {
  signal?.throwIfAborted();
  const { bound } = estimatePrompt(request, family);
  if (!family.isOwn) return { tokens: bound, exact: false };
  const count = await loadTokenizer(family.vocabulary);
  signal?.throwIfAborted();
  const { texts, rest, exact } = splitPrompt(request, family);
  const counted = await countTexts(texts, count, signal);
  return { tokens: Math.min(bound, counted.tokens + rest), exact: exact && counted.exact };
}

/** The texts of a prompt, and the bound of all else. */
function splitPrompt(request: ChatRequest, family: TokenizerFamily) {
  const meter = createMeter(family);
  const texts: string[] = [];
  let room = MOST_CHARACTERS;
  let exact = true;
  walkPrompt(request, family.readsSchema, {
    text(text) {
      if (text.length > room) {
        exact = false;
        meter.text(text.slice(room));
      }
      if (room > 0) texts.push(text.slice(0, room));
      room = Math.max(0, room - text.length);
    },
    thought(text) {
      exact = false;
      meter.thought(text);
    },
    frame(frame) {
      const { expected, bound } = family.frames[frame];
      exact &&= expected === bound;
      meter.frame(frame);
    },
    media(part) {
      exact = false;
      meter.media(part);
    },
    signature(characters) {
      exact = false;
      meter.signature(characters);
    },
    earlierAudio() {
      exact = false;
      meter.earlierAudio();
    },
  });
  return { texts, rest: meter.total().bound, exact };
}

async function countTexts(texts: readonly string[], count: CountText, signal: AbortSignal | undefined) {
  let tokens = 0;
  let exact = true;
  let started = performance.now();
  for (const text of texts) {
    for (const slice of sliceText(text)) {
      if (performance.now() - started > TURN_MS) {
        await setImmediate();
        signal?.throwIfAborted();
        started = performance.now();
      }
      tokens += count(slice.text);
      if (slice.isWhole) continue;
      tokens += CUT_TOKENS;
      exact = false;
    }
  }
  return { tokens, exact };
}
