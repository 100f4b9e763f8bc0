import { modelsReleased } from "@hub/provider";

/**
 * Models on offer, newest first. Dates: models.dev, 2026-07-02, and for later ones Google's release notes and model
 * pages; those of July and August are the first days on which others were seen to use them.
 */
export const GOOGLE_MODELS = modelsReleased({
  "gemini-4-hydrogen": "2026-11-12",
  "gemini-3.8-flash": "2026-09-02",
  "gemini-3.7-flash": "2026-08-12",
  "gemini-3.5-flash": "2026-05-19",
  "gemini-3.1-flash-lite": "2026-05-07",
  "gemini-3.1-pro-preview": "2026-02-19",
  "gemini-3-flash-preview": "2025-12-17",
  "gemini-2.5-flash-lite": "2025-06-17",
});
