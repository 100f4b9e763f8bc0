import { modelOf, withdrawn } from "./entries.mjs";

// Meta's Llama models, instruct versions. DeepInfra answers the ids of some withdrawn ones (Llama 3.2 90B Vision) with
// other models, at those models' prices: they are left out.
const llama = modelOf("llama", { open: true });

export default {
  maker: "meta",
  models: [
    llama("llama-3-8b", "Llama 3 8B", "2024-04-18", 8192, 8192, "", {
      groq: withdrawn("llama3-8b-8192"),
      together: { id: "meta-llama/Meta-Llama-3-8B-Instruct-Lite", quantisation: "int4" },
      bedrock: "meta.llama3-8b-instruct-v1:0",
      deepinfra: "meta-llama/Meta-Llama-3-8B-Instruct",
    }),
    llama("llama-3-70b", "Llama 3 70B", "2024-04-18", 8192, 8192, "", {
      groq: withdrawn("llama3-70b-8192"),
      together: withdrawn("meta-llama/Llama-3-70b-chat-hf"),
      bedrock: "meta.llama3-70b-instruct-v1:0",
      deepinfra: "meta-llama/Meta-Llama-3-70B-Instruct",
    }),
    llama("llama-3.1-8b", "Llama 3.1 8B", "2024-07-23", 131072, 4096, "tools", {
      groq: "llama-3.1-8b-instant",
      together: withdrawn("meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo", { quantisation: "fp8" }),
      bedrock: "meta.llama3-1-8b-instruct-v1:0",
      deepinfra: [
        "meta-llama/Meta-Llama-3.1-8B-Instruct",
        { id: "meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo", quantisation: "fp8" },
      ],
    }),
    llama("llama-3.1-70b", "Llama 3.1 70B", "2024-07-23", 131072, 4096, "tools", {
      groq: withdrawn("llama-3.1-70b-versatile"),
      together: withdrawn("meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo", { quantisation: "fp8" }),
      bedrock: "meta.llama3-1-70b-instruct-v1:0",
      deepinfra: [
        "meta-llama/Meta-Llama-3.1-70B-Instruct",
        { id: "meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo", quantisation: "fp8" },
      ],
    }),
    llama("llama-3.1-405b", "Llama 3.1 405B", "2024-07-23", 131072, 4096, "tools", {
      together: withdrawn("meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo", { quantisation: "fp8" }),
      bedrock: "meta.llama3-1-405b-instruct-v1:0",
    }),
    llama("llama-3.2-1b", "Llama 3.2 1B", "2024-09-25", 131072, 4096, "", {
      bedrock: "meta.llama3-2-1b-instruct-v1:0",
    }),
    llama("llama-3.2-3b", "Llama 3.2 3B", "2024-09-25", 131072, 4096, "", {
      together: withdrawn("meta-llama/Llama-3.2-3B-Instruct-Turbo"),
      bedrock: "meta.llama3-2-3b-instruct-v1:0",
      deepinfra: "meta-llama/Llama-3.2-3B-Instruct",
    }),
    llama("llama-3.2-11b-vision", "Llama 3.2 11B Vision", "2024-09-25", 131072, 4096, "image", {
      together: withdrawn("meta-llama/Llama-3.2-11B-Vision-Instruct-Turbo"),
      bedrock: "meta.llama3-2-11b-instruct-v1:0",
      deepinfra: "meta-llama/Llama-3.2-11B-Vision-Instruct",
    }),
    llama("llama-3.2-90b-vision", "Llama 3.2 90B Vision", "2024-09-25", 131072, 4096, "image", {
      together: withdrawn("meta-llama/Llama-3.2-90B-Vision-Instruct-Turbo"),
      bedrock: "meta.llama3-2-90b-instruct-v1:0",
    }),
    llama("llama-3.3-70b", "Llama 3.3 70B", "2024-12-06", 131072, 4096, "tools", {
      groq: "llama-3.3-70b-versatile",
      together: { id: "meta-llama/Llama-3.3-70B-Instruct-Turbo", quantisation: "fp8" },
      bedrock: "meta.llama3-3-70b-instruct-v1:0",
      deepinfra: { id: "meta-llama/Llama-3.3-70B-Instruct-Turbo", quantisation: "fp8" },
    }),
    llama("llama-4-scout", "Llama 4 Scout", "2025-04-05", 131072, 8192, "image tools schema", {
      groq: "meta-llama/llama-4-scout-17b-16e-instruct",
      together: withdrawn("meta-llama/Llama-4-Scout-17B-16E-Instruct"),
      bedrock: {
        id: "us.meta.llama4-scout-17b-instruct-v1:0",
        aliases: ["meta.llama4-scout-17b-instruct-v1:0"],
        regions: ["us"],
      },
      deepinfra: "meta-llama/Llama-4-Scout-17B-16E-Instruct",
    }),
    llama("llama-4-maverick", "Llama 4 Maverick", "2025-04-05", 131072, 8192, "image tools schema", {
      groq: withdrawn("meta-llama/llama-4-maverick-17b-128e-instruct"),
      together: withdrawn("meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8", { quantisation: "fp8" }),
      bedrock: {
        id: "us.meta.llama4-maverick-17b-instruct-v1:0",
        aliases: ["meta.llama4-maverick-17b-instruct-v1:0"],
        regions: ["us"],
      },
      deepinfra: { id: "meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8", quantisation: "fp8" },
    }),
  ],
};
