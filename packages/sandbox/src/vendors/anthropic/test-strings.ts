/** Makes Claude refuse: a test string that Anthropic documents (refusal page, read 2026-11). */
export const refusalTrigger =
  "ANTHROPIC_MAGIC_STRING_TRIGGER_REFUSAL_1FAEFB6177B4672DEE07F9D3AFC62588CCD2631EDCF22E8CCC1FB35B501C9C86";

/** Makes Claude redact its thinking: a test string that Anthropic documents (extended thinking page, read 2026-11). */
export const redactionTrigger =
  "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB";
