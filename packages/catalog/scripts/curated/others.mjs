import { modelOf } from "./entries.mjs";

// Makers with few models on these vendors.
const closed = (maker, family, ...model) => ({ maker, ...modelOf(family, { open: false })(...model) });
const open = (maker, family, ...model) => ({ maker, ...modelOf(family, { open: true })(...model) });
const nova = (id, name, released, context, output, features, bedrock) =>
  closed("amazon", "nova", id, name, released, context, output, features, { bedrock });

export default {
  models: [
    nova("nova-micro", "Nova Micro", "2024-12-03", 128000, 8192, "tools", "amazon.nova-micro-v1:0"),
    nova("nova-lite", "Nova Lite", "2024-12-03", 300000, 8192, "image video tools", "amazon.nova-lite-v1:0"),
    nova("nova-pro", "Nova Pro", "2024-12-03", 300000, 8192, "image video tools", "amazon.nova-pro-v1:0"),
    nova("nova-premier", "Nova Premier", "2025-04-30", 1000000, 10000, "image video tools", {
      id: "us.amazon.nova-premier-v1:0",
      aliases: ["amazon.nova-premier-v1:0"],
      regions: ["us"],
    }),
    nova("nova-2-lite", "Nova 2 Lite", "2025-12-02", 128000, 4096, "image video tools reasoning", [
      { id: "global.amazon.nova-2-lite-v1:0", regions: ["global"] },
      { id: "us.amazon.nova-2-lite-v1:0", aliases: ["amazon.nova-2-lite-v1:0"], regions: ["us"] },
      { id: "eu.amazon.nova-2-lite-v1:0", regions: ["eu"] },
      { id: "jp.amazon.nova-2-lite-v1:0", regions: ["jp"] },
    ]),
    closed("writer", "palmyra", "palmyra-x4", "Palmyra X4", "2025-04-28", 122880, 8192, "tools reasoning", {
      bedrock: { id: "us.writer.palmyra-x4-v1:0", aliases: ["writer.palmyra-x4-v1:0"], regions: ["us"] },
    }),
    closed("writer", "palmyra", "palmyra-x5", "Palmyra X5", "2025-04-28", 1040000, 8192, "tools reasoning", {
      bedrock: { id: "us.writer.palmyra-x5-v1:0", aliases: ["writer.palmyra-x5-v1:0"], regions: ["us"] },
    }),
    open("cohere", "command", "command-r", "Command R", "2024-03-11", 128000, 4096, "tools", {
      bedrock: "cohere.command-r-v1:0",
    }),
    open("cohere", "command", "command-r-plus", "Command R+", "2024-04-04", 128000, 4096, "tools", {
      bedrock: "cohere.command-r-plus-v1:0",
    }),
    // What Groq's systems cost depends on the models and tools that they choose.
    closed("groq", "compound", "compound", "Groq Compound", "2025-09-04", 131072, 8192, "", {
      groq: { id: "groq/compound", unpriced: true },
    }),
    closed("groq", "compound", "compound-mini", "Groq Compound Mini", "2025-09-04", 131072, 8192, "", {
      groq: { id: "groq/compound-mini", unpriced: true },
    }),
    open("deepcogito", "cogito", "cogito-v2.1-671b", "Cogito v2.1 671B", "2025-11-13", 163840, 163840, "reasoning", {
      together: "deepcogito/cogito-v2-1-671b",
    }),
    open("liquid", "lfm", "lfm2-24b-a2b", "LFM2 24B A2B", "2026-02-25", 32768, 32768, "", {
      together: "LiquidAI/LFM2-24B-A2B",
    }),
    open("essentialai", "rnj", "rnj-1", "Rnj-1", "2025-12-05", 32768, 32768, "tools", {
      together: "essentialai/Rnj-1-Instruct",
    }),
    open("xiaomi", "mimo", "mimo-v2.5", "MiMo V2.5", "2026-04-22", 262144, 16384, "tools reasoning", {
      deepinfra: "XiaomiMiMo/MiMo-V2.5",
    }),
    open("xiaomi", "mimo", "mimo-v2.5-pro", "MiMo V2.5 Pro", "2026-04-22", 262144, 16384, "tools reasoning", {
      deepinfra: "XiaomiMiMo/MiMo-V2.5-Pro",
    }),
    closed("bytedance", "seed", "seed-1.8", "Seed 1.8", "2025-12-18", 256000, 32768, "tools reasoning", {
      deepinfra: "ByteDance/Seed-1.8",
    }),
    closed("bytedance", "seed", "seed-2.0-mini", "Seed 2.0 Mini", "2026-02-14", 256000, 32768, "tools reasoning", {
      deepinfra: "ByteDance/Seed-2.0-mini",
    }),
    closed("bytedance", "seed", "seed-2.0-code", "Seed 2.0 Code", "2026-02-14", 256000, 32768, "tools reasoning", {
      deepinfra: "ByteDance/Seed-2.0-code",
    }),
    closed("bytedance", "seed", "seed-2.0-pro", "Seed 2.0 Pro", "2026-02-14", 256000, 32768, "tools reasoning", {
      deepinfra: "ByteDance/Seed-2.0-pro",
    }),
    open("stepfun", "step", "step-3.5-flash", "Step 3.5 Flash", "2026-02-02", 262144, 16384, "tools reasoning", {
      deepinfra: "stepfun-ai/Step-3.5-Flash",
    }),
    open("allenai", "olmo", "olmo-3.1-32b", "Olmo 3.1 32B Instruct", "2025-12-12", 65536, 16384, "", {
      deepinfra: "allenai/Olmo-3.1-32B-Instruct",
    }),
    open("microsoft", "phi", "phi-4", "Phi-4", "2024-12-12", 16384, 8192, "", { deepinfra: "microsoft/phi-4" }),
    open("microsoft", "wizardlm", "wizardlm-2-8x22b", "WizardLM-2 8x22B", "2024-04-15", 65536, 8192, "", {
      deepinfra: "microsoft/WizardLM-2-8x22B",
    }),
    open("nous", "hermes", "hermes-3-llama-3.1-70b", "Hermes 3 Llama 3.1 70B", "2024-08-15", 131072, 8192, "", {
      deepinfra: "NousResearch/Hermes-3-Llama-3.1-70B",
    }),
    open("nous", "hermes", "hermes-3-llama-3.1-405b", "Hermes 3 Llama 3.1 405B", "2024-08-15", 131072, 8192, "", {
      deepinfra: "NousResearch/Hermes-3-Llama-3.1-405B",
    }),
    open("sao10k", "euryale", "l3.3-70b-euryale-v2.3", "L3.3 70B Euryale v2.3", "2024-12-06", 131072, 8192, "", {
      deepinfra: "Sao10K/L3.3-70B-Euryale-v2.3",
    }),
  ],
};
