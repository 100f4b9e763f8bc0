import { modelOf } from "./entries.mjs";

// NVIDIA's Nemotron models.
const n = modelOf("nemotron", { open: true });

export default {
  maker: "nvidia",
  models: [
    n("llama-3.1-nemotron-70b", "Llama 3.1 Nemotron 70B", "2024-10-15", 131072, 16384, "", {
      deepinfra: "nvidia/Llama-3.1-Nemotron-70B-Instruct",
    }),
    n(
      "llama-3.3-nemotron-super-49b-v1.5",
      "Llama 3.3 Nemotron Super 49B v1.5",
      "2025-07-25",
      131072,
      16384,
      "tools reasoning",
      {
        deepinfra: "nvidia/Llama-3.3-Nemotron-Super-49B-v1.5",
      },
    ),
    n("nemotron-nano-9b-v2", "Nemotron Nano 9B v2", "2025-08-18", 128000, 4096, "tools schema reasoning", {
      bedrock: "nvidia.nemotron-nano-9b-v2",
      deepinfra: "nvidia/NVIDIA-Nemotron-Nano-9B-v2",
    }),
    n("nemotron-nano-12b-v2-vl", "Nemotron Nano 12B v2 VL", "2025-10-28", 128000, 4096, "image tools schema", {
      bedrock: "nvidia.nemotron-nano-12b-v2",
      deepinfra: "nvidia/NVIDIA-Nemotron-Nano-12B-v2-VL",
    }),
    n("nemotron-3-nano-30b-a3b", "Nemotron 3 Nano 30B A3B", "2025-12-15", 128000, 4096, "tools schema reasoning", {
      bedrock: "nvidia.nemotron-nano-3-30b",
      deepinfra: "nvidia/Nemotron-3-Nano-30B-A3B",
    }),
    n(
      "nemotron-3-super-120b-a12b",
      "Nemotron 3 Super 120B A12B",
      "2026-03-11",
      262144,
      16384,
      "tools schema reasoning",
      {
        bedrock: "nvidia.nemotron-super-3-120b",
        deepinfra: "nvidia/NVIDIA-Nemotron-3-Super-120B-A12B",
      },
    ),
    n(
      "nemotron-3-ultra-550b-a55b",
      "Nemotron 3 Ultra 550B A55B",
      "2026-06-04",
      512300,
      512300,
      "tools schema reasoning",
      {
        together: "nvidia/nemotron-3-ultra-550b-a55b",
      },
    ),
  ],
};
