import { modelsReleased } from "@hub/provider";

/** DeepInfra's models on chat completions, with release dates (models.dev, 2026-07). Any other id can be asked for too. */
export const models = modelsReleased({
  "meta-llama/Llama-3.3-70B-Instruct-Turbo": "2024-12-06",
  "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8": "2025-04-05",
  "meta-llama/Llama-4-Scout-17B-16E-Instruct": "2025-04-05",
  "deepseek-ai/DeepSeek-R1-0528": "2025-05-28",
  "Qwen/Qwen3-Coder-480B-A35B-Instruct-Turbo": "2025-07-23",
  "openai/gpt-oss-120b": "2025-08-05",
  "openai/gpt-oss-20b": "2025-08-05",
  "zai-org/GLM-4.6": "2025-09-30",
  "deepseek-ai/DeepSeek-V3.2": "2025-12-02",
  "zai-org/GLM-4.7": "2025-12-22",
  "zai-org/GLM-4.7-Flash": "2026-01-19",
  "moonshotai/Kimi-K2.5": "2026-01-27",
  "Qwen/Qwen3.5-35B-A3B": "2026-02-01",
  "Qwen/Qwen3.5-397B-A17B": "2026-02-01",
  "MiniMaxAI/MiniMax-M2.5": "2026-02-12",
  "zai-org/GLM-5": "2026-02-12",
  "Qwen/Qwen3.6-35B-A3B": "2026-04-01",
  "zai-org/GLM-5.1": "2026-04-07",
  "moonshotai/Kimi-K2.6": "2026-04-21",
});
