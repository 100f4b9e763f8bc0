import { modelOf, withdrawn } from "./entries.mjs";

// Alibaba's Qwen models. Instruct, thinking and coder versions are models of their own. DeepInfra answers the ids of
// some withdrawn ones (QwQ, Qwen2.5 7B) with other models, at those models' prices: they are left out.
const qwen = modelOf("qwen", { open: true });

export default {
  maker: "qwen",
  models: [
    qwen("qwen2.5-7b", "Qwen2.5 7B", "2024-09-19", 32768, 32768, "tools schema", {
      together: "Qwen/Qwen2.5-7B-Instruct-Turbo",
    }),
    qwen("qwen2.5-72b", "Qwen2.5 72B", "2024-09-19", 32768, 8192, "tools", {
      together: withdrawn("Qwen/Qwen2.5-72B-Instruct-Turbo"),
      deepinfra: "Qwen/Qwen2.5-72B-Instruct",
    }),
    qwen("qwen2.5-vl-32b", "Qwen2.5-VL 32B", "2025-03-24", 32768, 8192, "image", {
      deepinfra: "Qwen/Qwen2.5-VL-32B-Instruct",
    }),
    qwen("qwen3-14b", "Qwen3 14B", "2025-04-28", 40960, 16384, "tools reasoning", { deepinfra: "Qwen/Qwen3-14B" }),
    qwen("qwen3-30b-a3b", "Qwen3 30B A3B", "2025-04-28", 40960, 16384, "tools reasoning", {
      deepinfra: "Qwen/Qwen3-30B-A3B",
    }),
    qwen("qwen3-32b", "Qwen3 32B", "2025-04-28", 40960, 16384, "tools reasoning schema", {
      groq: "qwen/qwen3-32b",
      bedrock: "qwen.qwen3-32b-v1:0",
      deepinfra: "Qwen/Qwen3-32B",
    }),
    qwen(
      "qwen3-235b-a22b-instruct-2507",
      "Qwen3 235B A22B Instruct 2507",
      "2025-07-21",
      262144,
      131072,
      "tools schema",
      {
        together: { id: "Qwen/Qwen3-235B-A22B-Instruct-2507-tput", quantisation: "fp8" },
        bedrock: "qwen.qwen3-235b-a22b-2507-v1:0",
        deepinfra: "Qwen/Qwen3-235B-A22B-Instruct-2507",
      },
    ),
    qwen(
      "qwen3-235b-a22b-thinking-2507",
      "Qwen3 235B A22B Thinking 2507",
      "2025-07-25",
      262144,
      131072,
      "tools reasoning",
      {
        together: withdrawn("Qwen/Qwen3-235B-A22B-Thinking-2507"),
        deepinfra: "Qwen/Qwen3-235B-A22B-Thinking-2507",
      },
    ),
    qwen("qwen3-next-80b-a3b", "Qwen3-Next 80B A3B Instruct", "2025-09-11", 262144, 16384, "tools schema", {
      bedrock: "qwen.qwen3-next-80b-a3b",
      deepinfra: "Qwen/Qwen3-Next-80B-A3B-Instruct",
    }),
    qwen("qwen3-coder-30b-a3b", "Qwen3-Coder 30B A3B", "2025-07-31", 262144, 131072, "tools schema", {
      bedrock: "qwen.qwen3-coder-30b-a3b-v1:0",
    }),
    qwen("qwen3-coder-480b-a35b", "Qwen3-Coder 480B A35B", "2025-07-23", 262144, 65536, "tools schema", {
      together: withdrawn("Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8", { quantisation: "fp8" }),
      bedrock: "qwen.qwen3-coder-480b-a35b-v1:0",
      deepinfra: [
        "Qwen/Qwen3-Coder-480B-A35B-Instruct",
        { id: "Qwen/Qwen3-Coder-480B-A35B-Instruct-Turbo", quantisation: "fp4" },
      ],
    }),
    qwen("qwen3-coder-next", "Qwen3-Coder-Next", "2026-02-03", 262144, 65536, "tools schema", {
      together: withdrawn("Qwen/Qwen3-Coder-Next-FP8", { quantisation: "fp8" }),
      bedrock: "qwen.qwen3-coder-next",
    }),
    qwen("qwen3-vl-30b-a3b", "Qwen3-VL 30B A3B Instruct", "2025-10-05", 262144, 32768, "image tools", {
      deepinfra: "Qwen/Qwen3-VL-30B-A3B-Instruct",
    }),
    qwen("qwen3-vl-235b-a22b", "Qwen3-VL 235B A22B Instruct", "2025-09-23", 262144, 32768, "image tools schema", {
      bedrock: "qwen.qwen3-vl-235b-a22b",
      deepinfra: "Qwen/Qwen3-VL-235B-A22B-Instruct",
    }),
    {
      ...qwen("qwen3-max", "Qwen3 Max", "2025-09-23", 262144, 65536, "tools", { deepinfra: "Qwen/Qwen3-Max" }),
      open: false,
    },
    {
      ...qwen("qwen3-max-thinking", "Qwen3 Max Thinking", "2026-01-26", 262144, 65536, "tools reasoning", {
        deepinfra: "Qwen/Qwen3-Max-Thinking",
      }),
      open: false,
    },
    qwen("qwen3.5-2b", "Qwen3.5 2B", "2026-03-03", 262144, 65536, "reasoning", { deepinfra: "Qwen/Qwen3.5-2B" }),
    qwen("qwen3.5-4b", "Qwen3.5 4B", "2026-03-03", 262144, 65536, "reasoning", { deepinfra: "Qwen/Qwen3.5-4B" }),
    qwen("qwen3.5-9b", "Qwen3.5 9B", "2026-03-03", 262144, 65536, "image tools schema reasoning", {
      together: "Qwen/Qwen3.5-9B",
      deepinfra: "Qwen/Qwen3.5-9B",
    }),
    qwen("qwen3.5-27b", "Qwen3.5 27B", "2026-02-24", 262144, 65536, "tools reasoning", {
      deepinfra: "Qwen/Qwen3.5-27B",
    }),
    qwen("qwen3.5-35b-a3b", "Qwen3.5 35B A3B", "2026-02-24", 262144, 81920, "image video tools reasoning", {
      deepinfra: "Qwen/Qwen3.5-35B-A3B",
    }),
    qwen("qwen3.5-122b-a10b", "Qwen3.5 122B A10B", "2026-02-24", 262144, 65536, "tools reasoning", {
      deepinfra: "Qwen/Qwen3.5-122B-A10B",
    }),
    qwen("qwen3.5-397b-a17b", "Qwen3.5 397B A17B", "2026-02-16", 262144, 65536, "image tools reasoning", {
      together: "Qwen/Qwen3.5-397B-A17B",
      deepinfra: "Qwen/Qwen3.5-397B-A17B",
    }),
    qwen("qwen3.6-27b", "Qwen3.6 27B", "2026-04-22", 262144, 81920, "tools reasoning", {
      deepinfra: "Qwen/Qwen3.6-27B",
    }),
    qwen("qwen3.6-35b-a3b", "Qwen3.6 35B A3B", "2026-04-16", 262144, 81920, "image video tools reasoning", {
      deepinfra: "Qwen/Qwen3.6-35B-A3B",
    }),
    {
      ...qwen("qwen3.6-plus", "Qwen3.6 Plus", "2026-04-30", 1000000, 500000, "tools reasoning", {
        together: "Qwen/Qwen3.6-Plus",
      }),
      open: false,
    },
    {
      ...qwen("qwen3.7-max", "Qwen3.7 Max", "2026-05-21", 1000000, 500000, "tools", { together: "Qwen/Qwen3.7-Max" }),
      open: false,
    },
  ],
};
