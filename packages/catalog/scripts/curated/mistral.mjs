import { modelOf, withdrawn } from "./entries.mjs";

// Mistral's models, under the names of its model pages. `-latest` names are aliases where the lists agree on what they
// name; `mistral-medium-latest` they do not.
const open = modelOf("mistral", { open: true });
const closed = modelOf("mistral", { open: false });

export default {
  maker: "mistral",
  models: [
    open("mistral-7b", "Mistral 7B", "2023-09-27", 32768, 8192, "", {
      bedrock: "mistral.mistral-7b-instruct-v0:2",
      together: withdrawn("mistralai/Mistral-7B-Instruct-v0.2"),
    }),
    open("open-mistral-7b", "Mistral 7B (la Plateforme)", "2023-09-27", 8000, 8000, "tools", {
      mistral: withdrawn("open-mistral-7b"),
    }),
    open("mixtral-8x7b", "Mixtral 8x7B", "2023-12-11", 32000, 4096, "", {
      mistral: withdrawn("open-mixtral-8x7b"),
      bedrock: "mistral.mixtral-8x7b-instruct-v0:1",
      deepinfra: "mistralai/Mixtral-8x7B-Instruct-v0.1",
      together: withdrawn("mistralai/Mixtral-8x7B-Instruct-v0.1"),
    }),
    open("mixtral-8x22b", "Mixtral 8x22B", "2024-04-17", 64000, 64000, "tools", {
      mistral: withdrawn("open-mixtral-8x22b"),
    }),
    open("mistral-nemo", "Mistral Nemo", "2024-07-18", 128000, 16384, "tools", {
      mistral: { id: "mistral-nemo", aliases: ["open-mistral-nemo", "open-mistral-nemo-2407"] },
      deepinfra: "mistralai/Mistral-Nemo-Instruct-2407",
    }),
    open("pixtral-12b", "Pixtral 12B", "2024-09-17", 128000, 128000, "image tools", {
      mistral: withdrawn("pixtral-12b-2409", { aliases: ["pixtral-12b"] }),
    }),
    open("pixtral-large", "Pixtral Large", "2024-11-18", 128000, 8192, "image tools", {
      mistral: withdrawn("pixtral-large-2411", { aliases: ["pixtral-large-latest"] }),
      bedrock: "mistral.pixtral-large-2502-v1:0",
    }),
    closed("mistral-large-2402", "Mistral Large (2402)", "2024-02-26", 32768, 8192, "tools", {
      bedrock: "mistral.mistral-large-2402-v1:0",
    }),
    open("mistral-large-2411", "Mistral Large 2.1", "2024-11-18", 131072, 16384, "tools", {
      mistral: withdrawn("mistral-large-2411"),
    }),
    open("mistral-large-3", "Mistral Large 3", "2025-12-02", 262144, 8192, "image tools schema", {
      mistral: { id: "mistral-large-2512", aliases: ["mistral-large-latest"] },
      bedrock: "mistral.mistral-large-3-675b-instruct",
    }),
    closed("mistral-medium-3", "Mistral Medium 3", "2025-05-07", 131072, 131072, "image tools schema", {
      mistral: "mistral-medium-2505",
    }),
    closed("mistral-medium-3.1", "Mistral Medium 3.1", "2025-08-12", 131072, 131072, "image tools schema", {
      mistral: "mistral-medium-2508",
    }),
    open("mistral-medium-3.5", "Mistral Medium 3.5", "2026-04-29", 262144, 262144, "image tools schema reasoning", {
      mistral: "mistral-medium-2604",
    }),
    open("mistral-small-3", "Mistral Small 3", "2025-01-30", 32768, 16384, "tools schema", {
      mistral: withdrawn("mistral-small-2501"),
      together: withdrawn("mistralai/Mistral-Small-24B-Instruct-2501"),
      deepinfra: "mistralai/Mistral-Small-24B-Instruct-2501",
    }),
    open("mistral-small-3.2", "Mistral Small 3.2", "2025-06-20", 128000, 16384, "image tools schema", {
      mistral: "mistral-small-2506",
      deepinfra: "mistralai/Mistral-Small-3.2-24B-Instruct-2506",
    }),
    open("mistral-small-4", "Mistral Small 4", "2026-03-16", 256000, 256000, "image tools schema reasoning", {
      mistral: { id: "mistral-small-2603", aliases: ["mistral-small-latest"] },
    }),
    open("magistral-small", "Magistral Small 1.2", "2025-09-17", 128000, 40000, "image tools schema reasoning", {
      mistral: { id: "magistral-small-2509", aliases: ["magistral-small-latest", "magistral-small"] },
      bedrock: "mistral.magistral-small-2509",
    }),
    closed("magistral-medium", "Magistral Medium 1.2", "2025-09-17", 128000, 40000, "image tools schema reasoning", {
      mistral: { id: "magistral-medium-2509", aliases: ["magistral-medium-latest"] },
    }),
    closed("codestral-2508", "Codestral 2508", "2025-07-30", 256000, 4096, "tools schema", {
      mistral: { id: "codestral-2508", aliases: ["codestral-latest"] },
    }),
    closed("devstral-medium-2507", "Devstral Medium", "2025-07-10", 128000, 128000, "tools schema", {
      mistral: withdrawn("devstral-medium-2507"),
    }),
    open("devstral-small-2507", "Devstral Small 1.1", "2025-07-10", 128000, 128000, "tools schema", {
      mistral: withdrawn("devstral-small-2507"),
    }),
    open("devstral-2", "Devstral 2", "2025-12-09", 262144, 8192, "tools schema", {
      mistral: withdrawn("devstral-2512", { aliases: ["devstral-latest", "devstral-medium-latest"] }),
      bedrock: "mistral.devstral-2-123b",
    }),
    open("ministral-3-3b", "Ministral 3 3B", "2025-12-02", 128000, 8192, "image tools schema", {
      mistral: { id: "ministral-3b-2512", aliases: ["ministral-3b-latest"] },
      bedrock: "mistral.ministral-3-3b-instruct",
    }),
    open("ministral-3-8b", "Ministral 3 8B", "2025-12-02", 128000, 8192, "image tools schema", {
      mistral: { id: "ministral-8b-2512", aliases: ["ministral-8b-latest"] },
      bedrock: "mistral.ministral-3-8b-instruct",
    }),
    open("ministral-3-14b", "Ministral 3 14B", "2025-12-02", 128000, 8192, "image tools schema", {
      mistral: { id: "ministral-14b-2512", aliases: ["ministral-14b-latest"] },
      bedrock: "mistral.ministral-3-14b-instruct",
    }),
    open("voxtral-mini", "Voxtral Mini", "2025-07-15", 32000, 4096, "audio tools", {
      bedrock: { id: "mistral.voxtral-mini-3b-2507", context: 32000 },
    }),
    open("voxtral-small", "Voxtral Small", "2025-07-15", 32000, 8192, "audio tools", {
      bedrock: "mistral.voxtral-small-24b-2507",
    }),
  ],
};
