import { modelsReleased } from "@hub/provider";

/** xAI's models on chat completions, with release dates (models.dev, 2026-07). Any other id can be asked for too. */
export const models = modelsReleased({
  "grok-4.20-0309-non-reasoning": "2026-03-09",
  "grok-4.20-0309-reasoning": "2026-03-09",
  "grok-4.20-multi-agent-0309": "2026-03-09",
  "grok-build-0.1": "2026-04-16",
  "grok-4.3": "2026-04-17",
});
