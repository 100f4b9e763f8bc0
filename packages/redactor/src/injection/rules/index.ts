import type { PhraseRule } from "../phrases.ts";
import { DISCUSSION_RULES } from "./discussion.ts";
import { EXTRACTION_RULES } from "./extraction.ts";
import { HINT_RULES } from "./hints.ts";
import { INDIRECT_RULES } from "./indirect.ts";
import { LANGUAGE_RULES } from "./languages.ts";
import { OVERRIDE_RULES } from "./override.ts";
import { PERSONA_RULES } from "./persona.ts";

/** All rules about wording. */
export const PHRASE_RULES: readonly PhraseRule[] = [
  ...OVERRIDE_RULES,
  ...PERSONA_RULES,
  ...EXTRACTION_RULES,
  ...INDIRECT_RULES,
  ...LANGUAGE_RULES,
  ...DISCUSSION_RULES,
  ...HINT_RULES,
];

export { COMMON_WORDS, LISTS_WITH_TYPOS, WORD_LISTS } from "./lists.ts";
