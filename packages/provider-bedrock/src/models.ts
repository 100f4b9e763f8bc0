import { modelsReleased } from "@hub/provider";

/**
 * Models on offer, with release dates (models.dev, 2026-07-02). Those with a region before their maker are inference
 * profiles, without which they cannot be called. Any other id can be asked for too.
 */
export const BEDROCK_MODELS = modelsReleased({
  "global.anthropic.claude-sonnet-5": "2026-06-30",
  "global.anthropic.claude-opus-4-8": "2026-05-28",
  "global.anthropic.claude-opus-4-7": "2026-04-16",
  "minimax.minimax-m2.5": "2026-03-18",
  "zai.glm-5": "2026-03-18",
  "mistral.devstral-2-123b": "2026-02-17",
  "global.anthropic.claude-sonnet-4-6": "2026-02-17",
  "moonshotai.kimi-k2.5": "2026-02-06",
  "deepseek.v3.2": "2026-02-06",
  "global.anthropic.claude-opus-4-6-v1": "2026-02-05",
  "nvidia.nemotron-nano-3-30b": "2025-12-23",
  "mistral.mistral-large-3-675b-instruct": "2025-12-02",
  "moonshot.kimi-k2-thinking": "2025-12-02",
  "global.anthropic.claude-opus-4-5-20251101-v1:0": "2025-11-24",
  "global.anthropic.claude-haiku-4-5-20251001-v1:0": "2025-10-15",
  "global.anthropic.claude-sonnet-4-5-20250929-v1:0": "2025-09-29",
  "qwen.qwen3-235b-a22b-2507-v1:0": "2025-09-18",
  "qwen.qwen3-32b-v1:0": "2025-09-18",
  "openai.gpt-oss-120b-1:0": "2025-08-05",
  "openai.gpt-oss-20b-1:0": "2025-08-05",
  "google.gemma-3-27b-it": "2025-07-27",
  "us.writer.palmyra-x5-v1:0": "2025-04-28",
  "us.meta.llama4-maverick-17b-instruct-v1:0": "2025-04-05",
  "us.amazon.nova-2-lite-v1:0": "2024-12-01",
  "amazon.nova-pro-v1:0": "2024-12-03",
  "amazon.nova-lite-v1:0": "2024-12-03",
  "amazon.nova-micro-v1:0": "2024-12-03",
});
