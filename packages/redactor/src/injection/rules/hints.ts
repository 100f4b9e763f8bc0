import type { PhraseRule } from "../phrases.ts";

export const ROT13_HINT = "rot13";
export const REVERSED_HINT = "reversed";

/** Words that show by which turn of its letters a text becomes readable. */
export const HINT_RULES: readonly PhraseRule[] = [
  { name: ROT13_HINT, weight: 0, phrases: ["{rot13} ~6 {rot13}"] },
  { name: REVERSED_HINT, weight: 0, phrases: ["{reversed} ~6 {reversed}"] },
];
