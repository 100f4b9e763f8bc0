import { modelOf, withdrawn } from "./entries.mjs";

// DeepSeek's models. V3.1 and later think when asked to; R1 always does. DeepInfra answers the ids of R1 and of the V3
// Turbos with other versions, at their prices: they are left out.
const deepseek = modelOf("deepseek", { open: true });

export default {
  maker: "deepseek",
  models: [
    deepseek("deepseek-v3", "DeepSeek V3", "2024-12-26", 131072, 16384, "tools", {
      together: withdrawn("deepseek-ai/DeepSeek-V3"),
      deepinfra: "deepseek-ai/DeepSeek-V3",
    }),
    deepseek("deepseek-v3-0324", "DeepSeek V3 0324", "2025-03-24", 163840, 16384, "tools", {
      deepinfra: "deepseek-ai/DeepSeek-V3-0324",
    }),
    deepseek("deepseek-v3.1", "DeepSeek V3.1", "2025-08-21", 163840, 65536, "tools schema reasoning", {
      together: { id: "deepseek-ai/DeepSeek-V3.1", aliases: ["deepseek-ai/DeepSeek-V3-1"], deprecated: true },
      bedrock: "deepseek.v3-v1:0",
      deepinfra: "deepseek-ai/DeepSeek-V3.1",
    }),
    deepseek("deepseek-v3.1-terminus", "DeepSeek V3.1 Terminus", "2025-09-22", 163840, 65536, "tools reasoning", {
      deepinfra: "deepseek-ai/DeepSeek-V3.1-Terminus",
    }),
    deepseek("deepseek-v3.2", "DeepSeek V3.2", "2025-12-01", 163840, 64000, "tools schema reasoning", {
      bedrock: "deepseek.v3.2",
      deepinfra: "deepseek-ai/DeepSeek-V3.2",
    }),
    deepseek("deepseek-v4-flash", "DeepSeek V4 Flash", "2026-04-24", 1048576, 16384, "tools reasoning", {
      deepinfra: "deepseek-ai/DeepSeek-V4-Flash",
    }),
    deepseek("deepseek-v4-pro", "DeepSeek V4 Pro", "2026-04-24", 1048576, 384000, "tools schema reasoning", {
      together: "deepseek-ai/DeepSeek-V4-Pro",
      deepinfra: "deepseek-ai/DeepSeek-V4-Pro",
    }),
    deepseek("deepseek-r1", "DeepSeek R1", "2025-01-20", 128000, 32768, "reasoning", {
      together: withdrawn("deepseek-ai/DeepSeek-R1"),
      bedrock: { id: "us.deepseek.r1-v1:0", aliases: ["deepseek.r1-v1:0"], regions: ["us"] },
    }),
    deepseek("deepseek-r1-0528", "DeepSeek R1 0528", "2025-05-28", 163840, 64000, "tools reasoning", {
      together: withdrawn("deepseek-ai/DeepSeek-R1-0528-tput"),
      deepinfra: [
        "deepseek-ai/DeepSeek-R1-0528",
        { id: "deepseek-ai/DeepSeek-R1-0528-Turbo", quantisation: "fp4", context: 32768, output: 32768 },
      ],
    }),
    deepseek(
      "deepseek-r1-distill-llama-70b",
      "DeepSeek R1 Distill Llama 70B",
      "2025-01-20",
      131072,
      16384,
      "reasoning",
      {
        groq: withdrawn("deepseek-r1-distill-llama-70b"),
        together: withdrawn("deepseek-ai/DeepSeek-R1-Distill-Llama-70B"),
        deepinfra: "deepseek-ai/DeepSeek-R1-Distill-Llama-70B",
      },
    ),
  ],
};
