import type { ProviderModel } from "@hub/provider";

const on = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 1000;

/**
 * Models on offer, newest first. Dates: models.dev, 2026-07-02, and for later ones Anthropic's model pages; that of
 * Haiku 5.5 is the first day on which others were seen to use it.
 */
export const ANTHROPIC_MODELS: readonly ProviderModel[] = [
  { id: "claude-haiku-5-5", created: on("2026-10-08") },
  { id: "claude-sonnet-5-5", created: on("2026-09-28") },
  { id: "claude-opus-5-5", created: on("2026-09-22") },
  { id: "claude-fable-5-1", created: on("2026-09-01") },
  { id: "claude-opus-5", created: on("2026-07-24") },
  { id: "claude-sonnet-5", created: on("2026-06-30") },
  { id: "claude-fable-5", created: on("2026-06-09") },
  { id: "claude-opus-4-8", created: on("2026-05-28") },
  { id: "claude-opus-4-7", created: on("2026-04-16") },
  { id: "claude-sonnet-4-6", created: on("2026-02-17") },
  { id: "claude-opus-4-6", created: on("2026-02-05") },
  { id: "claude-opus-4-5", created: on("2025-11-24") },
  { id: "claude-haiku-4-5", created: on("2025-10-15") },
  { id: "claude-sonnet-4-5", created: on("2025-09-29") },
];
