import { FRAMES, type Frame } from "../prompt/walk-prompt.ts";
import type { Likely, TokenizerFamily } from "./tokenizer-family.ts";

/** A figure that is likely, and one that is not exceeded. */
export type Pair = readonly [expected: number, bound: number];

/** What makes a family; what is left out costs nothing. */
export interface FamilyFacts extends Pick<TokenizerFamily, "vocabulary" | "media"> {
  readonly isOwn?: boolean;
  readonly text: Pair;
  readonly frames: Readonly<Partial<Record<Frame, Pair>>>;
  readonly signature?: Pair;
  readonly readsSchema?: boolean;
}

const NOTHING: Pair = [0, 0];

/** Makes a family of what is known about it. */
export function defineFamily(id: string, facts: FamilyFacts): TokenizerFamily {
  const { isOwn = false, text, frames, signature = NOTHING, readsSchema = true } = facts;
  return Object.freeze({
    ...facts,
    id,
    isOwn,
    readsSchema,
    text: likely(text),
    signature: likely(signature),
    frames: Object.freeze(
      Object.fromEntries(FRAMES.map((frame) => [frame, likely(frames[frame] ?? NOTHING)])),
    ) as Record<Frame, Likely>,
  });
}

function likely([expected, bound]: Pair): Likely {
  return Object.freeze({ expected, bound });
}
