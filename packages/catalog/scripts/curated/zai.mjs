import { modelOf, withdrawn } from "./entries.mjs";

// Z.ai's GLM models. DeepInfra answers the ids of GLM 4.5 with other models, at their prices: they are left out.
const glm = modelOf("glm", { open: true });

export default {
  maker: "zai",
  models: [
    glm("glm-4.5-air", "GLM 4.5 Air", "2025-07-28", 131072, 98304, "tools reasoning", {
      together: withdrawn("zai-org/GLM-4.5-Air-FP8", { quantisation: "fp8" }),
    }),
    glm("glm-4.6", "GLM 4.6", "2025-09-30", 202752, 131072, "tools reasoning", { deepinfra: "zai-org/GLM-4.6" }),
    glm("glm-4.6v", "GLM 4.6V", "2025-12-08", 131072, 32768, "image tools reasoning", {
      deepinfra: "zai-org/GLM-4.6V",
    }),
    glm("glm-4.7", "GLM 4.7", "2025-12-22", 202752, 16384, "tools schema reasoning", {
      bedrock: "zai.glm-4.7",
      deepinfra: "zai-org/GLM-4.7",
    }),
    glm("glm-4.7-flash", "GLM 4.7 Flash", "2026-01-19", 202752, 16384, "tools schema reasoning", {
      bedrock: "zai.glm-4.7-flash",
      deepinfra: "zai-org/GLM-4.7-Flash",
    }),
    glm("glm-5", "GLM 5", "2026-02-11", 202752, 16384, "tools schema reasoning", {
      together: "zai-org/GLM-5",
      bedrock: "zai.glm-5",
      deepinfra: "zai-org/GLM-5",
    }),
    glm("glm-5.1", "GLM 5.1", "2026-04-07", 202752, 16384, "tools schema reasoning", {
      together: "zai-org/GLM-5.1",
      deepinfra: "zai-org/GLM-5.1",
    }),
    glm("glm-5.2", "GLM 5.2", "2026-06-16", 262144, 32768, "tools schema reasoning", {
      together: "zai-org/GLM-5.2",
      deepinfra: "zai-org/GLM-5.2",
    }),
  ],
};
