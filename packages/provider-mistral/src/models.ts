import { modelsReleased } from "@hub/provider";

/** Mistral's models on chat completions, with release dates (models.dev, 2026-07). Any other id can be asked for too. */
export const models = modelsReleased({
  "open-mistral-7b": "2023-09-27",
  "open-mixtral-8x7b": "2023-12-11",
  "open-mixtral-8x22b": "2024-04-17",
  "codestral-latest": "2024-05-29",
  "mistral-nemo": "2024-07-01",
  "pixtral-12b": "2024-09-01",
  "ministral-3b-latest": "2024-10-01",
  "ministral-8b-latest": "2024-10-01",
  "mistral-large-2512": "2024-11-01",
  "mistral-large-latest": "2024-11-01",
  "pixtral-large-latest": "2024-11-01",
  "magistral-medium-latest": "2025-03-17",
  "magistral-small": "2025-03-17",
  "mistral-medium-2505": "2025-05-07",
  "mistral-small-2506": "2025-06-20",
  "mistral-medium-2508": "2025-08-12",
  "mistral-small-2603": "2026-03-16",
  "mistral-small-latest": "2026-03-16",
  "mistral-medium-2604": "2026-04-29",
});
