import { modelsReleased } from "@hub/provider";

/** Groq's models on chat completions, with release dates (models.dev, 2026-11). Any other id can be asked for too. */
export const models = modelsReleased({
  "llama-3.1-8b-instant": "2024-07-23",
  "llama-3.3-70b-versatile": "2024-12-06",
  "meta-llama/llama-4-scout-17b-16e-instruct": "2025-04-05",
  "qwen/qwen3-32b": "2025-06-11",
  "openai/gpt-oss-20b": "2025-08-05",
  "openai/gpt-oss-120b": "2025-08-05",
  "groq/compound": "2025-09-04",
  "groq/compound-mini": "2025-09-04",
});
